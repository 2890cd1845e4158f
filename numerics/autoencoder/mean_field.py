"""Mean-field facet in numbers: H / p -> inf at fixed a0, for any spectrum of the sample covariance."""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import Array, MarchenkoPastur, Rule, Spectrum, converge


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

    train, *population = sizes.p / 2 * converge(both, law)
    return Losses(times, train, population[0] if population else None)
