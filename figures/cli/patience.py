"""How long a command may run: words on stderr while it does, and a limit that the user can raise.

The words come from a thread of their own, so that they are said in the midst of one long call of numpy or LAPACK, too.
At the limit a signal interrupts Python; work that does not heed it, in such a call or in other threads, ends with the
process GRACE seconds later. A call that holds Python's lock for all that time lets no thread speak: a timer of the C
library then ends the process:

    10 s   60 s   600 s      limit            + GRACE             + 2 GRACE
    word   word   word       OutOfTimeError   word, exit 1        exit 1
    (thread)                 (signal)         (thread)            (C timer)
"""

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from linear_ae.deadline import ENDS

FIRST_WORD = 10.0
WORDS = (FIRST_WORD, 60.0, 600.0)
"""Seconds after which a command says that it still works."""
LIMIT = 3600.0
"""Seconds that a command may take that prints one result; those that store results as they go have no limit."""
GRACE = 10.0
"""Seconds after the limit in which work in other threads may end; then the process does."""
NEVER = 1e9
"""Seconds from which on a limit is none: the timers of some systems do not reach farther."""


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
    end = limit if limit is not None and limit < NEVER else float("inf")
    done = threading.Event()
    speaker = threading.Thread(target=speak, args=(done, time.monotonic(), end), daemon=True)
    token = ENDS.set(time.monotonic() + end)
    speaker.start()
    try:
        with interrupted(end):
            yield
    finally:
        done.set()
        ENDS.reset(token)


@contextmanager
def interrupted(end: float) -> Iterator[None]:
    """Raise :class:`OutOfTimeError` in the main thread after ``end`` seconds, and end a process that goes on."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTimeError(ended(end))

    before = signal.signal(signal.SIGALRM, ring)
    silent = None
    if end < NEVER:
        silent = os.open(os.devnull, os.O_WRONLY)
        faulthandler.dump_traceback_later(end + 2 * GRACE, exit=True, file=silent)
    try:
        if end < NEVER:
            signal.setitimer(signal.ITIMER_REAL, max(end, 1e-3))
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if silent is not None:
            faulthandler.cancel_dump_traceback_later()
            os.close(silent)


def speak(done: threading.Event, started: float, end: float) -> None:
    """Say after each of :data:`WORDS` that the work goes on, until it is ``done``; end the process after the limit."""
    for word in (word for word in WORDS if word < end):
        if done.wait(max(started + word - time.monotonic(), 0.0)):
            return
        say(f"at work for {word:g} s" + (f" of at most {end:g} s" if end < NEVER else "") + "; Ctrl-C ends it")
    if end < NEVER and not done.wait(max(started + end + GRACE - time.monotonic(), 0.0)):
        say(ended(end))
        os._exit(1)


def ended(end: float) -> str:
    """What is said at the limit."""
    return f"stopped after {end:g} s: allow more with `prism --time-limit SECONDS`"


def say(message: str) -> None:
    """A line on stderr."""
    click.echo(f"prism: {message}", err=True)
