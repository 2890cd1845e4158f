"""Files that are whole or absent: a full disk or a kill in the midst of writing leaves the old one, or none.

content -> .NAME.(8 digits).part beside the place -> flushed to the disk -> moved to the place in one step

A killed process leaves its part behind. The next that writes the same file removes it, unless somebody writes in the
folder just then: who does holds a shared lock on the folder, which the system frees at the end of a process.
"""

import glob
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def put(path: Path, content: bytes | memoryview) -> None:
    """Write ``content`` at ``path``; what links lead to the place stay links.

    Raises :class:`OSError` with the name of the file; nothing is left then of what was written.
    """
    place = Path(os.path.realpath(path))
    part = place.with_name(f"{_stem(place)}{secrets.token_hex(4)}.part")
    try:
        with _at_work(place):
            _write(part, place, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write every byte: a disk that becomes full, or a limit on the size of files, first takes a part of them."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _write(part: Path, place: Path, content: bytes | memoryview) -> None:
    try:
        with open(part, "xb", buffering=0) as file:
            write_all(file.fileno(), content)
            os.fsync(file.fileno())
        os.replace(part, place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _stem(place: Path) -> str:
    return f".{place.name[:100]}."


@contextmanager
def _at_work(place: Path) -> Iterator[None]:
    """What killed processes left of the file is removed, and while the block runs nobody takes ours for such.

    Where a folder cannot be locked, nothing is removed.
    """
    try:
        descriptor = os.open(place.parent, os.O_RDONLY)
    except OSError:  # a folder that one may write but not read; any on Windows
        yield
        return
    try:
        with suppress(OSError):
            _clean_and_lock(descriptor, place)
        yield
    finally:
        os.close(descriptor)


def _clean_and_lock(descriptor: int, place: Path) -> None:
    if sys.platform == "win32":
        return
    from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock

    with suppress(BlockingIOError):  # somebody is writing
        flock(descriptor, LOCK_EX | LOCK_NB)
        for left in place.parent.glob(f"{glob.escape(_stem(place))}{'[0-9a-f]' * 8}.part"):
            left.unlink(missing_ok=True)
    flock(descriptor, LOCK_SH)
