"""Narrow-latent faces in numbers: the growth s and the squared length r of a column (docs/theory/noisy-inputs.md)."""

import numpy as np

from numerics.autoencoder.limits.narrow_latent import tilted_mean
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import COARSEST, FINEST, Rule, Spectrum, largest_change
from numerics.models.point import Point
from numerics.solutions.denoising.spectra import LAWS, named
from numerics.solutions.limit import ratios
from theory.solutions.denoising.column import Column
from theory.solutions.denoising.terms import Terms

ODE_RTOL = 1e-13  # DOP853 near its rounding floor
LEVEL_RTOL = 1e-11  # agreement of two quadrature levels, each of them integrated to ODE_RTOL


def column(terms: Terms, t: Array, alpha: float, noise: float, rule: Rule) -> tuple[Array, Array]:
    """s and r of one column at times t, shape (n,), on one rule; log r is integrated, which is smooth for any alpha."""

    def velocity(_: float, state: Array) -> tuple[float, float]:
        r = np.exp(state[1])
        pull = terms.target - terms.reconstruction * r
        slope = float(tilted_mean(rule.l, state[0], rule))
        return terms.target + pull, 4 * pull * slope - 4 * terms.noise * noise * r

    grid, place = np.unique(t, return_inverse=True)
    options = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": 1e-14}
    failure = f"narrow-latent flow at alpha = {alpha}, delta2 = {noise} stopped at t = {{time}}"
    found = solved(velocity, (0.0, grid[-1] or 1.0), (0.0, np.log(alpha)), failure, **options)
    return found.y[0, place], np.exp(found.y[1, place])


def losses(terms: Terms, t: Array, alpha: float, eta: float, noise: float, rule: Rule) -> Array:
    """Train loss and, where population variances are known, population loss over p, shape (1 or 2, n)."""
    s, r = column(terms, t, alpha, noise, rule)
    spoilt = terms.noise * noise * r**2 / 2

    def loss(variance: Array, deviation: int) -> Array:
        over_direction = tilted_mean(variance, s, rule)
        start = rule.w @ variance if terms.deviation else 1.0
        moved = terms.reconstruction * r / 2 - terms.target * deviation
        return terms.target * start / 2 + eta * (moved * r * over_direction + spoilt)

    found = [loss(rule.l, 1)]
    return np.stack(found if rule.c is None else [*found, loss(rule.c, terms.deviation)])


def curves(face: Column, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Both losses at times t, on quadrature rules refined until they no longer change."""
    alpha, eta, _ = ratios(point)
    law, noise = spectrum or LAWS[face.covariance](point), point.values["delta2"]
    levels = [COARSEST + 1] if law.exact else range(COARSEST + 1, FINEST + 1)
    found = change = None
    for level in levels:
        coarser, found = found, losses(face.terms, t, alpha, eta, noise, law.rule(level))
        change = None if coarser is None else largest_change(coarser, found, FLOORS[face.terms.target])
        if law.exact or (change is not None and change <= LEVEL_RTOL):
            return named(point, found)
    raise ConvergenceError(f"narrow-latent flow still changes by {change:.1e} under refinement (asked {LEVEL_RTOL})")


FLOORS = {1: 0.5, 0: np.finfo(float).tiny}
"""What a change of a loss over p is measured by: with the target the loss is 1/2 less what was learned."""
