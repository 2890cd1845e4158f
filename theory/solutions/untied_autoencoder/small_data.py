r"""The untied autoencoder with few samples, each of which learns alone: small-data.

For one sample along e, in the time tau = nu t, the vectors b = U e and w = V^T e obey (docs/theory/untied.md)

    w' = (1 - w b) b,   b' = w - D b - |b|^2 b,   D = V^T V - b b^T = K + w(0) w(0)^T - b(0) b(0)^T at all times,

where K is the part of V(0)^T V(0) that is free from the sample. On the eigenvalue x of K, w = A w(0) + B b(0) and
b = C w(0) + E b(0) with functions of x and tau; the law of x is alpha MP(eta).
"""

from collections.abc import Mapping
from functools import partial

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.solutions.laws import columns
from theory.solutions.polynomials import Poly, mean, product, recursion
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import N, alpha, eta, nu, p, t, tau

RING, X, ALPHA, ETA, NU = sp.ring([sp.Symbol("x"), alpha, eta, nu], sp.QQ)
START = ALPHA * ETA
HALF = sp.QQ(1, 2)

x = sp.Symbol("x", nonnegative=True)
A, B, C, E = (sp.Function(name)(x, tau) for name in "ABCE")
s, b2, w0b, b0b, kb, moved, delta = (sp.Function(name)(tau) for name in ("s", "b_2", "w_0", "b_0", "K", "d_2", "delta"))
"""Scalar products: w b, |b|^2, w(0) b, b(0) b, b K b, |b'|^2; and what a sample adds to the population loss."""


def over_columns(value: sp.Expr) -> sp.Expr:
    """alpha eta, the square of w(0) and b(0), times the mean over the law of x."""
    return alpha * eta * MarchenkoPastur(eta, alpha).expect(lambda l: value.subs(x, l))


def system() -> tuple[sp.Eq, ...]:
    """The flow on each x, the means in it, and the start."""
    turned, shrunk = A - (x + b2) * C - w0b, B - (x + b2) * E + b0b
    means = {
        s: A * C + B * E,
        b2: C**2 + E**2,
        w0b: C,
        b0b: E,
        kb: x * (C**2 + E**2),
        moved: turned**2 + shrunk**2,
    }
    added = -moved + (alpha + b2) * b2.diff(tau) / 2 - b2 * (1 - s)
    flow = {A: (1 - s) * C, B: (1 - s) * E, C: turned, E: shrunk, delta: added}
    return equations(flow, means, {A: 1, B: 0, C: 0, E: 1, delta: 0})


def equations(
    flow: Mapping[sp.Expr, sp.Expr], means: Mapping[sp.Expr, sp.Expr], start: Mapping[sp.Expr, int]
) -> tuple[sp.Eq, ...]:
    """As sympy equations."""
    return (
        sp.Eq(tau, nu * t),
        *(sp.Eq(unknown.diff(tau), rate) for unknown, rate in flow.items()),
        *(sp.Eq(found, over_columns(value)) for found, value in means.items()),
        *(sp.Eq(unknown.subs(tau, 0), value) for unknown, value in start.items()),
    )


squares = kb - b0b**2 + b2**2 + 1 - 2 * s + w0b**2
LOSSES = {"train": p / 2 * squares, "population": p / 2 * (1 + alpha**2 * eta) + N * delta}


def of_law(polynomial: Poly) -> Poly:
    """alpha eta times the mean over the law of x."""
    return START * mean(polynomial, X, columns(RING))


def square(series: list[Poly], n: int) -> Poly:
    """The coefficient of order n of a square."""
    return product(series, series, n)


def expansion(target: int, order: int) -> Series:
    """The Taylor coefficients of both losses over p, in t."""

    def of_all(series: list[list[Poly]], n: int) -> tuple[Poly, ...]:
        A, B, C, E = series
        return of_law(product(A, C, n) + product(B, E, n)), of_law(square(C, n) + square(E, n))

    def rates(series: list[list[Poly]], n: int) -> tuple[Poly, ...]:
        A, B, C, E = series
        s, b2 = zip(*(of_all(series, i) for i in range(n + 1)), strict=True)
        pull = [target * (i == 0) - value for i, value in enumerate(s)]
        shrink = [X * (i == 0) + value for i, value in enumerate(b2)]
        return (
            product(pull, C, n),
            product(pull, E, n),
            target * A[n] - product(shrink, C, n) - of_law(C[n]),
            target * B[n] - product(shrink, E, n) + of_law(E[n]),
        )

    series = recursion([RING(1), RING(0), RING(0), RING(1)], rates, order + 1)
    return read_off(series, [of_all(series, n) for n in range(order + 2)], target, order)


def read_off(series: list[list[Poly]], means: list[tuple[Poly, ...]], target: int, order: int) -> Series:
    """Both losses from the series of A, B, C and E, and of w b and |b|^2."""
    *_, C, E = series
    s, b2 = (list(each) for each in zip(*means, strict=True))
    w0b, b0b = ([of_law(term) for term in each] for each in (C, E))
    moved = [[(n + 1) * term for n, term in enumerate(each[1:])] for each in (C, E)]
    slope = [(n + 1) * term * HALF for n, term in enumerate(b2[1:])]
    held = [target * (n == 0) - value for n, value in enumerate(s)]
    dragged = [ALPHA * (n == 0) + value for n, value in enumerate(b2)]
    train, added = [], [RING(0)]
    for n in range(order + 1):
        lengths = of_law(X * (square(C, n) + square(E, n))) - square(b0b, n) + square(b2, n)
        met = target * ((n == 0) - 2 * s[n] + square(w0b, n))
        train.append((lengths + met) * NU**n * HALF)
        rate = (
            product(dragged, slope, n) - of_law(sum(square(each, n) for each in moved)) - target * product(b2, held, n)
        )
        added.append(rate * NU**n * sp.QQ(1, n + 1))
    start = (target + ALPHA * START) * HALF
    return {
        "train": tuple(term.as_expr() for term in train),
        "population": ((start + added[0]).as_expr(), *(term.as_expr() for term in added[1 : order + 1])),
    }


SOLUTIONS = (
    Solution(
        model="untied-autoencoder",
        name="small-data",
        losses=LOSSES,
        kind="ode",
        where=system(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, 1),
    ),
)
