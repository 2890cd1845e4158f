"""A loss as the command line names it: built in, from a file of the user's, or a formula."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

from theory.errors import InputError

if TYPE_CHECKING:
    from types import ModuleType

    from theory.prototypes.energy import Energy

FILE = re.compile(r"(?P<path>.+\.py):(?P<name>.*)")
NAME = re.compile(r"[A-Za-z][\w-]*")


def read_loss(text: str) -> Energy | str:
    """The name of a built-in loss as it is; ``FILE.py:NAME`` as that energy of the file; else the formula's energy."""
    from theory.prototypes.expressions import parse_loss
    from theory.prototypes.losses import LOSSES, loss

    if found := FILE.fullmatch(text):
        return _from_file(Path(found["path"]), found["name"])
    if text in LOSSES:
        return text
    return loss(text).name if NAME.fullmatch(text) and text != "d" else parse_loss(text)


def loss_name(loss: Energy | str) -> str:
    """What a loss is called in results."""
    return loss if isinstance(loss, str) else loss.name


def _from_file(path: Path, name: str) -> Energy:
    from theory.prototypes.energy import AssignmentEnergy, PairEnergy

    energies = {k: v for k, v in vars(_module(path)).items() if isinstance(v, PairEnergy | AssignmentEnergy)}
    if name not in energies:
        raise InputError(
            f"{path} has no loss {name!r}: {'it has ' + ', '.join(energies) if energies else 'it has none'}; "
            "give FILE.py:NAME of a PairEnergy or AssignmentEnergy"
        )
    return energies[name]


def _module(path: Path) -> ModuleType:
    """The user's file, run as a module; what goes wrong in it is the user's input."""
    if not path.is_file():
        raise InputError(f"no file {path}: give FILE.py:NAME")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise InputError(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    return module
