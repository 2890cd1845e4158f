"""Losses at any sizes and on any data, by the route that suits them: the policy behind `--regime auto`."""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Prediction, checked_sizes
from numerics.autoencoder.planar import interior
from numerics.autoencoder.planar.free_pair import ExtremeSizesError
from numerics.autoencoder.planar.interior import ACCURACY
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability import border
from numerics.autoencoder.suitability.given_data import losses_on_data
from numerics.autoencoder.suitability.integration import BUDGET
from numerics.autoencoder.suitability.simulated_mean import CostError
from numerics.errors import ConvergenceError
from numerics.methods.in_range import in_range

NEAR = 13
"""p/H or p/N from which the border is near: the errors of the corrected facets are calibrated up to there."""


def best_losses(
    t: ArrayLike,
    sizes: Sizes,
    spectrum: EmpiricalSpectrum | None = None,
    *,
    accuracy: float | None = None,
    budget: float = BUDGET,
) -> Prediction:
    """Train and population loss by the route that suits the sizes, or the given data.

    At infinite N the large-data limit, which is exact for p to infinity; at finite N :func:`finite_losses`; for the
    spectrum of given data :func:`numerics.autoencoder.suitability.given_data.losses_on_data`.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : all of them; with a spectrum p, H and sigma2 enter
    spectrum : that of given data
    accuracy : largest error at any time, relative to the same loss at t = 0; 0.005 is aimed at if it is left out
    budget : seconds that integrating the flow on given data may take

    Raises
    ------
    InputError
        If the accuracy is out of range.
    ConvergenceError
        If no route reaches the accuracy.

    Source: docs/regimes.md, The interior and Given data.
    """
    if spectrum is not None:
        return losses_on_data(t, sizes, spectrum, accuracy=accuracy, budget=budget)
    if np.isinf(checked_sizes(sizes).N):
        return Prediction.of_limit("large-data", limit("large-data").losses(t, sizes))
    with in_range(f"the mean at {sizes}"):
        return finite_losses(t, sizes, ACCURACY if accuracy is None else accuracy)


def finite_losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Prediction:
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
