r"""The law of S = X X^T / N for Gaussian samples of any population covariance C, exactly.

Everything follows from one function of omega = -1/m, m the Stieltjes transform of the spectrum of X^T X / N:

    z(omega) = omega + nu omega int tau / (omega - tau) dH(tau)

(Silverstein and Choi, J. Multivariate Anal. 54, 295, 1995; docs/theory/covariance.md). Means are contour integrals,
and moments the coefficients of 1/omega at infinity: polynomials in nu and in the population's moments c_k = Tr C^k / p.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial

import sympy as sp
from sympy.polys.ring_series import rs_mul, rs_pow, rs_series_inversion
from sympy.polys.rings import PolyElement, ring
from sympy.utilities.iterables import partitions

from theory.autoencoder.laws import FiniteSpectrum
from theory.autoencoder.symbols import nu

omega = sp.Symbol("omega")


def c(order: int) -> sp.Symbol:
    """The population's moment Tr C^order / p."""
    return sp.Symbol(f"c_{order}", positive=True)


def eigenvalue(population: FiniteSpectrum, at: sp.Expr = omega) -> sp.Expr:
    """z at omega: an eigenvalue of S where it is real."""
    return at + nu * at * population.expect(lambda tau: tau / (at - tau))


def moment(order: int) -> sp.Expr:
    """int l^order dmu, a sum over non-crossing partitions.

    A partition with blocks of sizes n_1 ... n_b contributes nu^(b-1) c_(n_1) ... c_(n_b), and n! / ((n - b + 1)!
    prod m_i!) partitions of n elements have m_i blocks of size i (Kreweras, Discrete Math. 1, 333, 1972).

    >>> moment(3)
    c_1**3*nu**2 + 3*c_1*c_2*nu + c_3
    """
    return sp.expand(sum((_share(order, counts) for counts in partitions(order)), sp.Integer(0)))


def _share(n: int, counts: dict[int, int]) -> sp.Expr:
    """What all non-crossing partitions with so many blocks of each size contribute."""
    blocks = sum(counts.values())
    number = sp.Integer(factorial(n)) / factorial(n - blocks + 1)
    return nu ** (blocks - 1) * sp.prod(c(i) ** m / factorial(m) for i, m in counts.items()) * number


def variance_moment(order: int) -> sp.Expr:
    """int c l^order dmu, c being the population variance along eigenvectors of S: E Tr C S^order / p.

    As Tr C S^n is 1/n times the derivative of Tr S^n under C -> C + epsilon C^2, c_j moves by j c_(j+1).

    >>> variance_moment(2)
    c_1*c_2*nu + c_3
    """
    if order == 0:
        return c(1)
    found = moment(order)
    moved = sum((j * c(j + 1) * sp.diff(found, c(j)) for j in range(1, order + 1)), sp.Integer(0))
    return sp.expand(moved / order)


def finite_size_moment(order: int) -> sp.Expr:
    """What finite p adds to E Tr S^order for real samples, beyond p times the moment, at leading order in 1/p.

    The coefficient of 1/omega in z^n z'' / (2 z').

    >>> finite_size_moment(2)
    c_2*nu
    """
    at = Infinity.of(order + 2)
    found = at.times(at.power(order), at.times(at.second, at.inverse))
    return at.coefficient(found, order + 1) / 2


def finite_size_variance_moment(order: int) -> sp.Expr:
    """The same of E Tr C S^order, order >= 1: of z^(n-1) (omega^2 z'' / z' - 2 omega (1 - z')) / 2.

    >>> finite_size_variance_moment(2)
    c_3*nu
    """
    at = Infinity.of(order + 3)
    curved = at.times(at.power(order - 1), at.times(at.second, at.inverse))
    straight = at.times(at.power(order - 1), 1 - at.first)
    return (at.coefficient(curved, order + 2) - 2 * at.coefficient(straight, order + 1)) / 2


@dataclass(frozen=True)
class Infinity:
    """Series in u = 1/omega, cut at order ``cut`` in u: ``ratio`` = z / omega, ``first`` = z', ``second`` = z''."""

    cut: int
    ratio: PolyElement
    first: PolyElement
    second: PolyElement

    @classmethod
    def of(cls, cut: int) -> "Infinity":
        """z = omega + nu (c_1 + c_2 u + ...), and its derivatives in omega."""
        _, u, ratio, *moments = ring([sp.Symbol("u"), nu, *(c(k) for k in range(1, cut + 1))], sp.QQ)
        terms = [(k, ratio * moment * u**k) for k, moment in enumerate(moments)]
        return cls(
            cut,
            1 + sum(term * u for _, term in terms),
            1 - sum(k * term * u for k, term in terms),
            sum((k * (k + 1) * term * u**2 for k, term in terms), 0 * u),
        )

    @property
    def u(self) -> PolyElement:
        """1/omega."""
        return self.ratio.ring.gens[0]

    @property
    def inverse(self) -> PolyElement:
        """1 / z'."""
        return rs_series_inversion(self.first, self.u, self.cut + 1)

    def times(self, one: PolyElement, other: PolyElement) -> PolyElement:
        """A product, cut."""
        return rs_mul(one, other, self.u, self.cut + 1)

    def power(self, order: int) -> PolyElement:
        """(z / omega)^order, cut."""
        return rs_pow(self.ratio, order, self.u, self.cut + 1) if order else self.ratio.ring.one

    def coefficient(self, series: PolyElement, order: int) -> sp.Expr:
        """That of u^order, as a polynomial in nu and the moments."""
        found = sum((value for powers, value in _terms(series) if powers == order), sp.Integer(0))
        return sp.expand(found)


def _terms(series: PolyElement) -> Iterator[tuple[int, sp.Expr]]:
    """The power of u and the rest of each term."""
    symbols = series.ring.symbols[1:]
    for (power, *others), value in series.terms():
        yield power, sp.prod(x**k for x, k in zip(symbols, others, strict=True)) * sp.Rational(str(value))
