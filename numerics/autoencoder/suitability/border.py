"""Losses where H/p or N/p is small: the nearer facet with its first correction, or simulated at the sizes given.

There the narrow-latent or the small-data regime holds up to its first correction, H/p or N/p and 1/p, and what is left
beyond that is smaller again, as long as that correction is small at all earlier times. Small-data further needs
N << H: samples learn on their own only where W^T W has no small eigenvalues between them. Elsewhere few samples or few
columns make runs at the very sizes cheap.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, breaches
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Prediction, checked_times
from numerics.autoencoder.planar.interior import ACCURACY, checked_accuracy
from numerics.autoencoder.suitability.own_times import own_times
from numerics.autoencoder.suitability.simulated_mean import simulated
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.errors import InputError

FACETS = ("small-data", "narrow-latent")
SHARE = 0.5
"""Of a curve's largest correction up to a time: its error. What the corrected losses were off by was at most 0.3 of it
where it is believed, at 60 random points with p/N from 13 to 500 or H/p from 0.004 to 0.077.
"""
BELIEVED = 0.02  # of L(0): beyond, the next order counts (0.5 of the correction was missed at 0.04, and more later)
MOST_SAMPLES = 0.5  # N/H up to which small-data is believed
FORGETFUL, FULL, EARLY = 1.3, 0.5, 2.0
"""alpha (1 - sqrt eta)^2 or p/N up to which the corrections are believed at all times, and the time t p/N up to which
elsewhere. Where that smallest eigenvalue of W^T W exceeds 2, columns first forget what S has most of, and where S has
little or nothing else, p >~ N, what is learned later grows from fluctuations that no order of the correction sees.
"""


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY, seed: int = 0) -> Prediction:
    """Train and population loss at these sizes, 1/p included: from the facet whose correction is smaller if that
    reaches the accuracy, else as the mean over simulated runs.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    accuracy : largest estimated error at any time, relative to the same loss at t = 0

    Raises
    ------
    InputError
        If the accuracy is out of range.
    ConvergenceError
        If neither small-data nor narrow-latent reaches the accuracy, and
        :class:`numerics.autoencoder.suitability.simulated_mean.CostError` if simulating takes too long, too.

    Source: docs/regimes.md, The interior.
    """
    times, wanted = checked_times(t), checked_accuracy(accuracy)
    found = [each for name in FACETS if (each := corrected(name, times, sizes))]
    best = min(found, key=lambda each: float(each.errors.max()), default=None)
    if best and best.errors.max() <= wanted * initial_loss(sizes.p, sizes):
        return best
    return simulated(times, sizes, wanted, seed)


def corrected(name: str, t: Array, sizes: Sizes) -> Prediction | None:
    """The facet with its first correction; None where there is none or it is not believed.

    The error at a time is a share of the largest correction up to there, on times of its own between those asked for.
    """
    if not suits(name, t, sizes):
        return None
    grid = own_times(t, sizes)
    bounds, start = Bounds.of_sizes(sizes), initial_loss(sizes.p, sizes)
    try:
        plain = limit(name).losses(grid, sizes)
        if breaches(plain, bounds, 2 * BELIEVED * start):
            return None
        added = limit(name).correction(grid, sizes)
    except (InputError, ConvergenceError):
        return None
    curves = plain.plus(added)
    reached = np.maximum.accumulate(np.abs(added.rows), axis=1)
    errors = SHARE * reached
    if reached.max() > BELIEVED * start or breaches(curves, bounds, errors.max(axis=0)):
        return None
    found = Prediction.of_rows(grid, curves.rows.clip(min=0), errors, regime=name, route="correction")
    return found.at_times(t)


def suits(name: str, t: Array, sizes: Sizes) -> bool:
    """Whether what the correction cannot see is out of the question: late learning, and for small-data the rank."""
    lowest = sizes.alpha * max(0.0, 1 - sizes.eta**0.5) ** 2
    remembers = lowest <= FORGETFUL or sizes.nu <= FULL or float(t.max()) * sizes.nu <= EARLY
    return remembers and (name != "small-data" or sizes.N <= MOST_SAMPLES * sizes.H)
