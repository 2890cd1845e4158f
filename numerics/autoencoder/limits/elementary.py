"""Edges and vertices whose losses are elementary functions of time (docs/regimes.md, Edges and vertices).

Each function takes times t >= 0 of the flow dW/dt = -dL/dW, shape (n,), and the sizes; on the small-data side time runs
as tau = t p / N. Formulas: theory.autoencoder.regimes, by the same names.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.limit import Limit
from numerics.autoencoder.losses import Losses, checked_times, exponential, finite_ratio, residual
from numerics.methods.arrays import Array

Curve = Callable[[Array, Sizes], Array]
Pair = Callable[[Array, Sizes], tuple[Array, Array]]


def large_data(curve: Curve) -> Callable[[ArrayLike, Sizes], Losses]:
    """Losses from the one curve that train and population loss share at S = I."""

    def losses(t: ArrayLike, sizes: Sizes) -> Losses:
        times = checked_times(t)
        loss = curve(times, sizes)
        return Losses(times, loss, loss.copy())

    return losses


def small_data(pair: Pair) -> Callable[[ArrayLike, Sizes], Losses]:
    """Losses from the pair of curves in the time tau."""

    def losses(t: ArrayLike, sizes: Sizes) -> Losses:
        times = checked_times(t)
        return Losses(times, *pair(finite_ratio(sizes) * times, sizes))

    return losses


def mean_field(t: Array, sizes: Sizes) -> Array:
    """(p/2) (1 - a)^2 with a = logistic(a0, 4t)."""
    return sizes.p / 2 * residual(sizes.a0, 4 * t) ** 2


def narrow_latent(t: Array, sizes: Sizes) -> Array:
    """p/2 - H (r - r^2/2) with r = logistic(alpha, 4t)."""
    return sizes.p / 2 - sizes.H / 2 * (1 - residual(sizes.alpha, 4 * t) ** 2)


def free(t: Array, sizes: Sizes) -> Array:
    """Half of squared mean plus variance of a / (1 + 4 a t), through g = <1 / (1 + 4 a t)>."""
    alpha, eta, z = sizes.alpha, sizes.eta, 4 * sizes.alpha * t
    b = 1 + z * (eta - 1)
    root = np.hypot(b, 2 * np.sqrt(z))
    g = np.where(b >= 0, 2 / np.where(b >= 0, b + root, 1), (root - b) / (2 * np.where(z > 0, z, 1)))
    y = (root - b) / 2 + 1 if eta < 1 else 1 + z * g
    return sizes.p / 2 * alpha**2 * eta * g**2 * (eta / y**2 + g / (y * root))


def linear(t: Array, sizes: Sizes) -> Array:
    """p/2 - p a0 e^{4t}."""
    return sizes.p / 2 - sizes.p * sizes.a0 * exponential(4 * t)


def decay(a: float, t: Array) -> Array:
    """Solution of a' = -4 a^2."""
    return a / (1 + 4 * a * t)


def mean_field_free(t: Array, sizes: Sizes) -> Array:
    """(p/2) a^2 with a' = -4 a^2 from a0."""
    return sizes.p / 2 * decay(sizes.a0, t) ** 2


def narrow_latent_free(t: Array, sizes: Sizes) -> Array:
    """(H/2) r^2 with r' = -4 r^2 from alpha."""
    return sizes.H / 2 * decay(sizes.alpha, t) ** 2


def one_sample_mean_field(tau: Array, sizes: Sizes) -> tuple[Array, Array]:
    """(p/2) (1 - a)^2 with a = logistic(a0, 4 tau); the population loss moves by N/p of that."""
    gap, start = residual(sizes.a0, 4 * tau) ** 2, (1 - sizes.a0) ** 2
    return sizes.p / 2 * gap, sizes.p / 2 * start + sizes.N / 2 * (gap - start)


def one_sample_narrow_latent(tau: Array, sizes: Sizes) -> tuple[Array, Array]:
    """p/2 - p (1 - alpha/2) r with r = a0 e^{2 (2 - alpha) tau}; population: -4 N (1 - alpha)^2
    times the integral of r.
    """
    p, a0, alpha = sizes.p, sizes.a0, sizes.alpha
    rate = 2 * (2 - alpha) * tau
    grown = exponential(rate)
    learned = a0 * tau * np.where(rate == 0, 1.0, np.expm1(rate) / np.where(rate == 0, 1.0, rate))
    population = p / 2 - p * a0 * (1 - alpha / 2) - 4 * sizes.N * (1 - alpha) ** 2 * learned
    return p / 2 - p * (1 - alpha / 2) * a0 * grown, population


def one_sample_linear(tau: Array, sizes: Sizes) -> tuple[Array, Array]:
    """p/2 - p a0 e^{4 tau}; the population loss moves by N/p of that."""
    p, a0 = sizes.p, sizes.a0
    return p / 2 - p * a0 * exponential(4 * tau), p / 2 - p * a0 - sizes.N * a0 * np.expm1(4 * tau)


def one_sample_mean_field_free(tau: Array, sizes: Sizes) -> tuple[Array, Array]:
    """(p/2) a^2 with a' = -4 a^2 from a0; the population loss moves by N/p of that."""
    square, start = decay(sizes.a0, tau) ** 2, sizes.a0**2
    return sizes.p / 2 * square, sizes.p / 2 * start + sizes.N / 2 * (square - start)


def one_sample_narrow_latent_free(tau: Array, sizes: Sizes) -> tuple[Array, Array]:
    """(p/2) alpha a0 e^{-2 alpha tau}; the population loss falls by 2 N alpha a0 (1 - e^{-2 alpha tau})."""
    start, rate = sizes.alpha * sizes.a0, -2 * sizes.alpha * tau
    return sizes.p / 2 * start * np.exp(rate), sizes.p / 2 * start + 2 * sizes.N * start * np.expm1(rate)


LIMITS = (
    Limit("large-data+mean-field", large_data(mean_field)),
    Limit("large-data+narrow-latent", large_data(narrow_latent)),
    Limit("large-data+free", large_data(free)),
    Limit("small-data+mean-field", small_data(one_sample_mean_field)),
    Limit("small-data+narrow-latent", small_data(one_sample_narrow_latent)),
    Limit("large-data+mean-field+narrow-latent", large_data(linear)),
    Limit("large-data+mean-field+free", large_data(mean_field_free)),
    Limit("large-data+narrow-latent+free", large_data(narrow_latent_free)),
    Limit("small-data+mean-field+narrow-latent", small_data(one_sample_linear)),
    Limit("small-data+mean-field+free", small_data(one_sample_mean_field_free)),
    Limit("small-data+narrow-latent+free", small_data(one_sample_narrow_latent_free)),
)
