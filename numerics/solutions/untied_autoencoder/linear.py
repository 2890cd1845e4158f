"""The untied autoencoder from a tiny start, until it is felt, in numbers (docs/theory/untied.md)."""

import numpy as np

from numerics.autoencoder.losses import exponential
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.named import MODEL, named


def grown(l: Array, t: Array, decay: float = 0.0) -> tuple[Array, Array]:
    """e^{-2 lambda t} sinh 2 l t and the same with cosh, shape (n, times), refused where no double holds them."""
    up = exponential(2 * np.multiply.outer(l - decay, t)) / 2
    shrunk = np.exp(-4 * np.multiply.outer(l, t))
    return -up * np.expm1(-4 * np.multiply.outer(l, t)), up * (1 + shrunk)


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Means over the law of l."""
    alpha, eta, nu = ratios(point)
    law = spectrum or MarchenkoPastur(nu)

    def start(rule: Rule) -> Array:
        return np.stack([rule.l] if rule.c is None else [rule.l, rule.c]) @ rule.w

    def learned(rule: Rule) -> Array:
        met = np.stack([rule.l] if rule.c is None else [rule.l, rule.c]) * rule.w
        return met @ grown(rule.l, t)[0]

    return named(point, converge(start, law)[:, None] / 2 - eta * alpha * converge(learned, law))


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """S = 1."""
    alpha, eta, _ = ratios(point)
    return named(point, [0.5 - eta * alpha * grown(np.ones(1), t)[0][0]] * 2)


def small_data(t: Array, point: Point) -> dict[str, Array]:
    """S = nu along the samples."""
    alpha, eta, nu = ratios(point)
    learned = eta * alpha * grown(np.array([nu]), t)[0][0]
    return named(point, [0.5 - learned, 0.5 - learned / nu])


LIMITS = (
    Limit(MODEL, "mean-field+narrow-latent", mean_field),
    Limit(MODEL, "large-data+mean-field+narrow-latent", large_data),
    Limit(MODEL, "small-data+mean-field+narrow-latent", small_data),
)
