"""Spectral laws as sympy objects: the mean of a function of an eigenvalue."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import sympy as sp

Function = Callable[[sp.Expr], sp.Expr]


def narayana(n: int, k: int) -> int:
    """Non-crossing partitions of n elements into k blocks, 1 <= k <= n."""
    return comb(n, k) * comb(n, k - 1) // n


@dataclass(frozen=True)
class MarchenkoPastur:
    """``scale`` times the Marchenko-Pastur law of ratio ``ratio`` (= p/N for S = X X^T / N): unit mean before scaling.

    Density sqrt((l+ - x)(x - l-)) / (2 pi ratio x) between l+- = (1 +- sqrt(ratio))^2; atom max(0, 1 - 1/ratio) at 0.
    """

    ratio: sp.Expr
    scale: sp.Expr = sp.S.One

    @property
    def edges(self) -> tuple[sp.Expr, sp.Expr]:
        """The support's ends, before scaling."""
        return (1 - sp.sqrt(self.ratio)) ** 2, (1 + sp.sqrt(self.ratio)) ** 2

    @property
    def atom(self) -> sp.Expr:
        """The mass at zero."""
        return sp.Max(0, 1 - 1 / sp.sympify(self.ratio))

    def density(self, x: sp.Expr) -> sp.Expr:
        """Density of the continuous part at x, before scaling."""
        lower, upper = self.edges
        return sp.sqrt((upper - x) * (x - lower)) / (2 * sp.pi * self.ratio * x)

    def expect(self, f: Function) -> sp.Expr:
        """The mean of f(scale x), as an unevaluated integral plus the atom's share."""
        x = sp.Symbol("x", positive=True)
        lower, upper = self.edges
        return sp.Integral(f(self.scale * x) * self.density(x), (x, lower, upper)) + self.atom * f(sp.Integer(0))

    def moment(self, order: int) -> sp.Expr:
        """The mean of (scale x)^order: Narayana numbers times powers of the ratio, exactly."""
        if order == 0:
            return sp.Integer(1)
        return self.scale**order * sum(narayana(order, k + 1) * self.ratio**k for k in range(order))


@dataclass(frozen=True)
class FiniteSpectrum:
    """Equal weights on given eigenvalues: the law of one covariance matrix."""

    eigenvalues: tuple[sp.Expr, ...]

    def expect(self, f: Function) -> sp.Expr:
        """The average of f over the eigenvalues."""
        return sum((f(sp.sympify(l)) for l in self.eigenvalues), sp.Integer(0)) / len(self.eigenvalues)

    def moment(self, order: int) -> sp.Expr:
        """The average of the eigenvalues' powers."""
        return self.expect(lambda l: l**order)
