r"""Faces with free under weight decay in numbers: the undecayed flow at theta = (1 - e^{-2 lambda t}) / (2 lambda).

The penalty needs the integral of the undecayed train loss, smooth in log(1 + rate theta): a Chebyshev series there.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.polynomial import Chebyshev
from scipy.special import exprel

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import ratios

DEGREES = 64, 128, 256, 512, 1024
SETTLED = 1e-11
"""Of the integral, relative."""
Undecayed = Callable[[Array], Mapping[str, Array]]


def rescaled(
    t: Array, point: Point, undecayed: Undecayed, squares: float, settled: float = SETTLED
) -> dict[str, Array]:
    """e^{-4 lambda t} times the undecayed losses at theta, and the penalty from the square sum of the weights,
    e^{-2 lambda t} (``squares`` - 8 int E).
    """
    decay = point.values["lambda"]
    theta, left = t * exprel(-2 * decay * t), np.exp(-2 * decay * t)
    alpha, eta, nu = ratios(point)
    rate = 4 * alpha * (1 + eta) * (1 + nu)
    found = undecayed(theta)
    total = integral(lambda times: undecayed(times)["train"], theta, rate, settled)
    error = left**2 * found["train"]
    rest = {name: left**2 * curve for name, curve in found.items() if name != "train"}
    return {"train": error + decay / 2 * left * (squares - 8 * total), "error": error, **rest}


def integral(f: Callable[[Array], Array], ends: Array, rate: float, settled: float) -> Array:
    """The integrals of f from 0 to the ends, where f is smooth in log(1 + rate x): to the error of half the degree."""
    last = float(np.log1p(rate * ends.max(initial=0.0)))
    if last == 0:
        return np.zeros_like(ends)
    places = np.log1p(rate * ends)
    for degree in DEGREES:
        series = Chebyshev.interpolate(lambda u: f(np.expm1(u) / rate) * np.exp(u) / rate, degree, [0, last])
        found, coarser = (np.asarray(one.integ(lbnd=0)(places)) for one in (series, series.truncate(degree // 2 + 1)))
        if np.abs(found - coarser).max() <= settled * np.abs(found).max():
            return found
    raise ConvergenceError(f"the integral of the undecayed loss does not settle with {DEGREES[-1]} terms")
