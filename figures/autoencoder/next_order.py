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
        """Whether the first correction is known at all sizes."""
        return bool(np.isfinite(self.first).all())

    @classmethod
    def of(cls, x: Array, deviation: Array, error: Array, first: Array) -> "NextOrder":
        """The fit; NaN where the first correction is not known at all sizes."""
        rest, doubt = deviation / first - 1, np.abs(error / first)
        spread = 1 / np.sum((x / doubt) ** 2)
        value = float(spread * np.sum(rest * x / doubt**2))
        modelled = first * (1 + value * x)
        slope = weighted_slope(x.tolist(), modelled, (deviation / error) ** 2)
        return cls(first, value, float(spread**0.5), float(np.sum(((rest - value * x) / doubt) ** 2)), slope)


def small_ratio(ladder: Data) -> Array:
    """1/p, p/H or H/p of the rungs, shape (n,)."""
    return np.asarray(ladder["size"], dtype=float) ** np.sign(ladder["expected"])


def next_order(ladder: Data, loss: str) -> NextOrder:
    """That of one curve of a ladder."""
    found = numbers(ladder["losses"][loss])
    return NextOrder.of(small_ratio(ladder), found["deviation"], found["deviation_stderr"], found["correction"])
