r"""The first correction to the free facet, in 1/alpha and 1/p, from the exact terms next to the facet's, resummed.

Of the terms p^i H^j N^k sigma^2m of the s-th derivative the free facet keeps those with m = s + 2 and the highest
degree i + j + k = m + 1. One order below are the planar ones with m = s + 1, relatively of order 1/alpha (the target is
felt), and those with m = s + 2 and degree m, relatively of order 1/p. Both are functions of alpha t, resummed like the
planar series.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.enclosure import Enclosure, enclose
from numerics.autoencoder.free_pair import Planar
from numerics.autoencoder.late import limit
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import Array
from numerics.errors import ConvergenceError
from theory.autoencoder import fast
from theory.autoencoder.expansion import Exponents, coefficient

ORDER = 8 if fast.available() else 6
PRECISION = 0.5  # largest estimated error, relative to the largest correction: more would not improve the limit


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """What 1/alpha and 1/p add to both losses, shape (n,).

    Raises
    ------
    ConvergenceError
        If the resummed series is not known to half of the largest correction at all times.
    """
    times = checked_times(t)
    return Losses(times, *(one(loss, times, sizes) for loss in ("train", "population")))


def one(loss: str, t: Array, sizes: Sizes) -> Array:
    """The correction to one loss, raw."""
    target = added(loss, t, sizes, True, lambda s, m, degree: m == s + 1 and degree == m + 1)
    size = added(loss, t, sizes, False, lambda s, m, degree: m == s + 2 and degree == m)
    values, errors = target.values + size.values, target.errors + size.errors
    if not errors.max() <= PRECISION * np.nanmax(np.abs(values)):
        reached = t[errors <= PRECISION * np.nanmax(np.abs(values))].max(initial=0)
        raise ConvergenceError(
            f"the correction to free is known up to t = {reached:.3g} only, by its series to order {ORDER}: give an "
            "earlier --t-max or leave --correction out"
        )
    return values


def added(loss: str, t: Array, sizes: Sizes, target: bool, keep: Callable[[int, int, int], bool]) -> Enclosure:
    """The resummed series of the terms with keep(s, m, degree in p, H, N)."""
    alpha = Fraction(sizes.alpha)
    series = [
        part(coefficient(loss, s, target=target).terms, sizes, lambda m, degree, s=s: keep(s, m, degree))  # type: ignore[misc]
        / (factorial(s) * alpha**s)
        for s in range(ORDER + 1)
    ]
    return enclose(series, sizes.alpha * t, limit(loss, Planar(1.0, sizes.eta, sizes.nu, target=False)))


def part(terms: Mapping[Exponents, Fraction], sizes: Sizes, keep: Callable[[int, int], bool]) -> Fraction:
    """The sum of the terms p^i H^j N^k sigma^2m with keep(m, i + j + k)."""
    p, h, sigma2 = Fraction(sizes.p), Fraction(sizes.H), Fraction(sizes.sigma2)
    n = Fraction(sizes.N)
    return sum(
        (c * p**i * h**j * n**k * sigma2**m for (i, j, k, m), c in terms.items() if keep(m, i + j + k)), Fraction(0)
    )
