r"""The untied autoencoder where V V^T, U^T U and V U commute with S: mean-field and its edges (docs/theory/untied.md).

On the eigenvalue l of S the learned map V U is f(l), and V V^T = U^T U = m(l):

    f' = 2 l m (1 - f),   m' = 2 l f (1 - f),   f(0) = 0,   m(0) = a0,   m^2 - f^2 = a0^2 at all times,

so that g = f + m obeys the logistic equation g' = l (k^2 - (g - 1)^2), k^2 = 1 + a0^2.
"""

from collections.abc import Callable
from functools import partial

import sympy as sp

from theory.autoencoder.regimes.regime import Solution as Kind
from theory.solutions.laws import (
    Moments,
    infinite,
    over_infinite,
    over_samples,
    over_single,
    samples,
    single,
    wide,
)
from theory.solutions.polynomials import mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, eta, nu, p, t

RING, F, M, L, *_ = sp.ring([*sp.symbols("f m l"), alpha, eta, nu], sp.QQ)
VELOCITY = {F: 2 * L * M * (1 - F), M: 2 * L * F * (1 - F)}
POPULATION = sp.QQ(1, 2) * (1 - F) ** 2

x = sp.Symbol("x", nonnegative=True)
k = sp.Symbol("k", positive=True)
f = sp.Function("f", nonnegative=True)
"""f(x): the learned map V U at t on the eigenvalue x of S."""


def learned() -> tuple[sp.Eq, ...]:
    """f(x) and the rate k."""
    growth = sp.tanh(k * x * t)
    rest = k**2 * (1 - growth**2) / ((k - (1 - a0) * growth) * (k + (1 + a0) * growth))
    return sp.Eq(f(x), 1 - rest), sp.Eq(k, sp.sqrt(1 + a0**2))


def losses(mean_of: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]) -> dict[str, sp.Expr]:
    """The losses as means over the law of the eigenvalues of S."""
    return {
        "train": p / 2 * mean_of(lambda l: l * (1 - f(l)) ** 2),
        "population": p / 2 * mean_of(lambda l: (1 - f(l)) ** 2),
    }


def expansion(of_samples: Moments, order: int) -> Series:
    """The Taylor coefficients of both losses over p."""

    def averaged(term: sp.Expr) -> sp.Expr:
        at_start = mean(mean(term, F, lambda n: RING(n == 0)), M, wide(RING))
        return mean(at_start, L, of_samples).as_expr()

    return {
        name: tuple(averaged(c) for c in taylor(loss, VELOCITY, order))
        for name, loss in (("train", L * POPULATION), ("population", POPULATION))
    }


def solved(name: str, kind: Kind, over: Callable[..., sp.Expr], moments: Moments, any_spectrum: bool) -> Solution:
    """Mean-field, or its meeting with large-data or small-data."""
    return Solution(
        model="untied-autoencoder",
        name=name,
        losses=losses(over),
        kind=kind,
        where=learned(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, moments),
        any_spectrum=any_spectrum,
    )


SOLUTIONS = (
    solved("mean-field", "quadrature", over_samples, samples(RING), any_spectrum=True),
    solved("large-data+mean-field", "closed form", over_infinite, infinite(RING), any_spectrum=False),
    solved("small-data+mean-field", "closed form", over_single, single(RING), any_spectrum=False),
)
