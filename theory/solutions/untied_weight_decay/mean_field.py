r"""The untied autoencoder with weight decay where its matrices commute with S: mean-field (docs/theory/untied.md).

On the eigenvalue l of S f' = 2 l m (1 - f) - 2 lambda f and m' = 2 l f (1 - f) - 2 lambda m, so that m^2 - f^2 =
a0^2 e^{-4 lambda t}: with f = a0 e^{-2 lambda t} sinh u and m = a0 e^{-2 lambda t} cosh u one equation is left,

    u' = 2 l (1 - f),   u(0) = 0.
"""

from collections.abc import Callable
from functools import partial

import sympy as sp

from theory.solutions.laws import Moments, infinite, over_infinite, over_samples, samples, wide
from theory.solutions.polynomials import mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p, t

RING, F, M, L, *_, DECAY = sp.ring([*sp.symbols("f m l"), alpha, eta, nu, decay], sp.QQ)
VELOCITY = {F: 2 * L * M * (1 - F) - 2 * DECAY * F, M: 2 * L * F * (1 - F) - 2 * DECAY * M}
POPULATION = sp.QQ(1, 2) * (1 - F) ** 2
OBSERVED = {"train": L * POPULATION + DECAY * M, "error": L * POPULATION, "population": POPULATION}

x = sp.Symbol("x", nonnegative=True)
u = sp.Function("u", nonnegative=True)
"""u(x, t) on the eigenvalue x of S."""


def learned(l: sp.Expr) -> sp.Expr:
    """f."""
    return a0 * sp.exp(-2 * decay * t) * sp.sinh(u(l, t))


def kernel(l: sp.Expr) -> sp.Expr:
    """m."""
    return a0 * sp.exp(-2 * decay * t) * sp.cosh(u(l, t))


def system() -> tuple[sp.Eq, ...]:
    """The equation of u and its start."""
    return sp.Eq(u(x, t).diff(t), 2 * x * (1 - learned(x))), sp.Eq(u(x, 0), 0)


def survivor(l: sp.Expr) -> sp.Expr:
    """f at t = infinity: a mode with l <= lambda dies, a larger one is learned up to 1 - lambda / l."""
    return sp.Max(0, 1 - decay / l)


def losses(mean_of: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]) -> dict[str, sp.Expr]:
    """The losses as means over the law of the eigenvalues of S."""
    error = p / 2 * mean_of(lambda l: l * (1 - learned(l)) ** 2)
    return {
        "train": error + p * decay * mean_of(kernel),
        "error": error,
        "population": p / 2 * mean_of(lambda l: (1 - learned(l)) ** 2),
    }


def expansion(of_samples: Moments, order: int) -> Series:
    """The Taylor coefficients of every loss over p."""

    def averaged(term: sp.Expr) -> sp.Expr:
        at_start = mean(mean(term, F, lambda n: RING(n == 0)), M, wide(RING))
        return mean(at_start, L, of_samples).as_expr()

    return {name: tuple(averaged(c) for c in taylor(loss, VELOCITY, order)) for name, loss in OBSERVED.items()}


def solved(name: str, over: Callable[..., sp.Expr], moments: Moments, any_spectrum: bool) -> Solution:
    """Mean-field, or its meeting with large-data."""
    return Solution(
        model="untied-weight-decay",
        name=name,
        losses=losses(over),
        kind="ode",
        where=system(),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, moments),
        any_spectrum=any_spectrum,
    )


SOLUTIONS = (
    solved("mean-field", over_samples, samples(RING), any_spectrum=True),
    solved("large-data+mean-field", over_infinite, infinite(RING), any_spectrum=False),
)
