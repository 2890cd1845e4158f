"""The tied autoencoder with weight decay in numbers: regimes in which A and S commute (docs/theory/weight-decay.md)."""

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios

MODEL = "tied-weight-decay"


def eigenvalue(a: Array | float, l: Array | float, decay: float, t: Array) -> Array:
    """a(t) for a' = 4 l a (1 - a) - 2 lambda a, a(0) = a >= 0: no overflow, and no cancellation at lambda = 2 l."""
    x = (4 * np.asarray(l) - 2 * decay) * t
    shrunk = np.exp(-np.abs(x))  # of e^x and 1 the smaller over the larger
    grown, rest = np.where(x > 0, 1.0, shrunk), np.where(x > 0, shrunk, 1.0)
    moved = rest + 4 * l * a * t * exprel(-np.abs(x))
    return np.divide(a * grown, moved, out=np.zeros_like(moved), where=moved > 0)


def shares(a: Array, l: Array | float, c: Array | float | None, decay: float) -> Array:
    """What a pair of eigenvalues adds to train loss, error and, where c is known, population loss over p."""
    error = l * (1 - a) ** 2 / 2
    return np.stack([error + decay * a / 2, error, *([] if c is None else [c * (1 - a) ** 2 / 2])])


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Means over the law of l with a(0) = a0 = sigma2 H; late on a(t) is a step at l = lambda / 2."""
    alpha, eta, nu = ratios(point)
    decay = point.values["lambda"]

    def both(rule: Rule) -> Array:
        l, c = rule.l[:, None], None if rule.c is None else rule.c[:, None]
        return np.tensordot(shares(eigenvalue(alpha * eta, l, decay, t), l, c, decay), rule.w, (1, 0))

    return named(point, converge(both, spectrum or MarchenkoPastur(nu, (decay / 2,))))


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """Means over the law alpha eta MP(1/eta) of a(0) with l = 1."""
    alpha, eta, _ = ratios(point)
    decay = point.values["lambda"]

    def both(rule: Rule) -> Array:
        a = eigenvalue(alpha * eta * rule.l[:, None], 1.0, decay, t)
        return np.tensordot(shares(a, 1.0, 1.0, decay), rule.w, (1, 0))

    return named(point, converge(both, MarchenkoPastur(1 / eta)))


def named(point: Point, values: Array) -> dict[str, Array]:
    """Curves over p, shape (2 or 3, n), as raw losses by name."""
    return dict(zip(("train", "error", "population"), point.sizes["p"] * values, strict=False))


LIMITS = {
    "large-data": Limit(MODEL, "large-data", large_data),
    "mean-field": Limit(MODEL, "mean-field", mean_field),
}
