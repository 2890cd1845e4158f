"""The result of a prediction: train and population loss at given times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linear_ae.sizes import Sizes
from theory.errors import InputError

LARGEST_EXPONENT = 700.0  # e^709 is the largest double


@dataclass(frozen=True, eq=False)
class Losses:
    """Raw losses (not divided by p) at times ``t`` of the flow dW/dt = -dL/dW; all arrays have shape (n,).

    ``population`` is None for given data of which nothing was held out. The errors are estimates of the largest
    distance from the true means, or None for a limit formula as it stands.
    """

    t: NDArray[np.float64]
    train: NDArray[np.float64]
    population: NDArray[np.float64] | None
    train_error: NDArray[np.float64] | None = None
    population_error: NDArray[np.float64] | None = None

    def plus(self, other: "Losses") -> "Losses":
        """The sum of two sets of curves at the same times."""
        both = self.population is not None and other.population is not None
        return Losses(self.t, self.train + other.train, self.population + other.population if both else None)  # type: ignore[operator]


def checked_times(t: ArrayLike) -> NDArray[np.float64]:
    """``t`` as a float array of shape (n,), refusing times that are negative or not finite."""
    times = np.atleast_1d(np.asarray(t, dtype=float))
    if times.ndim != 1 or not np.all(np.isfinite(times)) or np.any(times < 0):
        raise InputError("times must be a list of finite numbers >= 0")
    return times


def finite_ratio(sizes: Sizes) -> float:
    """p / N, refused where N is infinite."""
    if np.isinf(sizes.N):
        raise InputError("small-data is the limit p/N -> inf: give a finite N")
    return sizes.nu


def exponential(x: ArrayLike) -> NDArray[np.float64]:
    """e^x, refusing what no double can hold."""
    exponent = np.asarray(x, dtype=float)
    if np.max(exponent, initial=0.0) > LARGEST_EXPONENT:
        raise InputError(
            f"the linear regime has grown by e^{np.max(exponent):.3g}, far beyond its domain: give an earlier --t-max"
        )
    return np.exp(exponent)


def residual(a: ArrayLike, x: ArrayLike) -> NDArray[np.float64]:
    """1 - a(x) for the logistic a' = a (1 - a), a(0) = a >= 0, at x >= 0: no overflow and no cancellation."""
    decay = np.exp(-np.asarray(x, dtype=float))
    a = np.asarray(a, dtype=float)
    return (1 - a) * decay / (decay - a * np.expm1(-np.asarray(x, dtype=float)))
