r"""Taylor series of observables along a polynomial flow, and their means over a spectrum, exactly.

An observable f(x) moves along x' = v(x) by the derivation D = sum_i v_i d/dx_i, so f(x(t)) = sum_s t^s D^s f / s!.
For a logistic x' = x (1 - x):

>>> import sympy as sp
>>> ring, x = sp.ring("x", sp.QQ)
>>> taylor(x, {x: x * (1 - x)}, 2)
[x, -x**2 + x, x**3 - 3/2*x**2 + 1/2*x]
"""

from collections.abc import Callable, Mapping
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


def mean(polynomial: Poly, variable: Poly, moment: Callable[[int], Poly]) -> Poly:
    """The polynomial with each power k of a generator replaced by the k-th moment of its law, in the same ring."""
    ring = polynomial.ring
    index = ring.gens.index(variable)
    found = ring(0)
    for powers, coefficient in polynomial.terms():
        rest = ring({(*powers[:index], 0, *powers[index + 1 :]): coefficient})
        found += rest * moment(powers[index])
    return found
