r"""The loss from its Taylor series: Pade approximants with an error estimate.

The series of ``E[L(t)]`` has a small radius of convergence (none at finite sizes: Gaussian moments grow like
factorials), while the loss decays rather like a Stieltjes function ``int dm(x) / (1 + x t)`` to its limit.
For those the approximants [k/k] and [k/k+1] converge and enclose the function (Baker and Graves-Morris, Pade
Approximants, 2nd ed., section 5.2), and [k/k+1] decays as it should: it is the value. The loss is no exact
Stieltjes function, so the error estimate is the largest distance to *all* approximants near the diagonal of
the last three orders. It is pessimistic at late times; that of two neighbours alone is too small by up to a
factor of 20 (p = H = N = 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np
import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from numerics.errors import ConvergenceError
from theory.autoencoder.series import exact_taylor
from theory.errors import InputError

DIGITS = 60
"""Decimal digits of the evaluation; the linear systems are solved exactly."""
FEWEST = 4
"""Approximants to compare: with three the error estimate has been seen to fall short of the error, by a fifth."""
Polynomial = list[sp.Rational]


class ResummationError(ConvergenceError):
    """Too few approximants are free of poles on the interval: the series says nothing there."""


@dataclass(frozen=True)
class Resummed:
    """A resummed curve: ``t``, ``values`` and ``errors``, each of shape (points,).

    ``approximants``: degrees (numerator, denominator), that of the value first, then those it was compared
    with.
    """

    t: np.ndarray
    values: np.ndarray
    errors: np.ndarray
    approximants: tuple[tuple[int, int], ...]


def approximant(series: Sequence[Fraction], top: int, bottom: int) -> tuple[Polynomial, Polynomial] | None:
    """[top/bottom], lowest power first; the denominator starts with 1; None if singular."""
    c = [sp.QQ(x.numerator, x.denominator) for x in series]

    def at(i: int) -> sp.Rational:
        return c[i] if i >= 0 else sp.QQ(0)

    rows = [[at(top + i - j) for j in range(bottom)] for i in range(bottom)]
    right = [[-at(top + 1 + i)] for i in range(bottom)]
    denominator = [sp.QQ(1)]
    if bottom:
        try:
            solved = DomainMatrix(rows, (bottom, bottom), sp.QQ).lu_solve(DomainMatrix(right, (bottom, 1), sp.QQ))
        except DMNonInvertibleMatrixError:
            return None
        denominator += solved.to_list_flat()
    numerator = [sum((denominator[j] * at(i - j) for j in range(min(i, bottom) + 1)), sp.QQ(0)) for i in range(top + 1)]
    return [sp.QQ.to_sympy(x) for x in numerator], [sp.QQ.to_sympy(x) for x in denominator]


def has_pole(denominator: Polynomial, end: Fraction) -> bool:
    """Whether the denominator vanishes somewhere on [0, end], counted exactly by Sturm sequences.

    Without a change of sign among the coefficients there is no positive root (Descartes).
    """
    if min(denominator) >= 0:
        return False
    x = sp.Symbol("x")
    polynomial = sp.Poly(denominator[::-1], x)
    return polynomial.degree() > 0 and polynomial.count_roots(0, sp.Rational(end.numerator, end.denominator)) > 0


def evaluate(fraction: tuple[Polynomial, Polynomial], t: np.ndarray) -> np.ndarray:
    """Values of an approximant, shape of ``t``, rounded once at the end."""
    with mpmath.workdps(DIGITS):
        top, bottom = ([mpmath.mpf(int(c.p)) / int(c.q) for c in reversed(part)] for part in fraction)
        values = [mpmath.polyval(top, mpmath.mpf(x)) / mpmath.polyval(bottom, mpmath.mpf(x)) for x in t.tolist()]
        return np.array([float(value) for value in values])


def ladder(order: int) -> list[tuple[int, int]]:
    """Degrees with -1 <= bottom - top <= 3 that use the coefficients up to ``order`` or one or two fewer."""
    pairs = [(n - bottom, bottom) for n in range(order, order - 3, -1) for bottom in range(1, n + 1)]
    return [(top, bottom) for top, bottom in pairs if -1 <= bottom - top <= 3]


def resum(series: Sequence[Fraction], t: Sequence[float] | np.ndarray, limit: Fraction | None = None) -> Resummed:
    """The function with Taylor coefficients ``series`` at times ``t >= 0``.

    ``limit``: the value at t = infinity where it is known; the rest, which decays to 0, is then resummed. Needs at
    least four coefficients. Raises :class:`ResummationError` if fewer than four approximants are free of poles on [0,
    max t].
    """
    times = np.asarray(t, dtype=float)
    if len(series) < 4 or times.ndim != 1 or not times.size or not np.all(np.isfinite(times)) or times.min() < 0:
        raise InputError(
            f"resummation takes at least 4 coefficients and finite times >= 0, got {len(series)} and {times}"
        )
    rest = [series[0] - (limit or 0), *series[1:]]
    end = Fraction(float(times.max()))
    found: dict[tuple[int, int], np.ndarray] = {}
    for top, bottom in ladder(len(series) - 1):
        fraction = approximant(rest, top, bottom)
        if fraction is not None and not has_pole(fraction[1], end):
            found[top, bottom] = evaluate(fraction, times) + float(limit or 0)
    if len(found) < FEWEST:
        raise ResummationError(
            f"{len(series)} coefficients leave {len(found)} approximants without poles up to t = {times.max():g}, "
            f"{FEWEST} are needed; ask for an earlier time or a higher order"
        )
    best = min(found, key=lambda pair: (abs(pair[1] - pair[0] - 1), -sum(pair)))
    errors = np.max([np.abs(found[best] - other) for other in found.values()], axis=0)
    return Resummed(times, found[best], errors, (best, *(pair for pair in found if pair != best)))


def expected_loss(
    loss: str,
    t: Sequence[float] | np.ndarray,
    p: int,
    H: int,
    N: int | None,
    sigma2: float,
    order: int = 9,
    limit: Fraction | None = None,
) -> Resummed:
    """``E[L(t)]`` at finite sizes, raw (not divided by p), T = 1; N = None for infinite data.

    Exact Taylor coefficients up to ``order`` (theory.autoencoder.series), resummed. Heavy tails of the
    Gaussian moments limit small sizes: the error estimate says how far to trust it.
    """
    return resum(exact_taylor(loss, order, p, H, N, sigma2), t, limit)
