"""How long a work may take, set by who asked for it, and a refusal beforehand of what is foreseen to take longer."""

import time
from contextvars import ContextVar

from linear_ae.errors import ExperimentError

ENDS: ContextVar[float] = ContextVar("ENDS", default=float("inf"))
"""When the work has to end, on the clock ``time.monotonic``; `prism --time-limit` sets it, in Python nothing does."""
SLACK = 2.0
"""How many times longer than it is going to the first part of a work may have taken."""


def left() -> float:
    """Seconds until the work has to end; infinite without a limit."""
    return ENDS.get() - time.monotonic()


def require_rest(begun: float, done: float, total: float, what: str, instead: str) -> None:
    """:func:`require_seconds_left` for the rest of a work of which ``done`` of ``total`` parts took the time since
    ``begun``.

    ``begun`` is on the clock ``time.monotonic``. The first parts may be slower than the others, within SLACK.
    """
    if total > done > 0:
        pace = (time.monotonic() - begun) / done
        require_seconds_left((total - done) * pace / SLACK, f"the rest of {what}", instead)


def require_seconds_left(seconds: float, what: str, instead: str) -> None:
    """Raise :class:`linear_ae.errors.ExperimentError` if so many seconds of one core are not left.

    Examples
    --------
    >>> token = ENDS.set(time.monotonic() + 60)
    >>> require_seconds_left(3600.0, "the spectrum", "choose smaller sizes")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    linear_ae.errors.ExperimentError: the spectrum takes about 3.6e+03 s, ...: choose smaller sizes, or allow more ...
    >>> ENDS.reset(token)
    """
    rest = left()
    if seconds > rest:
        raise ExperimentError(
            f"{what} takes about {seconds:.2g} s, {max(rest, 0.0):.2g} s are left: {instead}, or allow more with "
            "`prism --time-limit SECONDS`"
        )
