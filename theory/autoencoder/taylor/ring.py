"""Truncated power series in the time t whose coefficients are polynomials in alpha, eta and nu."""

from dataclasses import dataclass
from typing import Any

import sympy as sp

from theory.autoencoder.laws import narayana
from theory.autoencoder.symbols import alpha, eta, nu

RING, ALPHA, ETA, NU = sp.ring([alpha, eta, nu], sp.QQ)
HALF = sp.QQ(1, 2)
Poly = Any  # an element of RING


@dataclass(frozen=True)
class Series:
    """Taylor coefficients c_0, c_1, ... of the train and population loss over p in the time t at T = 1."""

    train: tuple[sp.Expr, ...]
    population: tuple[sp.Expr, ...]


def series(train: list[Poly], population: list[Poly]) -> Series:
    """Ring elements as sympy polynomials."""
    return Series(*(tuple(c.as_expr() for c in loss) for loss in (train, population)))


def product(x: list[Poly], y: list[Poly], n: int) -> Poly:
    """The coefficient of order n of the product of two series."""
    return sum((x[i] * y[n - i] for i in range(n + 1)), RING(0))


def times(x: list[Poly], y: list[Poly]) -> list[Poly]:
    """The product of two series of the same length."""
    return [product(x, y, n) for n in range(len(x))]


def sample_moment(n: int) -> Poly:
    """The n-th moment of the law of S: Narayana numbers N(n, k) with nu^(n - k)."""
    return sum((narayana(n, k) * NU ** (n - k) for k in range(1, n + 1)), RING(0)) if n else RING(1)


def weight_moment(n: int) -> Poly:
    """The n-th moment of the law of A(0): Narayana numbers N(n, k) with alpha^n eta^k."""
    return sum((narayana(n, k) * ALPHA**n * ETA**k for k in range(1, n + 1)), RING(0)) if n else RING(1)
