"""The tied autoencoder with weight decay in numbers: regimes in which A and S commute (docs/theory/weight-decay.md)."""

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.losses import exponential
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.tied_weight_decay.logistic import eigenvalue, named, shares
from numerics.solutions.tied_weight_decay.mean_field_correction import correction

MODEL = "tied-weight-decay"


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


def scalar(t: Array, point: Point) -> dict[str, Array]:
    """large-data+mean-field: a(0) = a0, l = 1."""
    alpha, eta, _ = ratios(point)
    decay = point.values["lambda"]
    return named(point, shares(eigenvalue(alpha * eta, 1.0, decay, t), 1.0, 1.0, decay))


def columns(t: Array, point: Point) -> dict[str, Array]:
    """large-data+narrow-latent: H columns of squared length r, from alpha, at l = 1."""
    alpha, eta, _ = ratios(point)
    decay = point.values["lambda"]
    r = eigenvalue(alpha, 1.0, decay, t)
    error = 0.5 - eta * r * (1 - r / 2)
    return named(point, np.stack([error + decay / 2 * eta * r, error, error]))


def linear(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """mean-field+narrow-latent: a = a0 e^{(4 l - 2 lambda) t} before saturation."""
    alpha, eta, nu = ratios(point)
    decay = point.values["lambda"]

    def both(rule: Rule) -> Array:
        a = alpha * eta * exponential((4 * rule.l[:, None] - 2 * decay) * t)
        variances = np.stack([rule.l] if rule.c is None else [rule.l, rule.c])
        error, *rest = (variances @ rule.w)[:, None] / 2 - (variances * rule.w) @ a
        return np.stack([error + decay / 2 * (rule.w @ a), error, *rest])

    return named(point, converge(both, spectrum or MarchenkoPastur(nu)))


def linear_large_data(t: Array, point: Point) -> dict[str, Array]:
    """large-data+mean-field+narrow-latent: the same at l = 1."""
    return linear(t, point, MarchenkoPastur(0.0))


def strong(t: Array, point: Point) -> dict[str, Array]:
    """The vertex lambda -> inf: pure decay, and what the data add to Tr A to first order."""
    alpha, eta, _ = ratios(point)
    decay, first = point.values["lambda"], alpha * eta
    second = first * (alpha + first)
    left = np.exp(-2 * decay * t)
    error = (1 - 2 * first * left + second * left**2) / 2
    trace = left * (first + 4 * first * t - 4 * second * t * exprel(-2 * decay * t))
    return named(point, np.stack([error + decay / 2 * trace, error, error]))


FORMULAS = {
    "large-data": large_data,
    "mean-field": mean_field,
    "large-data+mean-field": scalar,
    "large-data+narrow-latent": columns,
    "mean-field+narrow-latent": linear,
    "large-data+mean-field+narrow-latent": linear_large_data,
    "large-data+mean-field+narrow-latent+free": strong,
}
CORRECTIONS = {"mean-field": correction}
LIMITS = {name: Limit(MODEL, name, formula, CORRECTIONS.get(name)) for name, formula in FORMULAS.items()}
