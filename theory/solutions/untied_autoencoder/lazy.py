r"""The untied autoencoder where V V^T = U^T U = a0 stay as they are: lazy faces (docs/theory/untied.md).

The residual R = I - V U obeys R' = -2 a0 R S, from I - V(0) U(0), of mean square 1 + p H sigma^4 = 1 + alpha^2 eta: the
first term is negligible where lazy meets free, the second where it meets mean-field.
"""

from collections.abc import Callable
from functools import partial
from math import factorial

import sympy as sp

from theory.solutions.laws import (
    Moments,
    infinite,
    over_infinite,
    over_samples,
    over_single,
    samples,
    single,
)
from theory.solutions.polynomials import Poly
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, a0, alpha, eta, nu, p, sigma2, t

RING, ALPHA, ETA, _ = sp.ring([alpha, eta, nu], sp.QQ)
START = {"mean-field": (RING(1), sp.Integer(1)), "free": (ALPHA**2 * ETA, p * H * sigma2**2)}
"""The mean square of R(0), in dimensionless numbers and in sizes, where lazy meets these facets; else it is the sum."""
DATA = {
    "large-data": (over_infinite, infinite(RING)),
    "small-data": (over_single, single(RING)),
    None: (over_samples, samples(RING)),
}
"""Means over the law of the eigenvalues of S and its moments where lazy meets these facets, and else."""


def losses(start: sp.Expr, over: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]) -> dict[str, sp.Expr]:
    """Exponential decay on each eigenvalue of S."""
    return {
        "train": p / 2 * start * over(lambda l: l * sp.exp(-4 * a0 * l * t)),
        "population": p / 2 * start * over(lambda l: sp.exp(-4 * a0 * l * t)),
    }


def expansion(start: Poly, moments: Moments, order: int) -> Series:
    """The Taylor coefficients of both losses over p."""

    def coefficient(s: int, weight: int) -> sp.Expr:
        decayed = (-4 * ALPHA * ETA) ** s * sp.QQ(1, 2 * factorial(s))
        return (start * decayed * moments(s + weight)).as_expr()

    return {
        name: tuple(coefficient(s, weight) for s in range(order + 1))
        for name, weight in (("train", 1), ("population", 0))
    }


def solved(name: str) -> Solution:
    """The lazy face of that name."""
    met = set(name.split("+"))
    starts = [START[facet] for facet in START if facet in met] or list(START.values())
    reduced, in_sizes = (sum(parts) for parts in zip(*starts, strict=True))
    data = next((facet for facet in ("large-data", "small-data") if facet in met), None)
    over, moments = DATA[data]
    return Solution(
        model="untied-autoencoder",
        name=name,
        losses=losses(in_sizes, over),
        kind="closed form" if data else "quadrature",
        where=(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, reduced, moments),
        any_spectrum=data is None,
    )


NAMES = (
    "lazy",
    "large-data+lazy",
    "small-data+lazy",
    "mean-field+lazy",
    "free+lazy",
    "large-data+mean-field+lazy",
    "large-data+free+lazy",
    "small-data+mean-field+lazy",
    "small-data+free+lazy",
)
SOLUTIONS = tuple(solved(name) for name in NAMES)
