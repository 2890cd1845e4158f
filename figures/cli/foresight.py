r"""How long a work of high order takes, foreseen from the same work at lower orders.

Lower orders are tried and thrown away. Where time grows about like a power of the order, 13, 20, 30, ... are, and the
last three give the power and how it grows; where each order takes several times what the one before took, all of them
up to two below are, and the last two give the ratio. In the axis x, which is log(order) or the order,

    log seconds         o  foreseen: the slope of the last two trials, made steeper by as much
                    .             as it had become from the trials before, within STEEPER
               . o
         . o                     expand --order 60 --infinite-data:   x = log 13   log 20   log 30 ..... log 60
    o                                                                 seconds .0135  .0597   .461           27
                                                                      slope       3.5     5.0      5.9   (taken: 30)

Of orders drawn at random (tests/figures/foresight.csv) those of 2 to 19 s lay within a factor of FACTOR of the time
foreseen; shorter ones took up to 6.5 times as long.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from figures.cli.patience import FIRST_WORD, OutOfTimeError, say
from linear_ae.deadline import left

FIRST, STEP = 13, 1.5
"""From a dozen orders on, costs of another kind (imports, common factors of short coefficients) are small."""
LEAST = 2e-3
"""Seconds below which the time of a trial says nothing."""
STEEPER = 1.5
"""The most by which the power may grow over a unit of log(order): 1 to 2 were measured, and noise of a trial counts."""
TIMES = 2.0
"""How many times as much an order takes as the one before, at the least, where time grows by a ratio."""
FACTOR = 3.0
Trial = tuple[int, float]
"""An order and the seconds of the processor that it took."""


@dataclass(frozen=True)
class Growth:
    """How time grows: the orders tried before one, an axis of orders, the least slope and how much it may bend."""

    trials: Callable[[int], Iterator[int]]
    axis: Callable[[float], float]
    least: float
    bends: float

    def foreseen(self, done: list[Trial], order: int) -> float:
        """The logarithm of the seconds that ``order`` will take, from two trials at least: it may be a million."""
        x, log_seconds = [self.axis(tried) for tried, _ in done], [math.log(seconds) for _, seconds in done]
        k, middle, target = slope(x[-2:], log_seconds[-2:]), (x[-1] + x[-2]) / 2, self.axis(order)
        bend = 0.0
        if len(done) > 2:
            bend = (k - slope(x[-3:-1], log_seconds[-3:-1])) / (middle - (x[-2] + x[-3]) / 2)
        k += min(max(bend, 0.0), self.bends) * ((x[-1] + target) / 2 - middle)
        return log_seconds[-1] + max(k, self.least) * (target - x[-1])


def slope(x: list[float], y: list[float]) -> float:
    """Of the line through two points, 0 at least."""
    return max((y[1] - y[0]) / (x[1] - x[0]), 0.0)


def spread(order: int) -> Iterator[int]:
    """13, 20, 30, 45, ..., all of them well below ``order``."""
    trial = FIRST
    while STEP * trial <= order + 1:
        yield trial
        trial = math.ceil(STEP * trial)


def in_turn(order: int) -> Iterator[int]:
    """1, 2, ... up to two below the order: together they take a small part of its time."""
    return iter(range(1, order - 1))


POWER = Growth(spread, math.log, 0.0, STEEPER)
RATIO = Growth(in_turn, float, math.log(TIMES), 0.0)


def require_order_in_time(work: Callable[[int], object], order: int, growth: Growth = POWER) -> None:
    """Raise :class:`figures.cli.patience.OutOfTimeError` as soon as ``work(order)`` is foreseen to end too late."""
    done: list[Trial] = []
    due = -math.inf
    for trial in growth.trials(order):
        begin = time.process_time()
        work(trial)
        done.append((trial, max(time.process_time() - begin, LEAST)))
        if len(done) > 1:
            due = growth.foreseen(done, order)
            refuse_late(growth, done, order, due)
    if due > math.log(FIRST_WORD):
        say(f"order {order} takes about {duration(due)}")


def refuse_late(growth: Growth, done: list[Trial], order: int, due: float) -> None:
    """Raise :class:`figures.cli.patience.OutOfTimeError` if ``due`` is later than the command's limit."""
    rest = math.log(max(left(), LEAST))
    if due > rest:
        raise OutOfTimeError(
            f"order {order} would take about {duration(due)}: ask for order {highest(growth, done, order, rest)} at "
            "most, or allow more with `prism --time-limit SECONDS`"
        )


def highest(growth: Growth, done: list[Trial], order: int, rest: float) -> int:
    """The highest order below ``order`` that is foreseen to take no more than ``rest``, a logarithm of seconds."""
    low, high = done[-1][0], order
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if growth.foreseen(done, middle) <= rest else (low, middle)
    return low


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
