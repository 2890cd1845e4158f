"""Mean losses of the tied autoencoder at finite sizes, 1/p included, anywhere in the prism."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Prediction, checked_times
from numerics.autoencoder.planar.interior import checked_accuracy
from numerics.autoencoder.suitability.auto import NEAR, finite_losses
from numerics.autoencoder.suitability.infinite_data import mean_losses
from numerics.autoencoder.suitability.simulated_mean import CostError, simulated
from numerics.models.planar import expected
from numerics.models.point import Point
from theory.models import load

ACCURACY = 0.002
NAMES = ("train", "population")


def corrected_losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Prediction:
    """Train and population loss averaged over initializations and samples, at the very sizes.

    By runs at these sizes where they are cheap; else the planar limit and what finite sizes add to it, real less
    complex matrices on small copies (:func:`numerics.models.planar.expected`). Near the border, the routes of
    :func:`numerics.autoencoder.suitability.auto.finite_losses` that are at these sizes anyway.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : N may be infinite (:mod:`numerics.autoencoder.suitability.infinite_data`)
    accuracy : largest estimated error at any time, as a share of the loss at t = 0

    Raises
    ------
    InputError
        If the accuracy is out of range.
    ConvergenceError
        If no route reaches the accuracy.

    Source: docs/regimes.md, The interior.
    """
    times = checked_times(t)
    if np.isinf(sizes.N):
        return mean_losses(times, sizes, checked_accuracy(accuracy))
    try:
        return simulated(times, sizes, checked_accuracy(accuracy))
    except CostError:
        pass
    if max(1 / sizes.eta, sizes.nu) > NEAR:
        found = finite_losses(times, sizes, accuracy)
        if found.regime != "interior" or found.route == "simulation":
            return found
    return by_copies(times, sizes, accuracy)


def by_copies(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY, seed: int = 0) -> Prediction:
    """The planar limit and its first corrections, both from small copies, or runs where copies are hardly smaller."""
    times, place = np.unique(checked_times(t), return_inverse=True)
    point = Point(load("tied-autoencoder"), {"p": sizes.p, "H": sizes.H, "N": int(sizes.N)}, {"sigma2": sizes.sigma2})
    found = expected(point, times, accuracy, seed)
    added = {name: curve[place] for name, curve in (found.added or {}).items()}
    values, errors = (np.array([of[name][place] for name in NAMES]) for of in (found.losses, found.errors))
    origin: dict[str, Any] = {"route": "copies", "added": added} if added else {"route": "simulation"}
    return Prediction.of_rows(times[place], values.clip(min=0), errors, regime="interior", **origin)
