r"""The untied autoencoder from a tiny start, until it is felt: mean-field meets narrow-latent (docs/theory/untied.md).

The flow is linear, v' = S u and u' = S v for each column: on the eigenvalue l of S |v|^2 grows like alpha cosh 2 l t
and u^T v like alpha sinh 2 l t.
"""

from collections.abc import Callable
from functools import partial
from math import factorial
from typing import Any

import sympy as sp

from theory.solutions.laws import Moments, infinite, over_infinite, over_samples, over_single, samples, single
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, eta, nu, p, t

RING, ALPHA, ETA, _ = sp.ring([alpha, eta, nu], sp.QQ)
Mean = Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]
FACES: dict[str, tuple[Mean, Callable[[Any], Moments]]] = {
    "mean-field+narrow-latent": (over_samples, samples),
    "large-data+mean-field+narrow-latent": (over_infinite, infinite),
    "small-data+mean-field+narrow-latent": (over_single, single),
}
"""With the mean over the law of the eigenvalues of S, and its moments."""


def losses(over: Mean) -> dict[str, sp.Expr]:
    """The losses are linear in u^T v."""
    return {
        "train": p / 2 - H * alpha * over(lambda l: l * sp.sinh(2 * l * t)),
        "population": p / 2 - H * alpha * over(lambda l: sp.sinh(2 * l * t)),
    }


def expansion(moments: Moments, order: int) -> Series:
    """The Taylor coefficients of both losses over p: those of odd orders."""

    def coefficient(s: int, weight: int) -> sp.Expr:
        if s % 2 == 0:
            return sp.Rational(s == 0, 2)
        return (-ALPHA * ETA * 2**s * moments(s + weight) * sp.QQ(1, factorial(s))).as_expr()

    return {
        name: tuple(coefficient(s, weight) for s in range(order + 1))
        for name, weight in (("train", 1), ("population", 0))
    }


SOLUTIONS = tuple(
    Solution(
        model="untied-autoencoder",
        name=name,
        losses=losses(over),
        kind="quadrature" if over is over_samples else "closed form",
        where=(),
        domain="all sizes, t >= 0 until H sigma^2 e^{2 l t} is felt",
        source="docs/theory/untied.md",
        expansion=partial(expansion, moments(RING)),
        any_spectrum=over is over_samples,
    )
    for name, (over, moments) in FACES.items()
)
