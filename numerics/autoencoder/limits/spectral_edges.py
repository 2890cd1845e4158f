"""The three edges between mean-field, narrow-latent and free, for any spectrum of the sample covariance.

Each takes times t >= 0, shape (n,), the sizes, and the law of the eigenvalues l of S with the population variances c
along its eigenvectors; by default Marchenko-Pastur at nu = p/N and c = 1. Source: docs/regimes.md, Edges and vertices.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.limit import Limit
from numerics.autoencoder.limits.narrow_latent import LEVEL_RTOL, ODE_RTOL, log_phi, tilted_mean
from numerics.autoencoder.losses import Losses, checked_times, exponential
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import Rule, Spectrum, converge


def linear(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """mean-field+narrow-latent: Tr C / 2 - p a0 int c e^{4 l t} dmu(l), with c = l for the train loss."""
    times = checked_times(t)

    def both(rule: Rule) -> Array:
        return np.asarray(weighted(rule) @ exponential(4 * rule.l[:, None] * times))

    def constant(rule: Rule) -> Array:
        return weighted(rule).sum(axis=1, keepdims=True)

    law = spectrum or MarchenkoPastur(sizes.nu)
    return Losses.of_rows(times, sizes.p / 2 * converge(constant, law) - sizes.p * sizes.a0 * converge(both, law))


def mean_field_free(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """mean-field+free: (p/2) int c a^2 dmu(l) with a = a0 / (1 + 4 a0 l t), and c = l for the train loss."""
    times, a0 = checked_times(t), sizes.a0

    def both(rule: Rule) -> Array:
        return np.asarray(weighted(rule) @ (a0 / (1 + 4 * a0 * rule.l[:, None] * times)) ** 2)

    return Losses.of_rows(times, sizes.p / 2 * converge(both, spectrum or MarchenkoPastur(sizes.nu)))


def narrow_latent_free(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """narrow-latent+free: (H/2) r^2 <c> over the column's direction, r = alpha phi(s)^2, ds/dt = r.

    phi(s) = int e^{-2 s l} dmu(l). Raises :class:`numerics.errors.ConvergenceError` if integration or quadrature fail.
    """
    times = checked_times(t)

    def both(rule: Rule) -> Array:
        s, r = shrink(times, sizes.alpha, rule)
        variances = [rule.l] if rule.c is None else [rule.l, rule.c]
        return np.array([r**2 * tilted_mean(c, -s, rule) for c in variances])

    return Losses.of_rows(times, sizes.H / 2 * converge(both, spectrum or MarchenkoPastur(sizes.nu), LEVEL_RTOL))


def shrink(t: Array, alpha: float, rule: Rule) -> tuple[Array, Array]:
    """s and r of a free column at times t, on one quadrature rule."""

    def velocity(_: float, s: Array) -> Array:
        return alpha * np.exp(2 * log_phi(-s, rule))

    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    options = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": 1e-14}
    flow = solved(velocity, (0.0, grid[-1] or 1.0), [0.0], f"free column at alpha = {alpha}", **options)
    s = flow.y[0][place[1:]]
    return s, velocity(0.0, s)


def weighted(rule: Rule) -> Array:
    """Weights times l, and times c where a population is known, shape (1 or 2, n)."""
    return rule.w * np.stack([rule.l] if rule.c is None else [rule.l, rule.c])


LIMITS = (
    Limit("mean-field+narrow-latent", linear),
    Limit("mean-field+free", mean_field_free),
    Limit("narrow-latent+free", narrow_latent_free),
)
