r"""Faces with free under weight decay: without target the flow is homogeneous, and decay only rescales it.

W = e^{-lambda t} V turns dW/dt = -dL/dW - lambda W into the undecayed flow of V in the time
theta = (1 - e^{-2 lambda t}) / (2 lambda) (docs/theory/weight-decay.md). The losses, of fourth order in the weights,
are e^{-4 lambda t} times those of V, and the penalty follows from the square sum of V, of which the derivative in theta
is -8 E, E the train loss of V.
"""

import sympy as sp

from theory.solutions.series import Poly, convolved, exponential, integrated
from theory.solutions.solution import Series
from theory.solutions.symbols import decay, t

theta = sp.Symbol("theta", nonnegative=True)
u = sp.Symbol("u", nonnegative=True)
E, P = sp.Function("E"), sp.Function("P")
TIME = sp.Eq(theta, (1 - sp.exp(-2 * decay * t)) / (2 * decay))


def composed(f: list[Poly], rate: Poly) -> list[Poly]:
    """The Taylor coefficients in t of f(theta(t)), f given by its own, and lambda as a ring element."""
    order = len(f) - 1
    inner = integrated(exponential(-2 * rate, order))[: order + 1]
    power, total = [rate**0] + [0 * rate] * order, [0 * rate] * (order + 1)
    for c in f:
        total = [x + c * y for x, y in zip(total, power, strict=True)]
        power = convolved(power, inner)
    return total


def rescaled(free: list[Poly], population: list[Poly], squares: Poly, rate: Poly) -> Series:
    """The Taylor coefficients of every loss over p from those without decay, from the square sum of the weights over p
    at the start, and from lambda as a ring element.
    """
    order = len(free) - 1
    length = [squares, *(-8 * x for x in integrated(free)[1:])][: order + 1]
    fast, slow = exponential(-4 * rate, order), exponential(-2 * rate, order)
    error = convolved(fast, composed(free, rate))
    penalty = convolved(slow, composed(length, rate))
    rows = {
        "train": [x + rate * y * sp.QQ(1, 2) for x, y in zip(error, penalty, strict=True)],
        "error": error,
        "population": convolved(fast, composed(population, rate)),
    }
    return {loss: tuple(c.as_expr() for c in row) for loss, row in rows.items()}


def losses(squares: sp.Expr) -> dict[str, sp.Expr]:
    """Through the undecayed losses E and P of theta, and the square sum of the weights at the start."""
    error = sp.exp(-4 * decay * t) * E(theta)
    length = sp.exp(-2 * decay * t) * (squares - 8 * sp.Integral(E(u), (u, 0, theta)))
    return {"train": error + decay / 2 * length, "error": error, "population": sp.exp(-4 * decay * t) * P(theta)}


def equations(train: sp.Expr, population: sp.Expr, where: tuple[sp.Basic, ...]) -> tuple[sp.Basic, ...]:
    """theta, and the undecayed face there."""
    undecayed = sp.Eq(E(theta), train.subs(t, theta)), sp.Eq(P(theta), population.subs(t, theta))
    return TIME, *undecayed, *(equation.subs(t, theta) for equation in where)
