"""The order at which a deviation falls with a size, and whether it is the one expected."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtrit

from numerics.methods.arrays import Array


@dataclass(frozen=True)
class Order:
    """Slope of log |deviation| against the log of a size, with its standard error.

    That comes from errors that were estimated from so many degrees of ``freedom``; ``resolution`` is the least
    deviation in units of its own: near one, a logarithm tells nothing.
    """

    slope: float
    stderr: float
    freedom: float = math.inf
    resolution: float = math.inf

    @property
    def sure(self) -> float:
        """Estimated standard errors by which an estimate is off as seldom as a normal number by DOUBT, by Student."""
        return -float(stdtrit(self.freedom, ndtr(-DOUBT)))

    @property
    def doubt(self) -> float:
        """By how much the slope may be off."""
        return self.sure * self.stderr


def fitted_order(
    size: Sequence[float],
    deviation: ArrayLike,
    error: ArrayLike,
    allowed: ArrayLike | None = None,
    freedom: float = math.inf,
) -> tuple[Order, int]:
    """The slope over sizes of deviations with standard errors, both of shape (sizes, n), and the column it is from.

    That is the one of the n times, or of those ``allowed``, where all sizes resolve the deviation best; weights are
    those of its errors, which have at least so many degrees of ``freedom``. Where none is allowed, none is resolved.

    >>> order, column = fitted_order([2, 4, 8], [[0.4], [0.1], [0.025]], [[0.01], [0.01], [0.01]])
    >>> round(order.slope, 6), column
    (-2.0, 0)
    """
    distance, doubt = np.abs(deviation), np.asarray(error)
    resolution = (distance / doubt).min(axis=0)
    known = resolution if allowed is None else np.where(allowed, resolution, 0.0)
    column = int(np.argmax(known))
    weight = (distance[:, column] / doubt[:, column]) ** 2
    slope, stderr = _line(np.log(np.asarray(size, dtype=float)), np.log(distance[:, column]), weight)
    return Order(slope, stderr, freedom, float(known[column])), column


def weighted_slope(size: Sequence[float], deviation: Array, weight: Array | None = None) -> float:
    """The slope of log |deviation|, shape (sizes,), with given weights or equal ones."""
    weight = np.ones(len(size)) if weight is None else weight
    return _line(np.log(np.asarray(size, dtype=float)), np.log(np.abs(deviation)), weight)[0]


def _line(x: Array, y: Array, weight: Array) -> tuple[float, float]:
    centred = x - weight @ x / weight.sum()
    spread = float(weight @ centred**2)
    return float(weight @ (centred * y)) / spread, spread**-0.5


AGREES, FAILS, UNDECIDED = "agrees", "does not", "undecided"
DOUBT = 3.0
"""Standard errors of a slope."""
NOISY = 0.5
"""Standard error of a slope that tells one order from the next no more."""


@dataclass(frozen=True)
class Verdict:
    """Whether a deviation falls at the expected order, ``agrees``, ``does not`` or ``undecided``, and why not."""

    word: str
    reason: str = ""

    def __str__(self) -> str:
        return self.word


def verdict(order: Order, expected: float, bend: float) -> Verdict:
    """The slope against the expected one, from which the next orders may bend it by ``bend``.

    >>> str(verdict(Order(-1.1, 0.05), -1, 0.1)), str(verdict(Order(-0.2, 0.05), -1, 0.1))
    ('agrees', 'does not')
    >>> str(verdict(Order(float("nan"), float("nan")), -1, 0.1))
    'undecided'
    """
    if not (math.isfinite(order.slope) and math.isfinite(order.doubt)):
        return Verdict(UNDECIDED, "the deviations have no slope: their logarithms or errors are not finite")
    if order.doubt > DOUBT * NOISY:
        few = ", as few runs tell little of its error" if order.stderr <= NOISY else ""
        return Verdict(UNDECIDED, f"too noisy: the slope is known to {order.doubt / DOUBT:.2g}{few}")
    if order.resolution < order.sure:
        return Verdict(UNDECIDED, f"too noisy: a deviation of {order.resolution:.2g} standard errors has no slope")
    off, allowed = abs(order.slope - expected), order.doubt + bend
    return (
        Verdict(AGREES) if off <= allowed else Verdict(FAILS, f"the slope is off by {off:.2f}, allowed {allowed:.2f}")
    )
