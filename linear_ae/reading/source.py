"""Bytes of a file or a pipe, opened and read exactly once, and what kind of file they are."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from linear_ae.errors import ExperimentError
from linear_ae.memory import free
from linear_ae.reading.errors import Unreadable
from linear_ae.reading.lines import BYTE_ORDER_MARKS, NO_TEXT

GZIP = b"\x1f\x8b"
KINDS = {b"\x93NUMPY": "npy", b"PK\x03\x04": "npz", b"PK\x05\x06": "npz", b"PAR1": "parquet"}
FOREIGN = {
    b"\x89HDF": "an HDF5 file",
    b"MATLAB": "a binary MATLAB file",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"(\xb5/\xfd": "compressed by zstd",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
}
PIECE = 1 << 22
"""Bytes read at once: between two of them the command can speak, and be stopped."""
COPIES = {True: 3, False: 12}
"""Bytes of memory for each byte of an array's file, and of a text: 10 measured on a table of 26 MiB, and room."""


def split_key(source: str) -> tuple[str, str | None]:
    """``file.npz:key`` as file and key; a file that has the whole name comes first."""
    path, colon, key = source.rpartition(":")
    if colon and path.lower().endswith(".npz") and not Path(source).exists():
        return path, key
    return source, None


def content(path: str) -> bytes:
    """What ``path`` holds, unpacked if it was gzipped; ``-`` is standard input.

    A pipe yields its bytes once, so nothing here opens it twice.
    """
    try:
        if path == "-":
            raw = gathered(sys.stdin.buffer.read)
        else:
            with Path(path).open("rb") as file:
                raw = gathered(file.read)
    except Unreadable:
        raise
    except FileNotFoundError as error:
        raise ExperimentError(
            f"cannot read {path}: no such file; give a table of samples, or the name digits"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise ExperimentError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return gathered(gzip.GzipFile(fileobj=io.BytesIO(raw)).read) if raw.startswith(GZIP) else raw
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"the gzipped file is damaged ({error}): fetch or write it again") from error


def gathered(read: Callable[[int], bytes]) -> bytes:
    """All that ``read`` yields, piece by piece, unless it is no table or more than the memory holds."""
    pieces: list[bytes] = []
    held, room = 0, free()
    while piece := read(PIECE):
        if not pieces:
            refuse_binary(piece)
        pieces.append(piece)
        held += len(piece)
        if held * COPIES[pieces[0].startswith((*KINDS, GZIP))] > room:
            sizes = f"more than {held / 2**30:.3g} GiB, too much for the {room / 2**30:.3g} GiB of memory that are free"
            raise Unreadable(f"it holds {sizes}: take a part of it")
    return b"".join(pieces)


def refuse_binary(first: bytes) -> None:
    """Refuse, by its first piece, what is neither text nor of a kind that has a name here."""
    if b"\x00" in first and not first.startswith((*KINDS, *FOREIGN, GZIP, *BYTE_ORDER_MARKS)):
        raise Unreadable(NO_TEXT)


def kind(raw: bytes, path: str) -> str:
    """``npy``, ``npz``, ``parquet`` or ``text``, by the first bytes: names lie, and pipes have none."""
    ending = path.lower().removesuffix(".gz").rpartition(".")[2]
    for magic, name in FOREIGN.items():
        if raw.startswith(magic):
            raise Unreadable(f"it is {name}: save the matrix as .csv, .npy, .npz or .parquet")
    found = next((name for magic, name in KINDS.items() if raw.startswith(magic)), "text")
    if found == "text" and ending in KINDS.values():
        raise Unreadable(f"something else than numbers: it does not begin as .{ending} files do")
    return found
