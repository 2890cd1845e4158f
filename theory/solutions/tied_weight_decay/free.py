r"""Faces with free: without target the flow is homogeneous, and decay only rescales it (docs/theory/weight-decay.md).

W = e^{-lambda t} V turns dW/dt = -dL/dW - lambda W into the undecayed flow of V in the time
theta = (1 - e^{-2 lambda t}) / (2 lambda). The losses are e^{-4 lambda t} times those of V, and the penalty follows
from d Tr A / d theta = -8 E, E the train loss of V.
"""

from functools import partial

import sympy as sp

from theory.autoencoder.regimes import REGIMES
from theory.solutions.series import Poly, convolved, exponential, integrated
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p, t

RING, ALPHA, ETA, _, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)
theta = sp.Symbol("theta", nonnegative=True)
u = sp.Symbol("u", nonnegative=True)
E, P = sp.Function("E"), sp.Function("P")
TIME = sp.Eq(theta, (1 - sp.exp(-2 * decay * t)) / (2 * decay))

FACES = tuple(name for name in REGIMES if "free" in name.split("+"))


def composed(f: list[Poly]) -> list[Poly]:
    """The Taylor coefficients in t of f(theta(t)), f given by its own."""
    order = len(f) - 1
    inner = integrated(exponential(-2 * DECAY, order))[: order + 1]
    power, total = [RING(1)] + [RING(0)] * order, [RING(0)] * (order + 1)
    for c in f:
        total = [x + c * y for x, y in zip(total, power, strict=True)]
        power = convolved(power, inner)
    return total


def expansion(name: str, order: int) -> Series:
    """The Taylor coefficients of every loss over p from those of the undecayed face."""
    known = REGIMES[name].series(order)
    free, population = ([RING.from_expr(c) for c in row] for row in (known.train, known.population))
    trace = [ALPHA * ETA, *(-8 * x for x in integrated(free)[1:])][: order + 1]
    fast, slow = exponential(-4 * DECAY, order), exponential(-2 * DECAY, order)
    error = convolved(fast, composed(free))
    penalty = convolved(slow, composed(trace))
    rows = {
        "train": [x + DECAY * y * sp.QQ(1, 2) for x, y in zip(error, penalty, strict=True)],
        "error": error,
        "population": convolved(fast, composed(population)),
    }
    return {loss: tuple(c.as_expr() for c in row) for loss, row in rows.items()}


def losses() -> dict[str, sp.Expr]:
    """Through the undecayed losses E and P of theta."""
    error = sp.exp(-4 * decay * t) * E(theta)
    trace = sp.exp(-2 * decay * t) * (p * a0 - 8 * sp.Integral(E(u), (u, 0, theta)))
    return {"train": error + decay / 2 * trace, "error": error, "population": sp.exp(-4 * decay * t) * P(theta)}


def solved(name: str) -> Solution:
    """The face with decay from that without."""
    known = REGIMES[name]
    at_theta = [equation.subs(t, theta) for equation in known.where]
    undecayed = sp.Eq(E(theta), known.train.subs(t, theta)), sp.Eq(P(theta), known.population.subs(t, theta))
    return Solution(
        model="tied-weight-decay",
        name=name,
        losses=losses(),
        kind="series" if known.solution == "series" else known.solution,
        where=(TIME, *undecayed, *at_theta),
        domain=f"{'finite N' if 'small-data' in name else 'all sizes'}, lambda > 0, t >= 0",
        source="docs/theory/weight-decay.md",
        expansion=partial(expansion, name),
        beyond="small-data" in name,
    )


SOLUTIONS = tuple(solved(name) for name in FACES)
