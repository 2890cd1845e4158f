"""Names and texts that a NetCDF file takes: refused before the first point rather than when the file is written."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from theory.errors import InputError

RESERVED = ("point", "seed", "failure", "failure_type")


def writable(text: str) -> bool:
    """Whether a NetCDF file can hold the text: all of it is Unicode characters, and none is the NUL."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def readable(text: str) -> str:
    """The text with what is not ``writable`` escaped."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


def storable(name: str) -> bool:
    """Whether a variable of a NetCDF file may have the name."""
    return bool(name.strip()) and "/" not in name and writable(name) and name not in (".", "..")


def refuse_clashes(
    parameters: Sequence[str], dims: Mapping[str, Sequence[str]], coords: Mapping[str, ArrayLike]
) -> None:
    """Raise ``InputError`` for results and dimensions whose names a file does not take, or that stand for two things.

    ``dims`` and ``coords`` are those of :func:`numerics.sweep.sweep`.
    """
    along = {*(name for names in dims.values() for name in names), *coords}
    for name in (*dims, *along):
        if not storable(name):
            raise InputError(f"a result or dimension is called {name!r}: give a name without /, as files take it")
        if name in RESERVED or name in parameters or (name in dims and name in along):
            raise InputError(f"{name!r} names two of parameters, results, dimensions and reserved words: rename one")
    for name, values in coords.items():
        array = np.asarray(values)
        if array.ndim != 1 or array.dtype.kind not in "biufUmM":
            raise InputError(
                f"the coordinates {name} have {array.ndim} dimensions of {array.dtype}: give a row of numbers or texts"
            )
    for name, names in dims.items():
        if len(set(names)) < len(names):
            raise InputError(f"dims of {name} are {list(names)}: give each dimension a name of its own")
