r"""The first correction to the free facet, in 1/alpha and 1/p, from the exact terms next to the facet's, resummed.

Of the terms p^i H^j N^k sigma^2m of the s-th derivative the free facet keeps those with m = s + 2 and the highest
degree i + j + k = m + 1. One order below are the planar ones with m = s + 1, relatively of order 1/alpha (the target is
felt), and those with m = s + 2 and degree m, relatively of order 1/p. Both are functions of alpha t, resummed like the
planar series.

How far that reaches is a property of the sizes, not of the times asked for: on a mesh of alpha t that is always the
same the estimated error is compared with the largest correction so far, and the correction counts as known up to the
first node at which the error is too large. Between nodes a spline is taken: next to the pole of one of the approximants
the estimate is useless, and no mesh is fine enough to see that everywhere.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.planar.approximants import Enclosure, enclose
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.limits_at_infinity import limit
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder import fast
from theory.autoencoder.expansion import Exponents, coefficient

ORDER = 8 if fast.available() else 6
PRECISION = 0.5  # largest estimated error, relative to the largest correction so far: more would not improve the limit
MESH = np.append(0.0, np.geomspace(1e-3, 1e6, 426))
"""Of alpha t, each 5 % beyond the last: splines through these nodes add at most a fifth of the errors."""
FEWEST = 10
"""Nodes at least, up to alpha t = 1.5e-3."""


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """What 1/alpha and 1/p add to both losses, shape (n,).

    Raises
    ------
    ConvergenceError
        If the resummed series is not known to half of the largest correction up to the last time. The time in the
        message is one up to which both losses' corrections are known.
    """
    times = checked_times(t)
    scaled = sizes.alpha * times
    nodes = MESH[: max(FEWEST, int(np.searchsorted(MESH, scaled.max(initial=0))) + 1)]
    found = [loss_correction(loss, nodes, sizes) for loss in ("train", "population")]
    known = np.logical_and.accumulate(np.all([sufficient(each) for each in found], axis=0))
    reached = nodes[known][-1]
    if not scaled.max(initial=0) <= reached:
        raise ConvergenceError(
            f"the correction to free is known up to t = {rounded_down(reached / sizes.alpha)} only, by its series to "
            f"order {ORDER}, and t = {times.max():.6g} is asked for: give an earlier --t-max or leave --correction out"
        )
    return Losses(times, *(CubicSpline(nodes[known], each.values[known])(scaled) for each in found))


def loss_correction(loss: str, scaled: Array, sizes: Sizes) -> Enclosure:
    """The correction to one loss, raw, at times ``scaled`` = alpha t."""
    target = resummed_terms(loss, scaled, sizes, lambda s, m, degree: m == s + 1 and degree == m + 1, target=True)
    size = resummed_terms(loss, scaled, sizes, lambda s, m, degree: m == s + 2 and degree == m, target=False)
    return Enclosure(target.values + size.values, target.errors + size.errors)


def sufficient(found: Enclosure) -> NDArray[np.bool_]:
    """Where the error is at most ``PRECISION`` of the largest correction up to then."""
    return found.errors <= PRECISION * np.maximum.accumulate(np.nan_to_num(np.abs(found.values)))


def rounded_down(t: float) -> str:
    """Three digits that are never more than ``t``."""
    unit = 10.0 ** (np.floor(np.log10(t)) - 2) if t > 0 else 1.0
    return f"{np.floor(t / unit * (1 - 1e-12)) * unit:.3g}"


def resummed_terms(
    loss: str, scaled: Array, sizes: Sizes, keep: Callable[[int, int, int], bool], *, target: bool
) -> Enclosure:
    """The resummed series of the terms with keep(s, m, degree in p, H, N) at times ``scaled`` = alpha t."""
    alpha = Fraction(sizes.alpha)
    series = [
        chosen_sum(coefficient(loss, s, target=target).terms, sizes, lambda m, degree, s=s: keep(s, m, degree))  # type: ignore[misc]
        / (factorial(s) * alpha**s)
        for s in range(ORDER + 1)
    ]
    return enclose(series, scaled, limit(loss, Planar(1.0, sizes.eta, sizes.nu, target=False)))


def chosen_sum(terms: Mapping[Exponents, Fraction], sizes: Sizes, keep: Callable[[int, int], bool]) -> Fraction:
    """The sum of the terms p^i H^j N^k sigma^2m with keep(m, i + j + k)."""
    p, h, sigma2 = Fraction(sizes.p), Fraction(sizes.H), Fraction(sizes.sigma2)
    n = Fraction(sizes.N)
    return sum(
        (c * p**i * h**j * n**k * sigma2**m for (i, j, k, m), c in terms.items() if keep(m, i + j + k)), Fraction(0)
    )
