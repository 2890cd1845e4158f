r"""Large-data facet in numbers: p / N -> 0 at fixed alpha = sigma2 p and eta = H / p.

The covariance is the identity and the eigenvalues a of A = W W^T, of law alpha eta MP(1/eta), follow the logistic. With
E = e^{4t} the resolvent moment g = int dMP(a) / (1 + a (E - 1)) solves a quadratic equation, and the mean and the
variance of (1 - a) / (1 + a (E - 1)) are rational in g (docs/regimes.md). Everything below is a sum of positive terms,
scaled by powers of d = E^{-1/2} so that nothing overflows.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import large_data_correction
from numerics.autoencoder.limits.limit import Family, Limit
from numerics.autoencoder.losses import Losses, checked_times
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from theory.errors import InputError

SECULAR = 0.25
"""Largest t sqrt(p/N) of the correction to large-data for H < p, whose learned directions turn at that rate."""
T_SETTLED = 340.0  # e^{-2t} is 1e-295 here: what still changes later is below the smallest double


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """Train = population loss, in closed form; relative rounding errors of order 1e-15.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : ``p``, ``alpha`` and ``eta`` enter; ``N`` is taken as infinite

    Source: arXiv:2602.04548 (identity target), arXiv:2606.05335 (large-data regime); docs/regimes.md.
    """
    times = checked_times(t)
    loss = sizes.p * closed_form(times, sizes.alpha, sizes.eta)
    return Losses(times, loss, loss.copy())


def closed_form(t: Array, alpha: float, eta: float) -> Array:
    """The loss over p: half of squared mean plus variance of (1 - a) / (1 + a (E - 1))."""
    d, grown = np.exp(-2 * np.minimum(t, T_SETTLED)), -np.expm1(-4 * t)
    b = d + alpha * grown * (eta - 1) / d
    root = np.hypot(b, 2 * np.sqrt(alpha * grown))
    larger = (np.abs(b) + root) / 2
    smaller = alpha * grown / larger
    plus, minus = np.where(b >= 0, (larger, smaller), (smaller, larger))
    g = d / plus
    mean = g * (1 - alpha * eta * d / (d + minus))
    variance = alpha**2 * eta * (g / (d * root)) * (g / (plus * (d + minus)))
    return (mean**2 + variance) / 2


def correction(t: ArrayLike, sizes: Sizes, _: Spectrum | None = None) -> Losses:
    """The orders 1/p and, for finite N, p/N; refused where it has grown too far."""
    times = checked_times(t)
    size = large_data_correction.finite_size_correction(times, sizes)
    found = Losses(times, size, size.copy())
    if np.isinf(sizes.N):
        return found
    turned = float(times.max()) * sizes.nu**0.5
    if sizes.H < sizes.p and turned > SECULAR:
        raise InputError(
            f"the correction to large-data for H < p grows with t sqrt(p/N), {turned:.3g} at t = {times.max():g}, and "
            f"holds up to {SECULAR}: give --t-max {SECULAR / sizes.nu**0.5:.3g} or less, or --N inf, or leave it out"
        )
    return found.plus(large_data_correction.ratio_correction(times, sizes))


LIMIT = Limit(
    "large-data",
    losses,
    first_order=correction,
    ladder=Family(lambda p: Sizes(p, p // 2, p * p // 2, 1 / p), lambda _: 1.0, runs=24, order=-1),
)
"""The ladder has H = p/2, N = p^2/2, alpha = 1: the correction p/N shrinks like 1/p."""
