r"""Narrow-latent with weight decay in numbers, for any spectrum of S.

With y = -log r and m(s) twice the mean of l over the law tilted by e^{2 s l},

    ds/dt = 2 - e^{-y},     dy/dt = 2 (lambda - m) + 2 m e^{-y},     s(0) = 0,  y(0) = -log alpha:

smooth at all alpha, also above 2, and as a column dies. Late on y follows m(s) at once: a stiff equation, for which the
steps are then implicit.
"""

from typing import Any

import numpy as np

from numerics.autoencoder.limits.narrow_latent import tilted_mean
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import COARSEST, FINEST, Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.tied_weight_decay.commuting import MODEL
from numerics.solutions.tied_weight_decay.logistic import named

RTOL, ATOL = 3e-13, 1e-13  # of the stiff integrator: losses to about 1e-11
STIFF = 1e3
"""Rate of the fastest change times the last time from which on implicit steps are the cheaper ones."""
LEVEL = 1e-11  # agreement of the losses on two quadrature levels, relative to p


def losses(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """p <c> / 2 - H r (1 - r/2) <c> over the column's direction, c = l for the error; the penalty is lambda H r / 2."""
    alpha, eta, nu = ratios(point)
    law, decay = spectrum or MarchenkoPastur(nu), point.values["lambda"]
    found = on(law.rule(COARSEST + 1), t, alpha, eta, decay)
    if law.exact:
        return named(point, found)
    for level in range(COARSEST + 2, FINEST + 1):
        coarser, found = found, on(law.rule(level), t, alpha, eta, decay)
        change = float(np.abs(found - coarser).max())
        if change <= LEVEL * max(1.0, float(np.abs(found).max())):
            return named(point, found)
    raise ConvergenceError(f"narrow-latent flow with decay still changes by {change:.1e} (asked {LEVEL:.1e})")


def on(rule: Rule, t: Array, alpha: float, eta: float, decay: float) -> Array:
    """The losses over p on one quadrature rule, shape (2 or 3, n)."""
    s, r = column(rule, t, alpha, decay)
    variances = [rule.l] if rule.c is None else [rule.l, rule.c]
    error, *rest = (c @ rule.w / 2 - eta * r * (1 - r / 2) * tilted_mean(c, s, rule) for c in variances)
    return np.stack([error + decay / 2 * eta * r, error, *rest])


def column(rule: Rule, t: Array, alpha: float, decay: float) -> tuple[Array, Array]:
    """s and r at times t."""

    def velocity(_: float, state: Array) -> tuple[float, float]:
        s, y = state
        r, m = np.exp(-y), 2 * float(tilted_mean(rule.l, s, rule))
        return 2 - r, 2 * (decay - m) + 2 * m * r

    def slope(_: float, state: Array) -> Array:
        s, y = state
        r, mean = np.exp(-y), float(tilted_mean(rule.l, s, rule))
        spread = float(tilted_mean((rule.l - mean) ** 2, s, rule))
        return np.array([[0.0, r], [8 * spread * (r - 1), -4 * mean * r]])

    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    stiff = 4 * float(rule.l.max()) * max(1.0, alpha) * grid[-1] > STIFF
    method: dict[str, Any] = {"method": "Radau", "jac": slope} if stiff else {"method": "DOP853"}
    options = {**method, "t_eval": grid, "rtol": RTOL, "atol": ATOL}
    start = (0.0, -np.log(alpha))
    flow = solved(
        velocity, (0.0, grid[-1] or 1.0), start, f"narrow-latent flow with decay at alpha = {alpha}", **options
    )
    s, y = flow.y[:, place[1:]]
    return s, np.exp(-y)


LIMITS = {"narrow-latent": Limit(MODEL, "narrow-latent", losses)}
