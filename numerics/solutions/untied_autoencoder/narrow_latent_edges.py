r"""The untied autoencoder with few latent units where S is a number, in closed form (docs/theory/untied.md)."""

import numpy as np

from numerics.autoencoder.losses import exponential
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.named import MODEL, named


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """r = alpha cosh 2t / (1 + alpha sinh 2t), 1 - c = 1 / (1 + alpha sinh 2t)."""
    alpha, eta, _ = ratios(point)
    shrunk = np.exp(-2 * t)
    grown = shrunk - alpha * np.expm1(-4 * t) / 2  # (1 + alpha sinh 2t) e^{-2t}
    r, rest = alpha * (1 + shrunk**2) / 2 / grown, shrunk / grown
    return named(point, [0.5 + eta * (r**2 / 2 - 1 + rest)] * 2)


def large_data_free(t: Array, point: Point) -> dict[str, Array]:
    """r = alpha / (1 + 2 alpha t)."""
    alpha, eta, _ = ratios(point)
    return named(point, [eta / 2 * (alpha / (1 + 2 * alpha * t)) ** 2] * 2)


def small_data(t: Array, point: Point) -> dict[str, Array]:
    """b and c are (alpha, 0) turned by the exponential of a symmetric matrix of the eigenvalues 2 (+-k - alpha / 2)."""
    alpha, eta, nu = ratios(point)
    k = np.hypot(1.0, alpha / 2)
    rising, falling = exponential(2 * nu * t / (k + alpha / 2)), np.exp(-2 * nu * t * (k + alpha / 2))
    c = alpha * (rising - falling) / (2 * k)
    b = alpha * (rising / (k + alpha / 2) + (k + alpha / 2) * falling) / (2 * k)
    return named(point, [0.5 + eta * (alpha * b / 2 - c), 0.5 + eta * (alpha**2 / 2 + (alpha * (b - alpha) - c) / nu)])


def small_data_free(t: Array, point: Point) -> dict[str, Array]:
    """b = alpha e^{-2 alpha nu t}."""
    alpha, eta, nu = ratios(point)
    shrunk = -np.expm1(-2 * alpha * nu * t)
    return named(point, eta * alpha**2 / 2 * np.stack([1 - shrunk, 1 - 2 * shrunk / nu]))


LIMITS = (
    Limit(MODEL, "large-data+narrow-latent", large_data),
    Limit(MODEL, "large-data+narrow-latent+free", large_data_free),
    Limit(MODEL, "small-data+narrow-latent", small_data),
    Limit(MODEL, "small-data+narrow-latent+free", small_data_free),
)
