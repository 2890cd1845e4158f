r"""Faces on which A and the covariance commute: pairs of eigenvalues (a, l) move on their own.

Derived in docs/theory/noisy-inputs.md. With the terms that lead, a' = 4 k a - 4 b a^2 for k = l or 0 and b a sum of l and delta2: a logistic of capacity k / b,
or a / (1 + 4 b a t).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sympy as sp

from theory.solutions.denoising.spectra import IDENTITY, Covariance
from theory.solutions.denoising.terms import RING, A, L, Terms
from theory.solutions.laws import Moments, narrow, over_weights, weights, wide
from theory.solutions.polynomials import mean, taylor
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
    expect: Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]


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
    shares = {"train": terms.train, "population": terms.population}

    def share(name: str, a_t: sp.Expr, l: sp.Expr) -> sp.Expr:
        return shares[name].as_expr().subs({A.as_expr(): a_t, L.as_expr(): l})

    if covariance is not IDENTITY:
        found = {n: p * covariance.expect(lambda y, n=n: share(n, a(y), y)) for n in shares}
        return found, (sp.Eq(a(x), eigenvalue(terms, a0, x)),)
    if law is WISHART:
        one = sp.Integer(1)
        found = {n: p * law.expect(lambda y, n=n: share(n, a(y), one)) for n in shares}
        return found, (sp.Eq(a(x), eigenvalue(terms, x, one)),)
    one = sp.Integer(1)
    return {n: p * law.expect(lambda y, n=n: share(n, eigenvalue(terms, y, one), one)) for n in shares}, ()


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
