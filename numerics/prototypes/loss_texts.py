"""A loss as a line of text names it: built in, from a file of the user's, or a formula.

``portable`` adds the contents of a file to its name, so that the text means the same in another process, in another
folder and after the file was edited; results of a sweep are stored under it. ::

    exp(-d/tau)          ->  exp(-d/tau)
    own/mine.py:hinge    ->  mine.py:hinge
                             from theory.prototypes import PairEnergy
                             hinge = PairEnergy(...)
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from theory.errors import InputError

if TYPE_CHECKING:
    from theory.prototypes.energy import Energy

FILE = re.compile(r"(?P<path>[^\n]+\.py):(?P<name>[^\n]*)(\n(?P<source>.*))?", re.DOTALL)
NAME = re.compile(r"[A-Za-z][\w-]*")


def read_loss(text: str) -> Energy | str:
    """The name of a built-in loss as it is; ``FILE.py:NAME`` as that energy of the file; else the formula's energy.

    ``InputError`` says what is wrong otherwise.
    """
    from theory.prototypes.expressions import parse_loss
    from theory.prototypes.losses import LOSSES, loss

    if found := FILE.fullmatch(text):
        source = found["source"] if found["source"] is not None else _contents(Path(found["path"]))
        return _of_module(Path(found["path"]), found["name"], source)
    if text in LOSSES:
        return text
    return loss(text).name if NAME.fullmatch(text) and text != "d" else parse_loss(text)


def portable(text: str) -> str:
    """The text as it is, or ``FILE.py:NAME`` and the lines of the file; of the path only the last part stays."""
    found = FILE.fullmatch(text)
    if found is None or found["source"] is not None:
        return text
    path = Path(found["path"])
    return f"{path.name}:{found['name']}\n{_contents(path)}"


def label(text: str) -> str:
    """The text without the contents of a file."""
    return text.partition("\n")[0]


def loss_name(loss: Energy | str) -> str:
    """What a loss is called in results."""
    return loss if isinstance(loss, str) else loss.name


def _contents(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"no file {path}: give FILE.py:NAME")
    try:
        return importlib.util.decode_source(path.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {type(error).__name__}: {error}") from error


def _of_module(path: Path, name: str, source: str) -> Energy:
    from theory.prototypes.energy import AssignmentEnergy, PairEnergy

    found = vars(_module(path, source))
    energies = {k: v for k, v in found.items() if isinstance(v, PairEnergy | AssignmentEnergy)}
    if name not in energies:
        raise InputError(
            f"{path} has no loss {name!r}: {'it has ' + ', '.join(energies) if energies else 'it has none'}; "
            "give FILE.py:NAME of a PairEnergy or AssignmentEnergy"
        )
    return energies[name]


def _module(path: Path, source: str) -> ModuleType:
    """The user's file, run as a module; what goes wrong in it is the user's input."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(source, str(path), "exec"), vars(module))
    except (Exception, SystemExit) as error:
        raise InputError(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    return module
