r"""A function from its Taylor series at t = 0: Pade approximants with an error estimate.

For Stieltjes functions the approximants [k/k] and [k/k+1] converge and enclose the function (`numerics.methods.pade`),
and [k/k+1] decays as it should: it is the value. A loss of training is no exact Stieltjes function, so the error
estimate is the largest distance to *all* approximants near the diagonal of the last three orders. It is pessimistic at
late times; that of two neighbours alone is too small by up to a factor of 20 (the tied autoencoder at p = H = N = 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.pade import degrees, evaluated, exact_approximant, has_exact_pole
from theory.errors import InputError

FEWEST = 4
"""Approximants to compare: with three the error estimate has been seen to fall short of the error, by a fifth."""
EXCESSES = range(-1, 4)


class ResummationError(ConvergenceError):
    """Too few approximants are free of poles on the interval: the series says nothing there."""


@dataclass(frozen=True, eq=False)
class Resummed:
    """A resummed curve: ``t``, ``values`` and ``errors``, each of shape (points,).

    ``approximants``: degrees (numerator, denominator), that of the value first, then those it was compared
    with.
    """

    t: Array
    values: Array
    errors: Array
    approximants: tuple[tuple[int, int], ...]


def resum(series: Sequence[Fraction], t: ArrayLike, limit: Fraction | None = None) -> Resummed:
    """The function with Taylor coefficients ``series`` at times ``t >= 0``, shape (points,).

    Parameters
    ----------
    series : at least four coefficients, lowest order first
    t : finite times >= 0, in any order
    limit : the value at t = infinity where it is known; the rest, which decays to 0, is then resummed

    Raises
    ------
    InputError
        If there are too few coefficients, or times are negative or not finite.
    ResummationError
        If fewer than four approximants are free of poles on [0, max t].

    Source: docs/theory/interior.md.

    >>> log = [Fraction((-1) ** n, n + 1) for n in range(12)]  # of log(1 + t) / t
    >>> found = resum(log, [1.0])
    >>> float(found.values[0]), bool(abs(found.values[0] - np.log(2)) < found.errors[0] < 1e-6)
    (0.693147, True)
    """
    times = np.asarray(t, dtype=float)
    if len(series) < 4 or times.ndim != 1 or not times.size or not np.all(np.isfinite(times)) or times.min() < 0:
        raise InputError(
            f"resummation takes at least 4 coefficients and finite times >= 0, got {len(series)} and {times}"
        )
    rest = [series[0] - (limit or 0), *series[1:]]
    end = Fraction(float(times.max()))
    found: dict[tuple[int, int], Array] = {}
    for top, bottom in degrees(len(series) - 1, 2, EXCESSES):
        fraction = exact_approximant(rest, top, bottom)
        if fraction is not None and not has_exact_pole(fraction[1], end):
            found[top, bottom] = evaluated(fraction, times) + float(limit or 0)
    if len(found) < FEWEST:
        raise ResummationError(
            f"{len(series)} coefficients leave {len(found)} approximants without poles up to t = {times.max():g}, "
            f"{FEWEST} are needed; ask for an earlier time or a higher order"
        )
    best = min(found, key=lambda pair: (abs(pair[1] - pair[0] - 1), -sum(pair)))
    errors = np.max([np.abs(found[best] - other) for other in found.values()], axis=0)
    return Resummed(times, found[best], errors, (best, *(pair for pair in found if pair != best)))
