"""Losses at any finite sizes, by the route that suits them."""

from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder import border, interior
from numerics.autoencoder.finite import CostError
from numerics.autoencoder.free_pair import ExtremeSizesError
from numerics.autoencoder.interior import ACCURACY, Estimate
from numerics.errors import ConvergenceError

NEAR = 13
"""p/H or p/N from which the border is near: the errors of the corrected facets are calibrated up to there."""


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Estimate:
    """Train and population loss: the planar limit, or near the border a corrected facet or runs at the very sizes.

    The planar limit serves near the border, too, where such runs would take too long: at large sizes.

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
    except CostError as short:
        if short.scatters:
            raise
        try:
            return interior.losses(t, sizes, accuracy)
        except (ExtremeSizesError, ConvergenceError) as planar:
            raise ConvergenceError(f"no facet's correction suffices, {short}, and {planar}") from None
