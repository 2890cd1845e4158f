"""Losses where H/p or N/p is small: the nearer facet with its first correction, and an error.

Sampling the planar limit takes large matrices there; the narrow-latent or the small-data regime holds up to its first
correction, H/p or N/p and 1/p, and what is left beyond that is smaller again.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.interior import ACCURACY, Estimate, checked_accuracy
from numerics.autoencoder.losses import checked_times
from numerics.autoencoder.predict import first_correction, predict
from numerics.autoencoder.spectrum import Array
from numerics.errors import ConvergenceError
from theory.errors import InputError

FACETS = ("small-data", "narrow-latent")
SHARE = 0.5
"""Of a curve's largest correction: its error. What the corrected losses were off by was at most 0.3 of it at 28 random
points with p/N from 13 to 80 or H/p from 0.01 to 0.075 (p = 400, alpha and the other ratio from 0.1 to 5).
"""


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Estimate:
    """Train and population loss at these sizes, 1/p included, from the facet whose correction is smaller.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    accuracy : largest estimated error at any time, relative to the same loss at t = 0

    Raises
    ------
    InputError
        If the accuracy is out of range.
    ConvergenceError
        If neither small-data nor narrow-latent reaches the accuracy, or neither has a correction so late.

    Source: docs/regimes.md, The interior.
    """
    times, wanted = checked_times(t), checked_accuracy(accuracy)
    found = [estimate for name in FACETS if (estimate := corrected(name, times, sizes))]
    if not found:
        raise ConvergenceError(f"neither {' nor '.join(FACETS)} has a correction up to t = {times.max():g}")
    best = min(found, key=largest)
    reached = largest(best) / initial_loss(sizes.p, sizes)
    if reached > wanted:
        raise ConvergenceError(f"{best.regime} with its correction reaches {reached:.2g} of L(0): ask for less")
    return best


def largest(estimate: Estimate) -> float:
    """The largest error of both curves."""
    return float(max(estimate.train_error.max(), estimate.population_error.max()))


def corrected(name: str, t: Array, sizes: Sizes) -> Estimate | None:
    """The facet with its first correction, the same error at all times; None where there is no correction."""
    try:
        limit, added = predict(name, t, sizes), first_correction(name, t, sizes)
    except (InputError, ConvergenceError):
        return None
    assert added.population is not None
    train, population = (np.full(t.shape, SHARE * np.abs(curve).max()) for curve in (added.train, added.population))
    return Estimate(limit.plus(added), train, population, "correction", name)
