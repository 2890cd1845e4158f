"""The store of a sweep: one append-only file, one checksummed line a finished run.

A line is written and flushed to the disk before the next run counts as done. A last line cut short by a kill is cut
off when the store is opened again; a line that does not match its checksum is left out, so its run is computed again.
One process writes at a time; the operating system frees the lock of a killed one.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout

from numerics.errors import SweepError
from theory.errors import InputError
from theory.files import write_all

UNFIT = {
    errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTSUP, errno.ENOLCK,
    errno.ENOSYS,
}  # fmt: skip
"""What a folder answers that is none or holds folders in the place of files, that may not be written, or whose file
system knows no locks."""
JOURNAL, LOCK = "journal.jsonl", ".lock"


class Journal:
    """Outcomes by the keys of their runs; the newest of a key counts."""

    def __init__(self, file: BinaryIO | None = None, outcomes: dict[str, dict[str, Any]] | None = None) -> None:
        self._file, self.outcomes = file, outcomes or {}

    def add(self, key: str, record: dict[str, Any]) -> None:
        """Keep the outcome for good."""
        if self._file is not None:
            append(self._file, line(record | {"key": key}))
        self.outcomes[key] = record


@contextmanager
def journal(folder: Path | None) -> Iterator[Journal]:
    """The journal of a folder, locked while the block runs; without a folder it lives in memory."""
    if folder is None:
        yield Journal()
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=0), open(folder / JOURNAL, "ab", buffering=0) as file:
            outcomes, end = read(folder / JOURNAL)
            file.truncate(end)
            yield Journal(file, outcomes)
    except Timeout:
        raise InputError(f"{folder} is in use by another sweep: wait for it, or give another folder") from None
    except OSError as error:
        if error.errno not in UNFIT:
            raise
        raise InputError(f"{folder} cannot hold a sweep ({error}): give another folder") from error


def append(file: BinaryIO, entry: bytes) -> None:
    """A whole line, or none: the part of it that a full disk still took is cut off again."""
    end = file.seek(0, os.SEEK_END)
    try:
        write_all(file.fileno(), entry)
        os.fsync(file.fileno())
    except OSError as error:
        file.truncate(end)
        raise SweepError(f"{file.name} cannot be written ({error}): what came before is kept") from error


def line(record: dict[str, Any]) -> bytes:
    """One record: its checksum, a blank, JSON without line breaks."""
    text = json.dumps(record).encode()
    return checksum(text) + b" " + text + b"\n"


def checksum(text: bytes) -> bytes:
    """Sixteen hexadecimal digits of SHA-256."""
    return hashlib.sha256(text).hexdigest()[:16].encode()


def read(path: Path) -> tuple[dict[str, dict[str, Any]], int]:
    """The sound records by key, and where the last whole line ends."""
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    found = {}
    for entry in data[:end].splitlines():
        mark, _, text = entry.partition(b" ")
        if mark == checksum(text):
            record = json.loads(text)
            found[record.pop("key")] = record
    return found, end
