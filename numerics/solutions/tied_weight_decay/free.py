r"""Faces with free in numbers: those of the undecayed flow at theta = (1 - e^{-2 lambda t}) / (2 lambda).

The penalty needs the integral of the undecayed train loss, smooth in log(1 + rate theta): a Chebyshev series there.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.polynomial import Chebyshev
from scipy.special import exprel

from numerics.autoencoder.limits import limit
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.tied_weight_decay.commuting import MODEL
from numerics.solutions.tied_weight_decay.undecayed import sizes
from theory.solutions.tied_weight_decay.free import FACES

DEGREES = 64, 128, 256, 512, 1024
SETTLED, SETTLED_PLANAR = 1e-11, 1e-4  # of the integral, relative; the free facet itself is known to 5e-3 of L(0)


def losses(name: str, t: Array, point: Point) -> dict[str, Array]:
    """e^{-4 lambda t} times the undecayed losses at theta; the penalty from Tr A = e^{-2 lambda t} (p a0 - 8 int E)."""
    at, decay = sizes(point), point.values["lambda"]
    theta, left = t * exprel(-2 * decay * t), np.exp(-2 * decay * t)
    undecayed = limit(name).losses(theta, at)
    alpha, eta, nu = ratios(point)
    rate = 4 * alpha * (1 + eta) * (1 + nu)

    def energy(times: Array) -> Array:
        return np.asarray(limit(name).losses(times, at).train)

    total = integral(energy, theta, rate, SETTLED_PLANAR if name == "free" else SETTLED)
    error = left**2 * undecayed.train
    train = error + decay / 2 * left * (at.p * at.a0 - 8 * total)
    return {"train": train, "error": error, "population": left**2 * np.asarray(undecayed.population)}


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


LIMITS = {name: Limit(MODEL, name, partial(losses, name)) for name in FACES}
