"""Free facet in numbers: alpha -> inf at fixed eta, nu, from the flow without its target in the planar limit.

The flow is homogeneous, L = p alpha^2 f(alpha t), so f is needed at alpha = 1 only: from the planar series while its
error estimate is small enough, from samples of free pairs later on.
"""

from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import free_correction
from numerics.autoencoder.limits.limit import Family, Limit
from numerics.autoencoder.losses import Losses, Prediction, checked_times
from numerics.autoencoder.planar import interior
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.interior import ACCURACY
from numerics.methods.quadrature import Spectrum


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY) -> Prediction:
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
    return Prediction.of_rows(times, unit * found.rows, unit * found.errors, regime="free", route=found.route)


def correction(t: ArrayLike, sizes: Sizes, _: Spectrum | None = None) -> Losses:
    """The orders 1/alpha and 1/p."""
    return free_correction.losses(t, sizes)


LIMIT = Limit(
    "free",
    losses,
    first_order=correction,
    ladder=Family(lambda p: Sizes(p, p // 2, 2 * p, 1.0), lambda s: 1 / s.alpha, runs=24, order=-1),
)
"""The ladder has H = p/2, N = 2p, alpha = p: the correction, of the target and of finite size, is 1/p."""
