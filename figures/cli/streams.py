"""The standard streams where they are closed, full, cut off or narrow."""

import io
import os
import sys

FIRST = range(3)
"""stdin, stdout, stderr."""


def open_streams() -> None:
    """Make closed streams empty ones, so that no file of results takes their number and what C libraries print there,
    and characters that stdout does not have escapes."""
    for descriptor in FIRST:
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115 - bars ask it for a terminal
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def flushed(status: int) -> int:
    """The exit status once all that was printed has left: 1 if it could not, which would else be told at exit."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or 1
    return status
