"""SIGTERM and SIGHUP: what was begun is tidied up (parts of files, workers), with a line and the usual status."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def orderly() -> Iterator[None]:
    """While the block runs, those signals raise ``SystemExit`` with the status that shells give, 128 + their number.

    The second of a kind ends the process at once. One that is ignored, as under ``nohup``, stays so.
    Only the main thread can set this; elsewhere nothing happens.
    """
    mine = threading.current_thread() is threading.main_thread()
    kinds = [kind for kind in ENDINGS if mine and signal.getsignal(kind) is signal.SIG_DFL]
    for kind in kinds:
        signal.signal(kind, end)
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, signal.SIG_DFL)


def end(number: int, _frame: FrameType | None) -> None:
    """The handler."""
    signal.signal(number, signal.SIG_DFL)
    with suppress(OSError):  # a terminal that hung up
        os.write(2, f"prism: ended by {signal.Signals(number).name}\n".encode())
    raise SystemExit(128 + number)
