r"""How long a work of high order takes, foreseen from the same work at lower orders.

Orders 13, 20, 30, 45, ... are tried and thrown away. The last two give the power of ``T ~ order^k``, which is too low
where the time grows faster than any power, so that what could be done is not refused; each further trial corrects it:

    order      20   30     60, foreseen
    seconds   .06  .41     (60/30)^k * .41 = 11,  k = log(.41/.06) / log(30/20) = 4.7    (it took 28)
"""

import math
import time
from collections.abc import Callable, Iterator

from figures.cli.patience import WORDS, OutOfTimeError, say
from linear_ae.deadline import left

FIRST, STEP = 13, 1.5
"""From a dozen orders on, costs of another kind (imports, common factors of short coefficients) are small."""
LEAST = 0.02
"""Seconds below which the time of a trial says nothing."""
Trial = tuple[int, float]
"""An order and the seconds of the processor that it took."""


def require_time(work: Callable[[int], object], order: int) -> None:
    """Raise :class:`figures.cli.patience.OutOfTimeError` as soon as ``work(order)`` is foreseen to end too late."""
    before: Trial | None = None
    due = -math.inf
    for trial in trials(order):
        begin = time.process_time()
        work(trial)
        last = trial, max(time.process_time() - begin, LEAST)
        if before:
            due = foreseen(before, last, order)
            refuse_late(before, last, order, due)
        before = last
    if due > math.log(WORDS[0]):
        say(f"order {order} takes about {duration(due)} or more")


def trials(order: int) -> Iterator[int]:
    """The orders that are tried, all of them well below ``order``."""
    trial = FIRST
    while STEP * trial <= order + 1:
        yield trial
        trial = math.ceil(STEP * trial)


def power(before: Trial, last: Trial) -> float:
    """The power of the order by which the time grew, 0 at least."""
    return max(math.log(last[1] / before[1]) / math.log(last[0] / before[0]), 0.0)


def foreseen(before: Trial, last: Trial, order: int) -> float:
    """The logarithm of the seconds that ``order`` will take: such an order may be a million."""
    return math.log(last[1]) + power(before, last) * math.log(order / last[0])


def refuse_late(before: Trial, last: Trial, order: int, due: float) -> None:
    """Raise :class:`figures.cli.patience.OutOfTimeError` if ``due`` is later than the command's limit."""
    k, rest = power(before, last), left()
    if due > math.log(max(rest, LEAST)):
        highest = int(last[0] * (max(rest, LEAST) / last[1]) ** (1 / k)) if k and rest > last[1] else last[0]
        raise OutOfTimeError(
            f"order {order} would take about {duration(due)} or more: ask for order {highest} at most, or allow more "
            "with `prism --time-limit SECONDS`"
        )


def duration(logarithm: float) -> str:
    """Seconds, given by their natural logarithm, in the unit that people would choose."""
    for unit, seconds in (("years", 3.15e7), ("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if logarithm > math.log(2 * seconds):
            return (
                f"10^{(logarithm - math.log(seconds)) / math.log(10):.0f} {unit}"
                if logarithm > 40
                else (f"{math.exp(logarithm) / seconds:.2g} {unit}")
            )
    return f"{math.exp(logarithm):.2g} seconds"
