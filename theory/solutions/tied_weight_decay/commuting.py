r"""The tied autoencoder with weight decay: regimes in which A and S commute (docs/theory/weight-decay.md).

With the penalty (lambda/2) Tr W W^T the flow is dA/dt = 2 (SA + AS) - (S A^2 + 2 A S A + A^2 S) - 2 lambda A. Where A
and S commute, each pair of eigenvalues (a, l) moves on its own by a' = 4 l a (1 - a) - 2 lambda a: a logistic of
capacity 1 - lambda / (2 l).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy as sp

from theory.solutions.laws import Moments, infinite, over_samples, over_weights, samples, weights, wide
from theory.solutions.polynomials import Poly, mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, a0, alpha, decay, eta, nu, p, t

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


def narrow(ring: Any) -> Moments:
    """The k-th moment of A(0) to first order in eta: few columns of squared length alpha."""
    return lambda k: ring(alpha) ** k * ring(eta) if k else ring(1)


def expansion(of_weights: Moments, of_samples: Moments, order: int, *, linear: bool = False) -> Series:
    """The Taylor coefficients of every loss over p: means over the laws of a(0) and l; ``linear`` in a, if asked."""
    velocity = {A: without_squares(VELOCITY[A])} if linear else VELOCITY
    return {
        name: tuple(
            mean(mean(c, A, of_weights), L, of_samples).as_expr()
            for c in taylor(without_squares(f) if linear else f, velocity, order)
        )
        for name, f in LOSSES.items()
    }


def without_squares(f: Poly) -> Poly:
    """The terms up to first order in a."""
    return RING.from_dict({powers: c for powers, c in f.terms() if powers[0] <= 1})


def one_eigenvalue(start: sp.Expr) -> sp.Eq:
    """a(t) at l = 1, as a symbol."""
    return sp.Eq(sp.Symbol("a", nonnegative=True), eigenvalue(start, sp.Integer(1)).rhs)


def linear_losses(mean_of: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]) -> dict[str, sp.Expr]:
    """Below saturation a(t) = a0 e^{(4 l - 2 lambda) t}."""

    def grown(l: sp.Expr) -> sp.Expr:
        return sp.exp((4 * l - 2 * decay) * t)

    error = p / 2 - p * a0 * mean_of(lambda l: l * grown(l))
    return {
        "train": error + decay / 2 * p * a0 * mean_of(grown),
        "error": error,
        "population": p / 2 - p * a0 * mean_of(grown),
    }


def solved(name: str, losses: dict[str, sp.Expr], expansion: partial[Series], **more: Any) -> Solution:
    """A solution of this model, in closed form if nothing else is said."""
    common = {"kind": "closed form", "where": (), "domain": "all sizes, lambda > 0, t >= 0"}
    return Solution("tied-weight-decay", name, losses, source=SOURCE, expansion=expansion, **(common | more))


SOURCE = "docs/theory/weight-decay.md"
BEFORE_SATURATION = "lambda > 0, t >= 0 as long as a0 e^{(4 l - 2 lambda) t} << 1"
b = sp.Symbol("a", nonnegative=True)
SCALAR = {
    "train": p / 2 * (1 - b) ** 2 + decay / 2 * p * b,
    **dict.fromkeys(("error", "population"), p / 2 * (1 - b) ** 2),
}
COLUMN = p / 2 - H * (b - b**2 / 2)

SOLUTIONS = (
    solved(
        "large-data",
        losses(over_weights, sp.Integer(1)),
        partial(expansion, weights(RING), infinite(RING)),
        kind="quadrature",
        where=(eigenvalue(x, sp.Integer(1)),),
    ),
    solved(
        "mean-field",
        losses(over_samples, x),
        partial(expansion, wide(RING), samples(RING)),
        kind="quadrature",
        where=(eigenvalue(a0, x),),
        any_spectrum=True,
    ),
    solved(
        "large-data+mean-field",
        SCALAR,
        partial(expansion, wide(RING), infinite(RING)),
        where=(one_eigenvalue(a0),),
    ),
    solved(
        "large-data+narrow-latent",
        {"train": COLUMN + decay / 2 * H * b, "error": COLUMN, "population": COLUMN},
        partial(expansion, narrow(RING), infinite(RING)),
        where=(one_eigenvalue(alpha),),
    ),
    solved(
        "mean-field+narrow-latent",
        linear_losses(over_samples),
        partial(expansion, wide(RING), samples(RING), linear=True),
        kind="quadrature",
        domain=BEFORE_SATURATION,
        any_spectrum=True,
    ),
    solved(
        "large-data+mean-field+narrow-latent",
        linear_losses(lambda f: f(sp.Integer(1))),
        partial(expansion, wide(RING), infinite(RING), linear=True),
        domain=BEFORE_SATURATION,
    ),
)
