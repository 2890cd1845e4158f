"""Free facet in numbers: alpha -> inf at fixed eta, nu, from the planar series of the flow without its target.

The flow is homogeneous, L = p alpha^2 f(alpha t), so the series is needed at alpha = 1 only. It is resummed by Pade
approximants with an error estimate; where that estimate is too large, times are refused.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.resummation import resum
from numerics.errors import ConvergenceError
from theory.autoencoder.series import planar_taylor

ORDER = 10
TOLERANCE = 0.01  # largest estimated error that is let through, relative to the loss at t = 0


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """Train and population loss of the free flow, with an estimated error of at most 1 % of the loss at t = 0.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : ``p``, ``alpha``, ``eta`` and ``nu`` enter

    Raises
    ------
    ConvergenceError
        If the series up to order 10 does not determine the loss to 1 % at all times.

    Source: the free regime of arXiv:2606.05335 (unsolved there); docs/regimes.md, Free.
    """
    times = checked_times(t)
    train, population = (_curve(loss, sizes.alpha * times, sizes) for loss in ("train", "population"))
    return Losses(times, train, population)


def _curve(loss: str, reduced: np.ndarray, sizes: Sizes) -> np.ndarray:
    """p alpha^2 f at the times alpha t."""
    nu = Fraction(sizes.p, int(sizes.N)) if np.isfinite(sizes.N) else 0
    series = planar_taylor(loss, ORDER, 1, Fraction(sizes.H, sizes.p), nu, target=False)
    found = resum(series, reduced)
    worst = int(np.argmax(found.errors))
    if found.errors[worst] > TOLERANCE * float(series[0]):
        raise ConvergenceError(
            f"the free {loss} loss is known to {found.errors[worst] / float(series[0]):.1%} of L(0) only at "
            f"t = {reduced[worst] / sizes.alpha:.3g} (1 % asked): give an earlier --t-max"
        )
    return sizes.p * sizes.alpha**2 * found.values
