"""What the losses of the planar limit tend to at late times, where that is known (docs/regimes.md, The interior)."""

from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.spectrum import MarchenkoPastur

SOFT = 0.5  # p/N up to which the smallest eigenvalue, (1 - sqrt nu)^2, is learned in a few units of time
RESOLVED = 0.25  # p/N from which the turning is as fast as learning itself


def limit(loss: str, planar: Planar) -> float | None:
    """The ``train`` or ``population`` loss over p at t = infinity, None where it is not known.

    Training finds the min(p, H) largest eigenvalues of S, so the train loss is left with half of the mean over the
    others, and the population loss with half of their share. Where S has a null space, a part of W that no gradient
    reaches may keep an eigenvalue of A above 2 there, which turns the growth along the data into decay: only
    alpha (1 + sqrt eta)^2 <= 2 excludes that, and the population loss then depends on the whole history.
    """
    singular = planar.nu > 1
    if not planar.target:
        return None if singular and loss == "population" else 0.0
    if loss == "population":
        return None if singular else max(0.0, 1 - planar.eta) / 2
    if singular and planar.alpha * (1 + planar.eta**0.5) ** 2 > 2:
        return None
    return MarchenkoPastur(planar.nu).smallest_mean(1 - planar.eta) / 2


def slow_part(loss: str, planar: Planar) -> float:
    """How much of a loss over p is left to be learned so slowly that the first orders of its series do not show it.

    At H < p and many samples the learned directions turn towards the largest eigenvalues of S, which differ by sqrt nu
    only, at a rate of that order: the train loss goes from (1 - eta) / 2, where the large-data limit ends, to its own.
    """
    if not planar.target or loss == "population" or planar.eta >= 1:
        return 0.0
    left = MarchenkoPastur(planar.nu).smallest_mean(1 - planar.eta)
    return max(0.0, 1 - planar.nu / RESOLVED) * (1 - planar.eta - left) / 2


def anchor(loss: str, planar: Planar) -> float | None:
    """The limit as far as a series may lean on it: not the population loss where S has eigenvalues near zero.

    Those are learned like t^-1/2 (at nu = 1 for ever), which shows in no low order.
    """
    hidden = planar.target and loss == "population" and planar.nu > SOFT
    return None if hidden else limit(loss, planar)
