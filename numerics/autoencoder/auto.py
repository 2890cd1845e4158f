"""Losses at any finite sizes, by the route that suits them."""

from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder import border, interior
from numerics.autoencoder.free_pair import ExtremeSizesError
from numerics.autoencoder.interior import ACCURACY, Estimate
from numerics.errors import ConvergenceError

NEAR = 13
"""p/H or p/N from which the border is near: the errors of the corrected facets are calibrated up to there."""


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Estimate:
    """Train and population loss: the planar limit, or near the border a facet with its correction if that suffices.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : with finite N
    accuracy : largest estimated error at any time, relative to the same loss at t = 0

    Raises
    ------
    InputError
        If the accuracy is out of range.
    ConvergenceError
        If no route reaches the accuracy.

    Source: docs/regimes.md, The interior.
    """
    if max(1 / sizes.eta, sizes.nu) <= NEAR:
        return interior.losses(t, sizes, accuracy)
    try:
        return border.losses(t, sizes, accuracy)
    except ConvergenceError as short:
        try:
            return interior.losses(t, sizes, accuracy)
        except ExtremeSizesError:
            extreme = f"H/p = {sizes.eta:.3g}, p/N = {sizes.nu:.3g} are too extreme to sample the planar limit"
            raise ConvergenceError(f"{extreme}, and {short}") from None
