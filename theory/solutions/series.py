"""Truncated power series in t as lists of ring elements, lowest order first.

>>> import sympy as sp
>>> ring, x = sp.ring("x", sp.QQ)
>>> convolved(exponential(x, 2), exponential(-x, 2))  # e^{x t} e^{-x t}
[1, 0, 0]
"""

from math import factorial
from typing import Any

from sympy import QQ

Poly = Any  # an element of a sympy polynomial ring over the rationals


def convolved(x: list[Poly], y: list[Poly]) -> list[Poly]:
    """The product of two series, to the shorter's length."""
    return [sum((x[i] * y[n - i] for i in range(1, n + 1)), x[0] * y[n]) for n in range(min(len(x), len(y)))]


def exponential(rate: Poly, order: int) -> list[Poly]:
    """e^{rate t}."""
    return [rate**n * QQ(1, factorial(n)) for n in range(order + 1)]


def integrated(x: list[Poly]) -> list[Poly]:
    """The integral from 0 to t, one order longer."""
    return [0 * x[0], *(c * QQ(1, n + 1) for n, c in enumerate(x))]
