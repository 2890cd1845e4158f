r"""The first correction to mean-field with weight decay, in p/H and 1/p (docs/theory/weight-decay.md).

Perturbation around the commuting solution, as without decay: A = a + B with off-diagonal elements B_ij of first order
in sqrt(p/H), whose squares are V_ij over p in the mean, and diagonal means C_i of second order. For Gaussian data the
spectrum of S at finite p adds 1/p.
"""

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.limits.perturbation import SampleLaw, integrated
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.first_order import first_order
from numerics.solutions.limit import ratios
from numerics.solutions.tied_weight_decay.logistic import eigenvalue, named, shares


def correction(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """What the first neglected orders add to mean-field of ``tied-weight-decay``: raw losses by name, shape (n,).

    p/H for any spectrum of S, and 1/p for Gaussian data, which is what no spectrum means; errors are of order (p/H)^2
    and 1/H. Raises ``ConvergenceError`` if two quadrature rules do not agree, at late times.
    """
    return named(point, first_order(t, point, spectrum, ratio_correction, finite_size))


def finite_size(law: SampleLaw, t: Array, point: Point) -> Array:
    """What finite p adds to the curves over p, shape (3, n), whose S is that of real Gaussian samples; of order 1/p."""
    (alpha, eta, _), decay, (l, w, c) = ratios(point), point.values["lambda"], law.finite_size_rule()
    assert c is not None
    a = eigenvalue(alpha * eta, l[:, None], decay, t)
    return np.tensordot(shares(a, l[:, None], c[:, None], decay), w, (1, 0)) / point.sizes["p"]


def ratio_correction(rule: Rule, t: Array, point: Point) -> Array:
    """Corrections over p, shape (2 or 3, n), on one rule.

    V_ij' = 2 k_ij V_ij from a0^2 p/H, C_i' = k_ii C_i - 2 int (l_i + l_j) V_ij dmu(l_j) from 0, with
    k_ij = 2 (l_i + l_j) - (l_i + l_j)(a_i + a_j) - 2 (a_i l_i + a_j l_j) - 2 lambda.
    """
    l, w, (alpha, eta, _), decay = rule.l, rule.w, ratios(point), point.values["lambda"]
    a0, sums = alpha * eta, l[:, None] + l

    def squares(time: float) -> Array:
        grown = growth(l, a0, decay, time)
        integral = np.divide(grown, 4 * l, out=a0 * time * exprel(np.full_like(l, -2 * decay * time)), where=l > 0)
        exponent = 2 * (sums - decay) * time - sums * (integral[:, None] + integral) - (grown[:, None] + grown) / 2
        return a0**2 / eta * np.exp(2 * exponent)

    def velocity(time: float, c: Array) -> Array:
        a = eigenvalue(a0, l, decay, np.array(time))
        return (4 * l - 8 * l * a - 2 * decay) * c - 2 * (sums * squares(time)) @ w

    found = []
    for time, c in zip(t, integrated(velocity, np.zeros_like(l), t, apart=True), strict=True):
        gap = squares(time) @ w - 2 * (1 - eigenvalue(a0, l, decay, np.array(time))) * c
        error = w @ (l * gap) / 2
        found.append([error + decay / 2 * (w @ c), error, *([] if rule.c is None else [w @ (rule.c * gap) / 2])])
    return np.transpose(found)


def growth(l: Array, a0: float, decay: float, time: float) -> Array:
    """The integral of 4 l a up to a time, log(1 + 4 l a0 (e^{k t} - 1) / k) with k = 4 l - 2 lambda."""
    x, started = (4 * l - 2 * decay) * time, 4 * l * a0 * time
    small = np.log1p(started * exprel(np.minimum(x, 1)))  # relative to itself: it is divided by l
    large = x + np.log(
        np.exp(-np.maximum(x, 1)) + started * exprel(-np.maximum(x, 1)), where=x > 1, out=np.zeros_like(x)
    )
    return np.where(x < 1, small, large)
