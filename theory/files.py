"""Files that are whole or absent: a full disk or a kill in the midst of writing leaves the old one, or none.

content -> .NAME.part beside the place -> flushed to the disk -> moved to the place in one step
"""

import os
import secrets
from pathlib import Path


def put(path: Path, content: bytes | memoryview) -> None:
    """Write ``content`` at ``path``; what links lead to the place stay links.

    Raises :class:`OSError` with the name of the file; nothing is left then of what was written.
    """
    place = Path(os.path.realpath(path))
    part = place.with_name(f".{place.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        try:
            with open(part, "xb", buffering=0) as file:
                write_all(file.fileno(), content)
                os.fsync(file.fileno())
            os.replace(part, place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write every byte: a disk that becomes full, or a limit on the size of files, first takes a part of them."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
