"""SIGTERM, SIGHUP and Ctrl-C: what was begun is tidied up (parts of files, workers), with a line and the usual status.

A batch at work in another thread cannot be interrupted: the process ends GRACE seconds later whatever it does.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from figures.cli.patience import GRACE

ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def orderly() -> Iterator[None]:
    """While the block runs, those signals raise ``SystemExit`` with the status that shells give, 128 + their number.

    Ctrl-C raises ``KeyboardInterrupt`` as ever. The second of a kind ends the process at once. One that is ignored, as
    under ``nohup``, stays so. Only the main thread can set this; elsewhere nothing happens.
    """
    usual = dict.fromkeys(ENDINGS, signal.SIG_DFL) | {signal.SIGINT: signal.default_int_handler}
    mine = threading.current_thread() is threading.main_thread()
    kinds = [kind for kind, handler in usual.items() if mine and signal.getsignal(kind) is handler]
    for kind in kinds:
        signal.signal(kind, interrupt if kind is signal.SIGINT else end)
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, usual[kind])


def end(number: int, _frame: FrameType | None) -> None:
    """The handler of the others."""
    signal.signal(number, signal.SIG_DFL)
    with suppress(OSError):  # a terminal that hung up
        os.write(2, f"prism: ended by {signal.Signals(number).name}\n".encode())
    end_soon(128 + number)
    raise SystemExit(128 + number)


def interrupt(number: int, _frame: FrameType | None) -> None:
    """The handler of Ctrl-C."""
    signal.signal(number, signal.SIG_DFL)
    end_soon(1)
    raise KeyboardInterrupt


def end_soon(status: int) -> None:
    """End the process after GRACE seconds, unless it ends by itself."""
    timer = threading.Timer(GRACE, os._exit, [status])
    timer.daemon = True
    timer.start()
