"""How long a command may run: words on stderr while it does, and a limit that the user can raise."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

import click

FIRST_WORD = 10.0
WORDS = (FIRST_WORD, 60.0, 600.0)
"""Seconds after which a command says that it still works."""
LIMIT = 3600.0
"""Seconds that a command may take that prints one result; those that store results as they go have no limit."""
GRACE = 10.0
"""Seconds after the limit in which work in other threads may end; then the process does."""


ENDS: ContextVar[float] = ContextVar("ENDS", default=float("inf"))
"""When the command has to end, on the clock ``time.monotonic``."""


class OutOfTimeError(RuntimeError):
    """The command took longer than its limit."""


@contextmanager
def patience(limit: float | None) -> Iterator[None]:
    """Say on stderr that the work goes on, and end it by :class:`OutOfTimeError` at ``limit`` seconds (None: never).

    Only the main thread can be interrupted; elsewhere nothing happens.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    end = float("inf") if limit is None else limit
    started, waiting = time.monotonic(), [word for word in WORDS if word < end]
    ended = f"stopped after {end:g} s: allow more with `prism --time-limit SECONDS`"

    def ring(_number: int, _frame: FrameType | None) -> None:
        passed = time.monotonic() - started
        if passed >= end + GRACE:
            say(ended)
            os._exit(1)
        if passed >= end:
            signal.setitimer(signal.ITIMER_REAL, GRACE)
            raise OutOfTimeError(ended)
        say(f"at work for {waiting.pop(0):g} s" + (f" of at most {end:g} s" if limit else "") + "; Ctrl-C ends it")
        wait(passed)

    def wait(passed: float) -> None:
        if (until := min([*waiting[:1], end])) < float("inf"):
            signal.setitimer(signal.ITIMER_REAL, max(until - passed, 1e-3))

    before = signal.signal(signal.SIGALRM, ring)
    token = ENDS.set(started + end)
    wait(0.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        ENDS.reset(token)


def left() -> float:
    """Seconds until the command's limit; infinite without one."""
    return ENDS.get() - time.monotonic()


def say(message: str) -> None:
    """A line on stderr."""
    click.echo(f"prism: {message}", err=True)
