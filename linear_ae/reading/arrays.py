"""Arrays in files: .npy, and .npz with one array or a named one."""

import io
from typing import Any

import numpy as np

from linear_ae.reading.errors import Unreadable

LONGEST = 200
OBJECTS = "something else than numbers: it holds Python objects; save it as np.save(FILE, array.astype(float))"


def npy(raw: bytes) -> Any:
    """The array of a .npy file."""
    try:
        return np.load(io.BytesIO(raw), allow_pickle=False)
    except (MemoryError, OverflowError) as error:
        raise Unreadable(f"its header promises more than its {len(raw)} bytes ({error}): write it again") from error
    except Exception as error:  # numpy reads the header by Python's tokenizer and parser, with errors of their own
        raise Unreadable(_complaint(error)) from error


def npz(raw: bytes, key: str | None) -> Any:
    """The only array of an .npz file, or the one named ``key``."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as archive:
            return archive[_key(archive.files, key)]
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises errors of a dozen kinds on damaged archives
        raise Unreadable(_complaint(error)) from error


def _key(keys: list[str], key: str | None) -> str:
    if key in keys:
        return str(key)
    if not keys or all("/" in name for name in keys):
        raise Unreadable("it is an archive without arrays (a spreadsheet?): save the matrix as .csv, .npy or .npz")
    if key is None and len(keys) == 1:
        return keys[0]
    asked = f"no array is named {key}" if key else f"{len(keys)} arrays"
    raise Unreadable(f"{asked}: name one of {', '.join(keys[:10])} as FILE.npz:{keys[0]}")


def _complaint(error: Exception) -> str:
    return OBJECTS if "allow_pickle" in str(error) else f"something else than numbers: {in_a_line(error)}"


def in_a_line(error: Exception) -> str:
    """What numpy or zipfile says, which may quote a whole header."""
    return " ".join(str(error).split())[:LONGEST]
