r"""The tied autoencoder with weight decay: regimes in which A and S commute (docs/theory/weight-decay.md).

With the penalty (lambda/2) Tr W W^T the flow is dA/dt = 2 (SA + AS) - (S A^2 + 2 A S A + A^2 S) - 2 lambda A. Where A
and S commute, each pair of eigenvalues (a, l) moves on its own by a' = 4 l a (1 - a) - 2 lambda a: a logistic of
capacity 1 - lambda / (2 l).
"""

from collections.abc import Callable
from functools import partial

import sympy as sp

from theory.solutions.laws import Moments, infinite, over_samples, over_weights, samples, weights, wide
from theory.solutions.polynomials import mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p, t

RING, A, L, *_, DECAY = sp.ring([sp.Symbol("a"), sp.Symbol("l"), alpha, eta, nu, decay], sp.QQ)
VELOCITY = {A: 4 * L * A * (1 - A) - 2 * DECAY * A}
ERROR = sp.QQ(1, 2) * L * (1 - A) ** 2
LOSSES = {"train": ERROR + sp.QQ(1, 2) * DECAY * A, "error": ERROR, "population": sp.QQ(1, 2) * (1 - A) ** 2}


x = sp.Symbol("x", positive=True)
a = sp.Function("a", nonnegative=True)
"""a(x): the eigenvalue of A at t, as a function of that of A at the start (large-data) or of S (mean-field)."""


def eigenvalue(start: sp.Expr, l: sp.Expr) -> sp.Eq:
    """a(t) from a(0) on the eigenvalue l of S; a removable singularity at lambda = 2 l."""
    rate = 4 * l - 2 * decay
    grown = sp.exp(rate * t)
    return sp.Eq(a(x), start * grown / (1 + 4 * l * start * (grown - 1) / rate))


def losses(mean_of: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr], l: sp.Expr) -> dict[str, sp.Expr]:
    """The losses as means over x."""
    error = mean_of(lambda y: l.subs(x, y) * (1 - a(y)) ** 2 / 2)
    return {
        "train": p * (error + decay / 2 * mean_of(a)),
        "error": p * error,
        "population": p / 2 * mean_of(lambda y: (1 - a(y)) ** 2),
    }


def expansion(of_weights: Moments, of_samples: Moments, order: int) -> Series:
    """The Taylor coefficients of every loss over p: means over the laws of a(0) and l."""
    return {
        name: tuple(mean(mean(c, A, of_weights), L, of_samples).as_expr() for c in taylor(f, VELOCITY, order))
        for name, f in LOSSES.items()
    }


SOLUTIONS = (
    Solution(
        model="tied-weight-decay",
        name="large-data",
        losses=losses(over_weights, sp.Integer(1)),
        kind="quadrature",
        where=(eigenvalue(x, sp.Integer(1)),),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/weight-decay.md",
        expansion=partial(expansion, weights(RING), infinite(RING)),
    ),
    Solution(
        model="tied-weight-decay",
        name="mean-field",
        losses=losses(over_samples, x),
        kind="quadrature",
        where=(eigenvalue(a0, x),),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/weight-decay.md",
        expansion=partial(expansion, wide(RING), samples(RING)),
        any_spectrum=True,
    ),
)
