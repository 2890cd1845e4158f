r"""The untied autoencoder with weight decay and few samples, each of which learns alone: small-data.

As without decay (`theory.solutions.untied_autoencoder.small_data`), for one sample in the time tau = nu t and with
lambda' = lambda / nu: D of V^T V = D + b b^T falls as k = e^{-2 lambda' tau}, and with c = V^T (1 - V U) e

    w' = (1 - w b) b - lambda' w,   b' = c - lambda' b,   c = w - k D(0) b - |b|^2 b.

One sample adds y_1 to Tr V U, y_2 to Tr V U U^T V^T / 2 and y_3 to Tr V V^T and Tr U^T U of pure decay. The losses feel
the decay at different sizes of lambda, the train loss by its penalty at lambda^2 of the size of p/N: all terms are kept
(docs/theory/untied.md).
"""

from collections.abc import Mapping

import sympy as sp

from theory.solutions.laws import columns
from theory.solutions.polynomials import Poly, mean, product, recursion
from theory.solutions.series import exponential
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import N, alpha, decay, eta, nu, p, t, tau
from theory.solutions.untied_autoencoder.small_data import A, B, C, E, b0b, b2, over_columns, s, w0b, x

RING, X, ALPHA, ETA, NU, DECAY = sp.ring([sp.Symbol("x"), alpha, eta, nu, decay], sp.QQ)
START = ALPHA * ETA
HALF = sp.QQ(1, 2)

rate = sp.Symbol("lambda'", positive=True)
left = sp.Symbol("k", positive=True)
wc, bc, c2, across, y1, y2, y3 = (sp.Function(name)(tau) for name in ("w_c", "b_c", "c_2", "g", "y_1", "y_2", "y_3"))
"""Scalar products w c, b c, |c|^2 and b V^T V b; and what a sample adds to traces."""


def of_law(polynomial: Poly) -> Poly:
    """alpha eta times the mean over the law of x."""
    return START * mean(polynomial, X, columns(RING))


class Flow:
    """The coefficients of t^0 .. t^n of the scalar products, from those of A, B, C and E."""

    def __init__(self, series: list[list[Poly]], order: int) -> None:
        A, B, C, E = series
        self.n = range(order + 1)
        self.k = exponential(-2 * DECAY, order)
        self.s = self.overlap(A, B, C, E)
        self.b2 = self.overlap(C, E, C, E)
        self.w0b, self.b0b = [of_law(C[n]) for n in self.n], [of_law(E[n]) for n in self.n]
        shrink = [X * k + b2 for k, b2 in zip(self.k, self.b2, strict=True)]
        self.turned = [A[n] - product(shrink, C, n) - product(self.k, self.w0b, n) for n in self.n]
        self.shrunk = [B[n] - product(shrink, E, n) + product(self.k, self.b0b, n) for n in self.n]
        self.held = [(n == 0) - self.s[n] for n in self.n]

    def overlap(self, first: list[Poly], second: list[Poly], third: list[Poly], fourth: list[Poly]) -> list[Poly]:
        """The scalar product of two vectors of these components."""
        return [of_law(product(first, third, n) + product(second, fourth, n)) for n in self.n]


def rates(series: list[list[Poly]], n: int) -> tuple[Poly, ...]:
    """The coefficient of t^n of the velocities of A, B, C, E and of y_1, y_2, y_3 over nu."""
    A, B, C, E, first, second, third = series
    flow = Flow([A, B, C, E], n)
    wc = flow.overlap(A, B, flow.turned, flow.shrunk)
    bc = flow.overlap(C, E, flow.turned, flow.shrunk)
    c2 = flow.overlap(flow.turned, flow.shrunk, flow.turned, flow.shrunk)
    dragged = [ALPHA * k + b2 for k, b2 in zip(flow.k, flow.b2, strict=True)]
    return (
        NU * product(flow.held, C, n) - DECAY * A[n],
        NU * product(flow.held, E, n) - DECAY * B[n],
        NU * flow.turned[n] - DECAY * C[n],
        NU * flow.shrunk[n] - DECAY * E[n],
        product(flow.b2, flow.held, n) + wc[n] - 2 * DECAY * first[n],
        wc[n] - c2[n] + product(dragged, bc, n) - 4 * DECAY * second[n],
        2 * bc[n] - 2 * DECAY * third[n],
    )


def expansion(order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    start = [RING(1), RING(0), RING(0), RING(1), RING(0), RING(0), RING(0)]
    A, B, C, E, first, second, third = recursion(start, rates, order)
    flow, died = Flow([A, B, C, E], order), exponential(-4 * DECAY, order)
    bc = flow.overlap(C, E, flow.turned, flow.shrunk)
    missed = [HALF * ((n == 0) - flow.s[n] - bc[n]) for n in flow.n]  # |rho|^2 = 1 - w b - b c
    error = [term.as_expr() for term in missed]
    penalty = [(DECAY * (START * flow.k[n] + third[n])).as_expr() for n in flow.n]
    population = [HALF * ((n == 0) + ALPHA * START * died[n]) + second[n] - first[n] for n in flow.n]
    return {
        "train": tuple(x + y for x, y in zip(error, penalty, strict=True)),
        "error": tuple(error),
        "population": tuple(term.as_expr() for term in population),
    }


def system() -> tuple[sp.Basic, ...]:
    """The flow on each x, the means in it, and the start."""
    turned, shrunk = A - (left * x + b2) * C - left * w0b, B - (left * x + b2) * E + left * b0b
    means = {
        s: A * C + B * E,
        b2: C**2 + E**2,
        w0b: C,
        b0b: E,
        wc: A * turned + B * shrunk,
        bc: C * turned + E * shrunk,
        c2: turned**2 + shrunk**2,
    }
    flow = {
        A: (1 - s) * C - rate * A,
        B: (1 - s) * E - rate * B,
        C: turned - rate * C,
        E: shrunk - rate * E,
        y1: b2 * (1 - s) + wc - 2 * rate * y1,
        y2: wc - c2 + (alpha * left + b2) * bc - 4 * rate * y2,
        y3: 2 * bc - 2 * rate * y3,
    }
    return equations(flow, means, {A: 1, B: 0, C: 0, E: 1, y1: 0, y2: 0, y3: 0})


def equations(
    flow: Mapping[sp.Expr, sp.Expr], means: Mapping[sp.Expr, sp.Expr], start: Mapping[sp.Expr, int]
) -> tuple[sp.Basic, ...]:
    """As sympy equations."""
    return (
        sp.Eq(tau, nu * t),
        sp.Eq(rate, decay / nu),
        sp.Eq(left, sp.exp(-2 * decay * t)),
        *(sp.Eq(unknown.diff(tau), value) for unknown, value in flow.items()),
        *(sp.Eq(found, over_columns(value)) for found, value in means.items()),
        *(sp.Eq(unknown.subs(tau, 0), value) for unknown, value in start.items()),
    )


error = p / 2 * (1 - s - bc)
SOLUTIONS = (
    Solution(
        model="untied-weight-decay",
        name="small-data",
        losses={
            "train": error + decay * (p * alpha * eta * left + N * y3),
            "error": error,
            "population": p / 2 * (1 + alpha**2 * eta * left**2) + N * (y2 - y1),
        },
        kind="ode",
        where=system(),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=expansion,
        beyond=True,
    ),
)
