r"""Growth below saturation in the covariance of samples with fixed noise (docs/theory/noisy-inputs.md).

C = (X Y^T + Y X^T) / (2 N) is a sum over samples of G b G^T / N with two independent Gaussian columns G of unit
variance and the form b = [[1, delta/2], [delta/2, 0]]. In the planar limit the two eigenvalues of b add free
Marchenko-Pastur laws: with nu = p/N the R-transform of C is, and its Stieltjes transform g obeys,

    R(g) = (1 + nu delta2 g / 2) / (1 - nu g - (nu delta g / 2)^2),    z = 1 / g + R(g).

By Cauchy's formula the mean of an entire f is that of f(z) (1 - g^2 R'(g)) over a circle of g inside of all critical
points of z: neither a density nor edges are needed.
"""

from dataclasses import dataclass
from typing import Any

import sympy as sp

from theory.solutions.denoising import commuting
from theory.solutions.denoising.commuting import SOURCE, WIDE
from theory.solutions.denoising.series import product
from theory.solutions.denoising.spectra import Covariance
from theory.solutions.denoising.terms import LINEAR
from theory.solutions.laws import Moments
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, noise, nu, p, t

g = sp.Symbol("g")
angle, radius = sp.Symbol("phi", real=True), sp.Symbol("rho", positive=True)
z, weight = sp.Function("z"), sp.Function("w")


def transform(g: sp.Expr) -> sp.Expr:
    """The R-transform of C."""
    return (1 + nu * noise * g / 2) / (1 - nu * g - nu**2 * noise * g**2 / 4)


def power_sums(ring: Any, order: int) -> list[Any]:
    """The sums over the eigenvalues of b of their n-th powers, n = 0 .. order: tr b = 1, det b = -delta2 / 4."""
    found = [ring(2), ring(1)]
    while len(found) <= order:
        found.append(found[-1] + found[-2] * ring(noise) * sp.QQ(1, 4))
    return found


def moments(ring: Any) -> Moments:
    """The k-th moment of C: the coefficient of g^k in (1 + g R(g))^(k + 1) over k + 1, R of the free cumulants
    nu^(n - 1) tr b^n.
    """

    def moment(k: int) -> Any:
        cumulants = [ring(nu) ** (n - 1) * x if n else ring(1) for n, x in enumerate(power_sums(ring, k)[: k + 1])]
        power = cumulants
        for _ in range(k):
            power = product(power, cumulants)
        return power[k] * sp.QQ(1, k + 1)

    return moment


def across(f: sp.Expr) -> sp.Expr:
    """The mean over the half circle."""
    return sp.Integral(sp.re(f, evaluate=False), (angle, 0, sp.pi)) / sp.pi


def circle() -> tuple[sp.Eq, ...]:
    """The radius, z and the weight at an angle.

    Critical points of z are where g^2 R'(g) = 1. The sum of nu (b g)^2 / (1 - nu b g)^2 over both eigenvalues b, which
    that is, is at most nu tr b^2 g^2 / (1 - nu b g)^2 with the larger b and |g| for g: at the radius this reaches 1.
    """
    at = radius * sp.exp(sp.I * angle)
    return (
        sp.Eq(radius, 1 / (nu * (1 + sp.sqrt(1 + noise)) / 2 + sp.sqrt(nu * (1 + noise / 2)))),
        sp.Eq(z(angle), 1 / at + transform(at)),
        sp.Eq(weight(angle), 1 - at**2 * transform(g).diff(g).subs(g, at)),
    )


COVARIANCE = Covariance(moments, lambda f: across(weight(angle) * f(z(angle))))


@dataclass(frozen=True)
class Growing:
    """The face of fixed noise on which A = a0 e^{4 C t}."""

    name: str

    def series(self, order: int) -> Series:
        """The Taylor coefficients of both losses over p."""
        return commuting.expansion(LINEAR, WIDE, COVARIANCE, order)

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        grown = COVARIANCE.expect(lambda l: sp.exp(4 * l * t))
        learned = COVARIANCE.expect(lambda l: l * sp.exp(4 * l * t))
        return Solution(
            model=model,
            name=self.name,
            losses={"train": p / 2 - p * a0 * learned, "population": p / 2 - p * a0 * grown},
            kind="quadrature",
            where=circle(),
            domain="delta2 > 0, t >= 0 as long as a0 e^{4 l t} << 1",
            source=SOURCE,
            expansion=self.series,
        )
