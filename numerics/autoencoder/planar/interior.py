"""Losses anywhere in the prism, p, H and N comparable: the planar limit to a requested accuracy, by two routes.

First the planar series, resummed; where its error estimate is too large, samples of free pairs. The result says which
route it took and what error it estimates; what neither reaches is refused. Finite sizes add terms of order 1/p.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, breaches
from numerics.autoencoder.losses import Prediction, checked_times
from numerics.autoencoder.planar.approximants import enclose
from numerics.autoencoder.planar.free_pair import Planar, longest, sample, size_for
from numerics.autoencoder.planar.limits_at_infinity import anchor, limit, slow_part
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder import fast
from theory.autoencoder.series import planar_taylor
from theory.errors import InputError

ORDER, RESERVE = 8, 12
"""Orders of the series: the first takes a second, the other half a minute when it is asked for the first time."""
SIGMAS = 4.0
"""A sampling error is this many standard errors and a systematic one: with the 11 degrees of freedom of 16 samples a
single time is off by more in 0.2 % of all cases, and at some time of two whole curves in about 2 % (at 3, in 8 %).
"""
ACCURACY = 0.005
FINEST = 1e-9  # the exact series is evaluated to 60 digits, but at times rounded to doubles
SYSTEMATIC = 3e-4  # share of L(0): the samples' finite size, 1/p^2 and a small factor, and their integration
FINEST_SAMPLED = 1e-3  # below, that would be more than a third of the error
SETTLED = 2000.0  # t times rate of the flow up to which it is followed where too late times are asked for


def losses(t: ArrayLike, sizes: Sizes, accuracy: float = ACCURACY, seed: int = 0) -> Prediction:
    """Train and population loss in the planar limit at alpha, eta, nu of the sizes.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : all of them enter, through p alone as a factor
    accuracy : largest estimated error at any time, relative to the same loss at t = 0

    Raises
    ------
    InputError
        If the accuracy is out of reach, or H/p or p/N too extreme.
    ConvergenceError
        If neither route reaches the accuracy.

    Source: docs/regimes.md, The interior.
    """
    times, planar = checked_times(t), Planar(sizes.alpha, sizes.eta, sizes.nu)
    return estimate(times, sizes.p, planar, checked_accuracy(accuracy), seed)


def checked_accuracy(accuracy: float) -> float:
    """A share of L(0), or ``InputError``."""
    if not FINEST <= accuracy < 1:
        raise InputError(f"an accuracy of {accuracy:g} is out of range: give a share of L(0) from {FINEST:g} to 1")
    return accuracy


def estimate(t: Array, p: int, planar: Planar, accuracy: float, seed: int = 0) -> Prediction:
    """By series if it reaches all times, else by sampling; where that is refused, by the series to higher order."""
    found = by_series(t, p, planar, accuracy)
    if found:
        return found
    try:
        return by_sampling(t, p, planar, accuracy, seed)
    except ConvergenceError:
        found = by_series(t, p, planar, accuracy, RESERVE) if fast.available() else None
        if found is None:
            raise
        return found


def by_series(t: Array, p: int, planar: Planar, accuracy: float, order: int = ORDER) -> Prediction | None:
    """Both losses from the planar series, or None where their error estimates exceed the accuracy."""
    rows, errors = [], []
    for loss in ("train", "population"):
        eta, nu = Fraction(planar.eta), Fraction(planar.nu) if planar.nu else 0
        series = planar_taylor(loss, order, planar.alpha, eta, nu, target=planar.target)
        curve = enclose(series, t, anchor(loss, planar), slow_part(loss, planar))
        if curve.errors.max() > accuracy * float(series[0]):
            return None
        rows.append(p * curve.values.clip(min=0))
        errors.append(p * curve.errors)
    found = Prediction.of_rows(t, np.array(rows), np.array(errors), regime="interior", route="series")
    ascending = found.at_indices(np.argsort(t))
    return None if breaches(ascending, bounds(p, planar), ascending.errors.max(axis=0)) else found


def bounds(p: int, planar: Planar) -> Bounds:
    """What every A of that rank leaves of the losses; nothing without target."""
    return Bounds.of_ratios(p, planar.eta, planar.nu) if planar.target else Bounds()


def by_sampling(t: Array, p: int, planar: Planar, accuracy: float, seed: int = 0) -> Prediction:
    """Both losses from free pairs, to the accuracy."""
    size, last = size_for(planar), longest(planar)
    if accuracy < FINEST_SAMPLED:
        raise ConvergenceError(
            f"the series does not reach t = {t.max():g} to {accuracy:g} of L(0), and sampling is no finer than "
            f"{FINEST_SAMPLED:g}: ask for less or for earlier times"
        )
    rate = (1 + planar.nu**0.5) ** 2 * max(1.0, planar.alpha * (1 + planar.eta**0.5) ** 2)
    if float(t.max()) * rate > last:
        return followed_until_settled(t, p, planar, accuracy, seed, rate)
    found = sample(t, planar, (accuracy - SYSTEMATIC) / SIGMAS, seed, size)
    errors = SIGMAS * found.stderr + SYSTEMATIC * planar.start()[:, :1]
    return Prediction.of_rows(t, p * found.values.clip(min=0), p * errors, regime="interior", route="sampling")


def followed_until_settled(t: Array, p: int, planar: Planar, accuracy: float, seed: int, rate: float) -> Prediction:
    """Samples for a number of times 1/T, and from there on the limits, which the losses only come nearer to.

    The train loss cannot rise; that the population loss does not leave its limit again is taken for granted.
    """
    known = [limit(loss, planar) for loss in ("train", "population")]
    if None in known:
        raise ConvergenceError(
            f"t = {t.max():g} is too late to follow by sampling, and the limits are not known: "
            f"give --t-max {longest(planar) / rate:.2g}"
        )
    end = SETTLED / rate
    late, limits = t > end, p * np.array(known, dtype=float)
    found = by_sampling(np.minimum(t, end), p, planar, accuracy / 2, seed)
    curves, errors = found.rows, found.errors
    errors[:, late] += np.abs(curves[:, late] - limits[:, None])
    curves[:, late] = limits[:, None]
    if np.any(errors.max(axis=1) > accuracy * p * planar.start()[:, 0]):
        raise ConvergenceError(
            f"t = {t.max():g} is too late to follow by sampling, and at t = {end:.3g} the losses are not within "
            f"{accuracy:g} of their limits: give an earlier --t-max"
        )
    return Prediction.of_rows(t, curves, errors, regime="interior", route="sampling")
