r"""The laws of the covariance between inputs and targets: the identity, that of samples, and that of noisy samples.

Fixed noise is correlated with the samples by chance: C = S + (Z X^T + X Z^T) / (2 N). As p / N -> 0 with
p delta2 / N fixed it is the identity plus a semicircle of radius sqrt(2 delta2 nu).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.solutions.laws import Moments, infinite, samples
from theory.solutions.symbols import noise, nu

Mean = Callable[[Callable[[sp.Expr], sp.Expr]], sp.Expr]


@dataclass(frozen=True)
class Covariance:
    """A law of eigenvalues l: its moments as polynomials, and its mean of a function as a formula.

    ``any_spectrum`` tells whether the law may be that of any samples.
    """

    moments: Callable[[Any], Moments]
    expect: Mean
    any_spectrum: bool = False


def semicircle(f: Callable[[sp.Expr], sp.Expr], centre: int) -> sp.Expr:
    """The mean of f over a semicircle of radius sqrt(2 delta2 nu)."""
    x, radius = sp.Symbol("x", real=True), sp.sqrt(2 * noise * nu)
    density = 2 * sp.sqrt(radius**2 - (x - centre) ** 2) / (sp.pi * radius**2)
    return sp.Integral(f(x) * density, (x, centre - radius, centre + radius))


def semicircle_moments(ring: Any, centre: int) -> Moments:
    """The k-th moment of that law: sums of Catalan numbers times powers of the variance delta2 nu / 2."""
    variance = ring(noise) * ring(nu) * sp.QQ(1, 2)

    def moment(k: int) -> Any:
        even = range(0, k + 1, 2) if centre else [k] if k % 2 == 0 else []
        return sum((int(sp.binomial(k, j) * sp.catalan(j // 2)) * variance ** (j // 2) for j in even), ring(0))

    return moment


IDENTITY = Covariance(infinite, lambda f: f(sp.Integer(1)))
SAMPLES = Covariance(samples, MarchenkoPastur(nu).expect, any_spectrum=True)
NOISY = Covariance(lambda ring: semicircle_moments(ring, 1), lambda f: semicircle(f, 1))
NOISE = Covariance(lambda ring: semicircle_moments(ring, 0), lambda f: semicircle(f, 0))
