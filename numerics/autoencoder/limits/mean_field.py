"""Mean-field facet in numbers: H / p -> inf at fixed a0, for any spectrum of the sample covariance."""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import mean_field_correction
from numerics.autoencoder.limits.limit import DataFamily, Family, Limit
from numerics.autoencoder.limits.perturbation import SampleLaw
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge


def losses(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """Train loss (p/2) int l (1 - a)^2 and population loss (p/2) int c (1 - a)^2 with a = logistic(a0, 4 l t).

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : ``p`` and ``a0`` enter, and ``nu`` when no spectrum is given
    spectrum : law of the eigenvalues l of S, and population variances c along its eigenvectors; by default
        Marchenko-Pastur at nu = p/N and c = 1

    Raises
    ------
    ConvergenceError
        If the quadrature over the spectrum does not settle.

    Source: arXiv:2606.05335, mean-field regime; docs/regimes.md, Mean field.
    """
    times, a0 = checked_times(t), sizes.a0
    law = spectrum or MarchenkoPastur(sizes.nu)

    def both(rule: Rule) -> Array:
        variances = np.stack([rule.l] if rule.c is None else [rule.l, rule.c])
        return (variances * rule.w) @ (residual(a0, 4 * rule.l[:, None] * times) ** 2)

    return Losses.of_rows(times, sizes.p / 2 * converge(both, law))


def correction(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """The orders p/H and, for the S of Gaussian samples, 1/p."""
    found, law = mean_field_correction.ratio_correction(t, sizes, spectrum), spectrum or MarchenkoPastur(sizes.nu)
    if not isinstance(law, SampleLaw):
        return found
    return found.plus(mean_field_correction.finite_size_correction(t, sizes, law))


LIMIT = Limit(
    "mean-field",
    losses,
    first_order=correction,
    ladder=Family(lambda p: Sizes(p, p * p // 4, 2 * p, 0.3 / (p * p // 4)), lambda _: 2.0, runs=24, order=-1),
    data_ladder=DataFamily(
        lambda p, n, h: Sizes(p, h, n, 0.3 / h),
        lambda p: (16 * p, 32 * p, 64 * p),
        lambda l: 2 / float(l.mean()),
        runs=24,
        order=-1,
    ),
)
"""The ladders have a0 = 0.3; H = p^2/4 and N = 2p, or given data at H = 16 p, 32 p, 64 p: the correction is p/H."""
