r"""Faces on which noise is so strong that A stays small: a matrix Riccati equation (docs/theory/noisy-inputs.md).

Of order 1 / delta2, A passes on noise but reconstructs too little to matter: dA/dt = 2 (C A + A C) - 4 delta2 A^2 with

    A(t) = e^{2Ct} (A(0)^{-1} + delta2 (e^{4Ct} - 1) / C)^{-1} e^{2Ct}.

For a Gaussian W this has the deterministic equivalent a(l) = h e^{4lt} / (1 + h b(l)), b(l) = delta2 (e^{4lt} - 1) / l,
with one number h(t): h (1 + alpha <b / (1 + h b)>) = a0. The mean of A^2 follows from A' = 4 C A - 4 delta2 A^2.
"""

from dataclasses import dataclass
from functools import partial
from math import factorial

import sympy as sp

from theory.solutions.denoising.commuting import SOURCE
from theory.solutions.denoising.series import Powers, product, quotient
from theory.solutions.denoising.spectra import Covariance
from theory.solutions.denoising.terms import NOISE, RING, L
from theory.solutions.polynomials import mean
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, eta, noise, p, t

x = sp.Symbol("x", real=True)
h = sp.Symbol("h", positive=True)
b = sp.Function("b", nonnegative=True)
spread, passed = sp.symbols("J V", positive=True)
"""J: the mean of e^{4lt} / (1 + h b)^2; V: delta2 times the mean eigenvalue of A^2."""


def eigenvalue(l: sp.Expr) -> sp.Expr:
    """The deterministic equivalent of A on the eigenvalue l of C."""
    return h * sp.exp(4 * l * t) / (1 + h * b(l))


def equations(covariance: Covariance) -> tuple[sp.Eq, ...]:
    """What defines b, h, J and V."""
    of = covariance.expect
    rest = 1 + alpha * of(lambda l: b(l) / (1 + h * b(l)) ** 2)
    return (
        sp.Eq(b(x), noise * (sp.exp(4 * x * t) - 1) / x),
        sp.Eq(h * (1 + alpha * of(lambda l: b(l) / (1 + h * b(l)))), a0),
        sp.Eq(spread, of(lambda l: sp.exp(4 * l * t) / (1 + h * b(l)) ** 2)),
        sp.Eq(passed, noise * of(lambda l: eigenvalue(l) ** 2) + alpha * noise * h * spread**2 / rest),
    )


def expansion(covariance: Covariance, deviation: int, order: int) -> Series:
    """The Taylor coefficients of both losses over p.

    With <.> the means of the deterministic equivalent a, V = <l a> - <a>' / 4, the train loss is
    1/2 - <l a> + V / 2, the population loss 1/2 - <a> + V / 2 (without <a> where there is no ``deviation``).
    """
    moments = covariance.moments(RING)
    a = equivalent(covariance, order + 1)
    plain, tilted = ([mean(f * c, L, moments) for c in a] for f in (RING(1), L))
    passed = [x - y * sp.QQ(n + 1, 4) for n, (x, y) in enumerate(zip(tilted, plain[1:], strict=False))]
    start = [sp.QQ(1, 2), *[0] * order]
    train = [c - x + y * sp.QQ(1, 2) for c, x, y in zip(start, tilted, passed, strict=False)]
    population = [c - deviation * x + y * sp.QQ(1, 2) for c, x, y in zip(start, plain, passed, strict=False)]
    return {name: tuple(c.as_expr() for c in f) for name, f in (("train", train), ("population", population))}


def equivalent(covariance: Covariance, order: int) -> Powers:
    """a(l) up to t^order: each round of h = a0 - alpha h <b / (1 + h b)> is right to one order more."""
    grown = [(4 * L) ** n * sp.QQ(1, factorial(n)) for n in range(order + 1)]
    b = [RING(0), *(4 * NOISE * c * sp.QQ(1, n + 1) for n, c in enumerate(grown[:-1]))]
    start, moments = RING(alpha) * RING(eta), covariance.moments(RING)
    h = [start, *[RING(0)] * order]
    for _ in range(order):
        pressed = [mean(c, L, moments) for c in quotient(b, product(h, b))]
        h = [start * (n == 0) - RING(alpha) * c for n, c in enumerate(product(h, pressed))]
    return quotient(product(h, grown), product(h, b))


@dataclass(frozen=True)
class Riccati:
    """A face of strong noise; ``deviation`` is 0 where the target's share of the population loss is negligible."""

    name: str
    covariance: Covariance
    deviation: int = 1

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        mean_of = self.covariance.expect
        learned = mean_of(eigenvalue) if self.deviation else sp.Integer(0)
        return Solution(
            model=model,
            name=self.name,
            losses={
                "train": p * (sp.Rational(1, 2) - mean_of(lambda l: l * eigenvalue(l)) + passed / 2),
                "population": p * (sp.Rational(1, 2) - learned + passed / 2),
            },
            kind="quadrature",
            where=equations(self.covariance),
            domain="all sizes, delta2 > 0, t >= 0",
            source=SOURCE,
            expansion=partial(expansion, self.covariance, self.deviation),
            any_spectrum=self.covariance.any_spectrum,
        )
