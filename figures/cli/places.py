"""Where results go: tried before the work, so that nothing is computed that could not be written."""

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from theory.errors import InputError

FORMATS = (".pdf", ".png", ".svg")
MEMORY = Path("/dev/shm")
"""Shared memory, mostly writable where no disk is."""


def spare(*folders: Path) -> None:
    """Let temporary files lie in the first of these folders that can be written, where none of the usual places can.

    Matplotlib does not start without a folder of its own or a temporary one.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        tempfile.tempdir = next((str(folder) for folder in folders if os.access(folder, os.W_OK | os.X_OK)), None)


def tried(folder: Path) -> Path:
    """``folder`` if files can be made there, or in the folder above that it would be made in; nothing is left behind.

    Temporary files may lie there too, where they could nowhere else.
    Raises :class:`theory.errors.InputError` otherwise.
    """
    refuse_option(folder)
    try:
        above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        tempfile.TemporaryFile(dir=above).close()
        spare(above)
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}): choose another place") from None
    return folder


def refuse_option(path: Path) -> None:
    """Raise :class:`theory.errors.InputError` for a path that is spelled like an option, as where one was left out."""
    if str(path).startswith("--"):
        raise InputError(f"a path is due, got {path}, which looks like an option: give ./{path} if it is meant")


class Folder(click.Path):
    """A folder, perhaps still to be made, that can be written."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or a usage error."""
        try:
            return tried(Path(str(super().convert(value, param, ctx))))
        except InputError as error:
            return self.fail(str(error), param, ctx)


class Picture(click.Path):
    """A file to be drawn, in a format that its suffix names, in a folder that can be written."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False, writable=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or a usage error."""
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in FORMATS:
            self.fail(f"{path}: the suffix decides the format: give one of {', '.join(FORMATS)}", param, ctx)
        try:
            refuse_option(path)
            tried(path.parent)
        except InputError as error:
            self.fail(str(error), param, ctx)
        return path
