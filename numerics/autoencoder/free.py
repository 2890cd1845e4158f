"""Free facet in numbers: alpha -> inf at fixed eta, nu, from the flow without its target in the planar limit.

The flow is homogeneous, L = p alpha^2 f(alpha t), so f is needed at alpha = 1 only: from the planar series while its
error estimate is small enough, from samples of free pairs later on.
"""

from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder import interior
from numerics.autoencoder.free_pair import Planar
from numerics.autoencoder.interior import ACCURACY, Estimate
from numerics.autoencoder.losses import Losses, checked_times


def estimate(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Estimate:
    """Train and population loss of the free flow with their errors, at most ``accuracy`` times the losses at t = 0.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : ``p``, ``alpha``, ``eta`` and ``nu`` enter

    Raises
    ------
    InputError
        If H/p or p/N are too extreme for sampling, where the series does not suffice.
    ConvergenceError
        If neither series nor samples reach the accuracy at all times.

    Source: the free regime of arXiv:2606.05335 (unsolved there); docs/regimes.md, Free and The interior.
    """
    times, planar = checked_times(t), Planar(1.0, sizes.eta, sizes.nu, target=False)
    found = interior.estimate(sizes.alpha * times, sizes.p, planar, accuracy)
    unit = sizes.alpha**2
    assert found.losses.population is not None
    curves = Losses(times, unit * found.losses.train, unit * found.losses.population)
    return Estimate(curves, unit * found.train_error, unit * found.population_error, found.route)


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """The losses of :func:`estimate`, to 0.5 % of the loss at t = 0."""
    return estimate(t, sizes).losses
