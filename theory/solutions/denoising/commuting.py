r"""Faces on which A and the covariance commute: pairs of eigenvalues (a, l) move on their own.

Derived in docs/theory/noisy-inputs.md. With the terms that lead, a' = 4 k a - 4 b a^2 for k = l or 0 and b a sum of l
and delta2: a logistic of capacity k / b, or a / (1 + 4 b a t).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sympy as sp

from theory.solutions.denoising.spectra import IDENTITY, Covariance, Mean
from theory.solutions.denoising.terms import RING, A, L, Terms
from theory.solutions.laws import Moments, narrow, over_weights, weights, wide
from theory.solutions.polynomials import Poly, mean, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, eta, noise, p, t

SOURCE = "docs/theory/noisy-inputs.md"
x = sp.Symbol("x", real=True)
a = sp.Function("a", nonnegative=True)
"""a(x): the eigenvalue of A at t, as a function of that of A at the start or of that of the covariance."""


@dataclass(frozen=True)
class Weights:
    """A law of A(0): its moments, and its mean of a function as a formula."""

    moments: Callable[[object], Moments]
    expect: Mean


WISHART = Weights(weights, over_weights)
WIDE = Weights(wide, lambda f: f(a0))
NARROW = Weights(narrow, lambda f: f(sp.Integer(0)) + eta * (f(alpha) - f(sp.Integer(0))))


def eigenvalue(terms: Terms, start: sp.Expr, l: sp.Expr) -> sp.Expr:
    """a(t) from a(0) = start on the eigenvalue l."""
    brake = l * terms.reconstruction + noise * terms.noise
    if not terms.target:
        return start / (1 + 4 * brake * start * t)
    grown = sp.exp(4 * l * t)
    return start * grown / (1 + brake * start * (grown - 1) / l)


def losses(terms: Terms, law: Weights, covariance: Covariance) -> tuple[dict[str, sp.Expr], tuple[sp.Basic, ...]]:
    """Both losses, and the equation of a(x) if they are integrals over x."""
    one = sp.Integer(1)
    if covariance is not IDENTITY:
        return means(terms, covariance.expect, lambda y: (a(y), y)), (sp.Eq(a(x), eigenvalue(terms, a0, x)),)
    if law is WISHART:
        return means(terms, law.expect, lambda y: (a(y), one)), (sp.Eq(a(x), eigenvalue(terms, x, one)),)
    return means(terms, law.expect, lambda y: (eigenvalue(terms, y, one), one)), ()


def means(terms: Terms, expect: Mean, pair: Callable[[sp.Expr], tuple[sp.Expr, sp.Expr]]) -> dict[str, sp.Expr]:
    """Both losses as means over a law of the shares of pairs (a, l)."""

    def mean_of(share: Poly) -> sp.Expr:
        return p * expect(lambda y: share.as_expr().subs(dict(zip((A.as_expr(), L.as_expr()), pair(y), strict=True))))

    return {"train": mean_of(terms.train), "population": mean_of(terms.population)}


def expansion(terms: Terms, law: Weights, covariance: Covariance, order: int) -> Series:
    """The Taylor coefficients of both losses over p: means over the laws of a(0) and l, which are independent."""
    of_weights, of_covariance = law.moments(RING), covariance.moments(RING)
    velocity = {A: terms.velocity}
    return {
        name: tuple(mean(mean(c, A, of_weights), L, of_covariance).as_expr() for c in taylor(f, velocity, order))
        for name, f in (("train", terms.train), ("population", terms.population))
    }


@dataclass(frozen=True)
class Commuting:
    """A face on which A and the covariance commute."""

    name: str
    terms: Terms
    weights: Weights
    covariance: Covariance = IDENTITY

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        formulas, where = losses(self.terms, self.weights, self.covariance)
        return Solution(
            model=model,
            name=self.name,
            losses=formulas,
            kind="quadrature" if where else "closed form",
            where=where,
            domain="all sizes, delta2 > 0, t >= 0",
            source=SOURCE,
            expansion=partial(expansion, self.terms, self.weights, self.covariance),
            any_spectrum=self.covariance.any_spectrum,
        )
