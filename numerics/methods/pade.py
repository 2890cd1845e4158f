r"""Pade approximants [top/bottom] of a power series: exactly over the rationals, or in floating point.

[top/bottom] is the quotient of polynomials of these degrees whose series is the given one up to the order top + bottom.
A function that decays rather like a Stieltjes function ``int dm(x) / (1 + x t)`` has a series of small or no radius of
convergence, while its approximants near the diagonal converge and enclose it (Baker and Graves-Morris, Pade
Approximants, 2nd ed., section 5.2).

Two rules: :func:`exact_approximant` solves for the denominator over the rationals, and there is none where the system
is singular; :func:`least_squares_approximant` works with doubles, a thousand times faster, and takes the shortest
solution there.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb

import mpmath
import numpy as np
import sympy as sp
from numpy.polynomial import Polynomial
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from numerics.methods.arrays import Array

DIGITS = 60
"""Decimal digits of the evaluation; the linear systems are solved exactly."""
NEXT_TO = 1e-3  # a pole whose imaginary part is a smaller share of its real part counts as one on the axis
ROUNDING = 1e-6  # of the roots of a polynomial of doubles on the unit interval
ExactPolynomial = list[sp.Rational]
"""Coefficients, lowest power first."""


def degrees(order: int, fewer: int, excesses: Collection[int]) -> list[tuple[int, int]]:
    """Degrees (top, bottom) with bottom - top among ``excesses`` that use the coefficients up to ``order`` or up to
    ``fewer`` fewer.

    >>> degrees(6, 1, range(0, 2))
    [(3, 3), (2, 3)]
    """
    pairs = [(n - bottom, bottom) for n in range(order, order - fewer - 1, -1) for bottom in range(1, n + 1)]
    return [(top, bottom) for top, bottom in pairs if bottom - top in excesses]


def exact_approximant(
    series: Sequence[Fraction], top: int, bottom: int
) -> tuple[ExactPolynomial, ExactPolynomial] | None:
    """Numerator and denominator of [top/bottom]; the denominator starts with 1; None if singular."""
    c = [sp.QQ(x.numerator, x.denominator) for x in series]

    def coefficient(i: int) -> sp.Rational:
        return c[i] if i >= 0 else sp.QQ(0)

    rows = [[coefficient(top + i - j) for j in range(bottom)] for i in range(bottom)]
    right = [[-coefficient(top + 1 + i)] for i in range(bottom)]
    below = [sp.QQ(1)]
    if bottom:
        try:
            solution = DomainMatrix(rows, (bottom, bottom), sp.QQ).lu_solve(DomainMatrix(right, (bottom, 1), sp.QQ))
        except DMNonInvertibleMatrixError:
            return None
        below += solution.to_list_flat()
    above = [sum((below[j] * coefficient(i - j) for j in range(min(i, bottom) + 1)), sp.QQ(0)) for i in range(top + 1)]
    return [sp.QQ.to_sympy(x) for x in above], [sp.QQ.to_sympy(x) for x in below]


def least_squares_approximant(series: Array, top: int, bottom: int) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator of [top/bottom]; the denominator starts with 1.

    Where the linear system is singular, as for a function that is rational itself, the shortest solution is taken.
    """
    c = series[: top + bottom + 1]
    rows = np.array(
        [[c[top + i - j] if top + i >= j else 0.0 for j in range(bottom + 1)] for i in range(1, bottom + 1)]
    )
    below = np.r_[1.0, np.linalg.lstsq(rows[:, 1:], -rows[:, 0], rcond=1e-12)[0]]
    return Polynomial(np.convolve(c, below)[: top + 1]), Polynomial(below)


def evaluated(fraction: tuple[ExactPolynomial, ExactPolynomial], t: Array) -> Array:
    """Values of an exact approximant, shape of ``t``, rounded once at the end."""
    with mpmath.workdps(DIGITS):
        top, bottom = ([mpmath.mpf(int(c.p)) / int(c.q) for c in reversed(side)] for side in fraction)
        values = [mpmath.polyval(top, mpmath.mpf(x)) / mpmath.polyval(bottom, mpmath.mpf(x)) for x in t.tolist()]
        return np.array([float(value) for value in values])


def has_exact_pole(denominator: ExactPolynomial, end: Fraction) -> bool:
    """Whether the denominator, 1 at zero, vanishes somewhere on [0, end], exactly.

    By Descartes' rule for the interval: none or one change of sign decides; more are counted by Sturm sequences.
    """
    if min(denominator) >= 0:
        return False
    mapped = over_the_half_line([Fraction(int(c.p), int(c.q)) for c in denominator], end)
    signs = [c > 0 for c in mapped if c]
    changes = sum(one != other for one, other in pairwise(signs))
    if not mapped[0] or changes < 2:
        return not mapped[0] or changes == 1
    x = sp.Symbol("x")
    polynomial = sp.Poly(denominator[::-1], x)
    return polynomial.degree() > 0 and polynomial.count_roots(0, sp.Rational(end.numerator, end.denominator)) > 0


def over_the_half_line(polynomial: Sequence[Fraction], end: Fraction) -> list[Fraction]:
    """Coefficients of (1 + y)^degree times the polynomial at end / (1 + y): y > 0 stands for 0 < x < end.

    >>> [str(c) for c in over_the_half_line([Fraction(1), Fraction(-2)], Fraction(1))]  # (1 + y) - 2
    ['-1', '1']
    """
    degree = len(polynomial) - 1
    found = [Fraction(0)] * (degree + 1)
    for i, c in enumerate(polynomial):
        for k in range(degree - i + 1):
            found[k] += c * end**i * comb(degree - i, k)
    return found


def has_pole(denominator: Polynomial, end: float) -> bool:
    """Whether a denominator of doubles vanishes, to rounding, somewhere on [0, end]."""
    roots = np.asarray(denominator.roots(), dtype=complex)
    return bool(np.any((np.abs(roots.imag) < ROUNDING) & (-ROUNDING < roots.real) & (roots.real < end)))


def first_pole(denominator: ExactPolynomial) -> float:
    """The smallest root on or next to the positive axis, infinity without one.

    Without a change of sign among the coefficients there is none (Descartes).
    """
    if min(denominator) >= 0:
        return np.inf
    roots = np.roots([float(c) for c in reversed(denominator)])
    return float(min(roots.real[(roots.real > 0) & (np.abs(roots.imag) < NEXT_TO * roots.real)], default=np.inf))


def before_pole(fraction: tuple[ExactPolynomial, ExactPolynomial], x: Array) -> Array:
    """Values at the points x >= 0 that no pole precedes, NaN at the others."""
    values, free = np.full(x.size, np.nan), x < first_pole(fraction[1])
    values[free] = evaluated(fraction, x[free])
    return values
