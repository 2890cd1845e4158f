r"""Taylor series of observables along a polynomial flow, and their means over a spectrum, exactly.

An observable f(x) moves along x' = v(x) by the derivation D = sum_i v_i d/dx_i, so f(x(t)) = sum_s t^s D^s f / s!.
For a logistic x' = x (1 - x):

>>> import sympy as sp
>>> ring, x = sp.ring("x", sp.QQ)
>>> taylor(x, {x: x * (1 - x)}, 2)
[x, -x**2 + x, x**3 - 3/2*x**2 + 1/2*x]
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sympy import QQ

Poly = Any  # an element of a sympy polynomial ring over the rationals


def taylor(observable: Poly, velocity: Mapping[Poly, Poly], order: int) -> list[Poly]:
    """The coefficients of t^0 .. t^order of an observable, as polynomials in the state at t = 0."""
    terms = [observable]
    for s in range(1, order + 1):
        moved = sum((terms[-1].diff(x) * v for x, v in velocity.items()), 0 * observable)
        terms.append(moved * QQ(1, s))
    return terms


def product(x: list[Poly], y: list[Poly], n: int) -> Poly:
    """The coefficient of order n of the product of two series."""
    return sum((x[i] * y[n - i] for i in range(1, n + 1)), x[0] * y[n])


def recursion(start: Sequence[Poly], rates: Callable[[list[list[Poly]], int], Sequence[Poly]], order: int) -> Any:
    """The coefficients of t^0 .. t^order of each unknown of an ODE, from ``rates``: that of t^n of each velocity.

    This is for flows with means over a spectrum in them, in which polynomials of an eigenvalue l are the unknowns. With
    x' = (l - <l x>) x, x(0) = 1, and unit moments of l:

    >>> import sympy as sp
    >>> ring, l = sp.ring("l", sp.QQ)
    >>> def rates(series, n):
    ...     (x,) = series
    ...     pull = [mean(l * term, l, lambda k: ring(1)) for term in x]
    ...     return [l * x[n] - product(pull, x, n)]
    >>> recursion([ring(1)], rates, 2)[0]
    [1, l - 1, 1/2*l**2 - l + 1/2]
    """
    series = [[term] for term in start]
    for n in range(order):
        for unknown, rate in zip(series, rates(series, n), strict=True):
            unknown.append(rate * QQ(1, n + 1))
    return series


def mean(polynomial: Poly, variable: Poly, moment: Callable[[int], Poly]) -> Poly:
    """The polynomial with each power k of a generator replaced by the k-th moment of its law, in the same ring."""
    ring = polynomial.ring
    index = ring.gens.index(variable)
    found = ring(0)
    for powers, coefficient in polynomial.terms():
        rest = ring({(*powers[:index], 0, *powers[index + 1 :]): coefficient})
        found += rest * moment(powers[index])
    return found
