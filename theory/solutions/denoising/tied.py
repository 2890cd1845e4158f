r"""Faces that are those of the tied autoencoder in another time: without target, and weak noise
(docs/theory/noisy-inputs.md).

Without target dA/dt = -(A^2 D + 2 A D A + D A^2) knows D alone. With fixed noise D = Y Y^T / N is k times a covariance
of Gaussian samples, k = 1 + delta2: A follows the tied autoencoder at the time k t, and both losses are k times its
losses. Weak noise is the tied autoencoder itself, k = 1, at finite ratios its planar limit.
"""

from dataclasses import dataclass

import sympy as sp

from theory.autoencoder.regimes import REGIMES
from theory.solutions.denoising.commuting import SOURCE
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import noise, t
from theory.solutions.tied_weight_decay.weak_decay import INTERIOR, planar

theta = sp.Symbol("theta", nonnegative=True)
E, P = sp.Function("E"), sp.Function("P")


@dataclass(frozen=True)
class Tied:
    """The face ``regime`` of the tied autoencoder, one without target, where D has the ``power`` of S."""

    name: str
    regime: str
    power: sp.Expr = sp.S.One

    def series(self, order: int) -> Series:
        """The Taylor coefficients of both losses over p: k^(n + 1) times those of the tied autoencoder."""
        known = REGIMES[self.regime].series(order)
        return {
            name: tuple(sp.expand(c * self.power ** (n + 1)) for n, c in enumerate(getattr(known, name)))
            for name in ("train", "population")
        }

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        known = REGIMES[self.regime]
        tied = sp.Eq(E(theta), known.train.subs(t, theta)), sp.Eq(P(theta), known.population.subs(t, theta))
        return Solution(
            model=model,
            name=self.name,
            losses={"train": self.power * E(theta), "population": self.power * P(theta)},
            kind=known.solution,
            where=(sp.Eq(theta, self.power * t), *tied, *(each.subs(t, theta) for each in known.where)),
            domain="all sizes, delta2 > 0, t >= 0",
            source=SOURCE,
            expansion=self.series,
        )


@dataclass(frozen=True)
class Weak:
    """Weak noise alone: the planar limit of the tied autoencoder."""

    name: str

    def series(self, order: int) -> Series:
        """The planar part of its expansion."""
        known = planar(order)
        return {name: known[name] for name in ("train", "population")}

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        return Solution(
            model=model,
            name=self.name,
            losses={name: INTERIOR.losses[name] for name in ("train", "population")},
            kind=INTERIOR.kind,
            where=INTERIOR.where,
            domain=INTERIOR.domain,
            source=SOURCE,
            expansion=self.series,
        )


NOISY_POWER = 1 + noise
"""The mean square of the entries of Y over that of X."""
