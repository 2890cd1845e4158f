r"""Small-data faces: p / N -> inf, samples decouple, and one with its noisy version describes all.

Derived in docs/theory/noisy-inputs.md. In the time tau = t p / N and the span E = (e, f) of
`theory.solutions.denoising.pair_terms`, M = 2 C - (D A + A D) and A' = M A + A M. The resolvent
F(z) = E^T (z - A)^{-1} E, a 2 x 2 matrix, obeys a matrix Riccati equation for each z. Where A starts as a0 times the
identity all of it in the span obeys an equation of its own; of a few columns, A is an exponential.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sympy as sp

from theory.autoencoder.regimes.regime import Solution as Kind
from theory.solutions.denoising.commuting import SOURCE
from theory.solutions.denoising.pair_series import RING, ROOT, expansion, started
from theory.solutions.denoising.pair_terms import PairTerms
from theory.solutions.laws import Moments, narrow, over_weights, weights, wide
from theory.solutions.solution import Solution
from theory.solutions.symbols import N, a0, alpha, noise, p, t, tau

Equations = tuple[sp.Basic, ...]
z = sp.Symbol("z")
F = sp.Function("F", commutative=False)
C, P, R, M = sp.symbols("C P R M", commutative=False)
moved = sp.Function("Delta")(tau)
UP = sp.Matrix([[1, 0], [0, 0]])


def element(k: int, place: str) -> sp.Expr:
    """An element of E^T A^k E, with ``place`` e, f: two letters."""
    return sp.Function(f"{place}_{k}")(tau)


def moment(k: int) -> sp.Matrix:
    """E^T A^k E."""
    ee, ef, ff = (element(k, place) for place in ("ee", "ef", "ff"))
    return sp.Matrix([[ee, ef], [ef, ff]])


def losses(terms: PairTerms, of_weights: Moments) -> dict[str, sp.Expr]:
    """Both losses: the train loss of one sample, the population loss by what all samples change."""
    learned, passed = sp.trace(terms.covariance * moment(1)), terms.power * element(2, "ee")
    one_sample = sp.Rational(1, 2) * terms.target - learned + passed / 2
    train, population = (
        sum(f.as_expr() * t**n for n, f in enumerate(powers)).subs(ROOT.as_expr() ** 2, noise)
        for powers in started(terms, of_weights)
    )
    return {"train": p * (one_sample + train), "population": p * population + N * moved}


def change(terms: PairTerms) -> sp.Eq:
    """What one sample changes the population loss by: Delta starts at 0."""
    spread = sp.trace(terms.covariance * moment(2)) - terms.power * element(3, "ee")
    learned = sp.trace(terms.covariance * moment(1)) - terms.power * element(2, "ee")
    return sp.Eq(moved.diff(tau), 4 * (terms.weight * spread - terms.deviation * learned))


def resolvent(terms: PairTerms) -> Equations:
    """The Riccati equation of F; R is its coefficient of z^-2, and A^k in the span that of z^-(k+1)."""
    f, d = F(z, tau), terms.power
    inner = 2 * f * C * f - d * ((z * f - 1) * P * f + f * P * (z * f - 1))
    outer = 2 * f * C + 2 * C * f - d * ((z * f - 1) * P + P * (z * f - 1) + f * P * R + R * P * f)
    return (
        sp.Eq(f.diff(tau), 2 * z * inner - outer, evaluate=False),
        sp.Eq(F(z, 0), over_weights(lambda y: 1 / (z - y)), evaluate=False),
        *definitions(terms),
    )


def definitions(terms: PairTerms) -> Equations:
    """C and the projector on e."""
    return (sp.Eq(C, terms.covariance, evaluate=False), sp.Eq(P, UP, evaluate=False))


def elements(terms: PairTerms) -> Equations:
    """Where A starts as a0 times the identity: the flow of its elements in the span, and its powers."""
    q = moment(1)
    m = 2 * terms.covariance - terms.power * (UP * q + q * UP)
    flow = (m * q + q * m).applyfunc(sp.expand)
    places = {"ee": (0, 0), "ef": (0, 1), "ff": (1, 1)}
    return (
        *(sp.Eq(element(1, name).diff(tau), flow[at]) for name, at in places.items()),
        *(sp.Eq(element(1, name).subs(tau, 0), a0 * int(name != "ef")) for name in places),
        *(sp.Eq(element(k, n), (q**k)[at]) for k in (2, 3) for n, at in places.items() if k == 2 or n == "ee"),
    )


def exponential(terms: PairTerms) -> Equations:
    """Of a few columns: A = a0 e^{2 B tau}, B = 2 C - alpha D, and A^k = alpha^(k-1) A."""
    b = 2 * terms.covariance - alpha * terms.power * UP
    centre = b[0, 0] / 2
    rate = sp.sqrt(centre**2 + b[0, 1] ** 2)
    even, odd = sp.cosh(2 * rate * tau), sp.sinh(2 * rate * tau) / rate
    found = {"ee": even + centre * odd, "ef": b[0, 1] * odd, "ff": even - centre * odd}
    return (
        *(sp.Eq(element(1, name), a0 * sp.exp(2 * centre * tau) * e) for name, e in found.items()),
        *(sp.Eq(element(k, n), alpha ** (k - 1) * element(1, n)) for k in (2, 3) for n in found if k == 2 or n == "ee"),
    )


@dataclass(frozen=True)
class Start:
    """A law of A(0): its moments, the equations of the elements of A's powers, and how they are solved."""

    moments: Callable[[object], Moments]
    equations: Callable[[PairTerms], Equations]
    kind: Kind


CHAINS = Start(weights, resolvent, "ode")
PLANE = Start(wide, elements, "ode")
FEW = Start(narrow, exponential, "closed form")


@dataclass(frozen=True)
class Pair:
    """A small-data face."""

    name: str
    terms: PairTerms
    law: Start

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        return Solution(
            model=model,
            name=self.name,
            losses=losses(self.terms, self.law.moments(RING)),
            kind=self.law.kind,
            where=(sp.Eq(tau, t * p / N, evaluate=False), *self.law.equations(self.terms), change(self.terms)),
            domain="all sizes, delta2 > 0, t >= 0",
            source=SOURCE,
            expansion=partial(expansion, self.terms, self.law.moments),
        )
