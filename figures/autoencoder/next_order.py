"""The order after the first correction, from deviations at a few sizes."""

from dataclasses import dataclass

import numpy as np

from figures.autoencoder.parts import numbers
from figures.store import Data
from numerics.methods.arrays import Array
from numerics.methods.slopes import weighted_slope


@dataclass(frozen=True, eq=False)
class NextOrder:
    """``deviation = first (1 + value x)`` over small ratios x, shape (n,): one number, fitted with its standard error.

    ``first`` is the first correction, where it is refused ``continued`` as a power of x.
    ``misfit`` is chi squared of what remains, with n - 1 degrees of freedom, and ``slope`` what a fit of a power to the
    modelled deviations finds with the weights of the measured ones.
    """

    first: Array
    value: float
    stderr: float
    misfit: float
    slope: float

    @property
    def known(self) -> bool:
        """Whether the first correction is known."""
        return bool(np.isfinite(self.first).all())

    @classmethod
    def of(cls, x: Array, deviation: Array, error: Array, first: Array) -> "NextOrder":
        """The fit; NaN where the first correction is known at fewer than two sizes."""
        first = continued(x, first)
        rest, doubt = deviation / first - 1, np.abs(error / first)
        spread = 1 / np.sum((x / doubt) ** 2)
        value = float(spread * np.sum(rest * x / doubt**2))
        modelled = first * (1 + value * x)
        slope = weighted_slope(x.tolist(), modelled, (deviation / error) ** 2)
        return cls(first, value, float(spread**0.5), float(np.sum(((rest - value * x) / doubt) ** 2)), slope)


def continued(x: Array, first: Array) -> Array:
    """Values of one sign, shape (n,), with those that are NaN set on the power of x through the two nearest to them.

    On a ladder of fixed ratios the first correction over L(0) is such a power; its formula refuses the smallest sizes.

    >>> continued(np.array([0.5, 0.25, 0.125]), np.array([np.nan, 2.0, 1.0])).tolist()
    [4.0, 2.0, 1.0]
    """
    known = np.flatnonzero(np.isfinite(first))
    found = first.copy()
    if known.size > 1:
        for k in np.flatnonzero(~np.isfinite(first)):
            near, next_one = known[np.argsort(np.abs(np.log(x[known] / x[k])), kind="stable")[:2]]
            power = np.log(first[near] / first[next_one]) / np.log(x[near] / x[next_one])
            found[k] = first[near] * (x[k] / x[near]) ** power
    return found


def small_ratio(ladder: Data) -> Array:
    """1/p, p/H or H/p of the rungs, shape (n,)."""
    return np.asarray(ladder["size"], dtype=float) ** np.sign(ladder["expected"])


def next_order(ladder: Data, loss: str) -> NextOrder:
    """That of one curve of a ladder."""
    found = numbers(ladder["losses"][loss])
    return NextOrder.of(small_ratio(ladder), found["deviation"], found["deviation_stderr"], found["correction"])
