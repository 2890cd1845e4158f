"""Bytes of a file or a pipe, opened and read exactly once, and what kind of file they are."""

import gzip
import sys
import zlib
from pathlib import Path

from linear_ae.errors import ExperimentError
from linear_ae.reading.errors import Unreadable

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
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except FileNotFoundError as error:
        raise ExperimentError(
            f"cannot read {path}: no such file; give a table of samples, or the name digits"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise ExperimentError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return gzip.decompress(raw) if raw.startswith(GZIP) else raw
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"the gzipped file is damaged ({error}): fetch or write it again") from error


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
