r"""The untied autoencoder with weight decay from a tiny start, until it is felt: mean-field meets narrow-latent."""

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy as sp

from theory.solutions.laws import Moments
from theory.solutions.polynomials import mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, decay, eta, nu, p, t
from theory.solutions.untied_autoencoder.linear import FACES, Mean

RING, A, C, L, ALPHA, ETA, _, DECAY = sp.ring([*sp.symbols("a c l"), alpha, eta, nu, decay], sp.QQ)
VELOCITY = {A: 2 * L * C - 2 * DECAY * A, C: 2 * L * A - 2 * DECAY * C}
ADDED = {"train": DECAY * A - L * C, "error": -L * C, "population": -C}
"""What a column adds to each loss, by the means a of v^2 and c of u v."""


def losses(over: Mean) -> dict[str, sp.Expr]:
    """The losses are linear in u^T v, the penalty in |v|^2."""

    def grown(f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
        return H * alpha * sp.exp(-2 * decay * t) * over(f)

    error = p / 2 - grown(lambda l: l * sp.sinh(2 * l * t))
    return {
        "train": error + decay * grown(lambda l: sp.cosh(2 * l * t)),
        "error": error,
        "population": p / 2 - grown(lambda l: sp.sinh(2 * l * t)),
    }


def expansion(moments: Callable[[Any], Moments], order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    start = [(A, ALPHA), (C, RING(0))]

    def coefficients(added: Any) -> tuple[sp.Expr, ...]:
        averaged = [ETA * mean(c.compose(start), L, moments(RING)) for c in taylor(added, VELOCITY, order)]
        return sp.Rational(1, 2) + averaged[0].as_expr(), *(c.as_expr() for c in averaged[1:])

    return {name: coefficients(added) for name, added in ADDED.items()}


SOLUTIONS = tuple(
    Solution(
        model="untied-weight-decay",
        name=name,
        losses=losses(over),
        kind="closed form" if name.startswith("large-data") else "quadrature",
        where=(),
        domain="all sizes, lambda > 0, t >= 0 until H sigma^2 e^{2 (l - lambda) t} is felt",
        source="docs/theory/untied.md",
        expansion=partial(expansion, moments),
        any_spectrum=not name.startswith("large-data"),
    )
    for name, (over, moments) in FACES.items()
    if not name.startswith("small-data")
)
