r"""Faces on which A and S commute: every pair of eigenvalues (a, l) of A and S moves on its own.

a' = 4 l v(a), so the s-th derivative of f(a) is (4 l)^s D^s f with D = v d/da, a polynomial in a; its mean needs the
moments <a^k l^j> only, which factorize at t = 0.

>>> commuting_series(LINEAR, Weights.MEAN_FIELD, Samples.LARGE_DATA, 2).train  # 1/2 - a0 e^{4t}
(-alpha*eta + 1/2, -4*alpha*eta, -8*alpha*eta)
"""

from dataclasses import dataclass
from enum import Enum

import sympy as sp

from theory.autoencoder.taylor.ring import (
    ALPHA,
    ETA,
    HALF,
    NU,
    RING,
    Poly,
    Series,
    sample_moment,
    series,
    weight_moment,
)


@dataclass(frozen=True)
class Eigenvalue:
    """Velocity v(a) and residual loss f(a) of an eigenvalue a, polynomials {power: coefficient}; a' = 4 l v(a)."""

    velocity: dict[int, int]
    loss: dict[int, sp.Rational]

    def coefficients(self, order: int) -> list[dict[int, sp.Rational]]:
        """4^s D^s f / s! for s = 0 .. order."""
        f, out = dict(self.loss), []
        for s in range(order + 1):
            out.append(f)
            moved: dict[int, sp.Rational] = {}
            for k, c in f.items():
                for j, v in self.velocity.items() if k else ():
                    moved[k + j - 1] = moved.get(k + j - 1, 0) + sp.QQ(4 * k * v, s + 1) * c
            f = moved
        return out


LOGISTIC = Eigenvalue({1: 1, 2: -1}, {0: HALF, 1: sp.QQ(-1), 2: HALF})
FREE = Eigenvalue({2: -1}, {2: HALF})
LINEAR = Eigenvalue({1: 1}, {0: HALF, 1: sp.QQ(-1)})


class Weights(Enum):
    """The law of A(0), or its leading moments where eta is extreme."""

    ANY = "alpha eta MP(1/eta)"
    MEAN_FIELD = "a0"
    NARROW_LATENT = "moments linear in eta"

    def moment(self, k: int) -> Poly:
        """<a^k>."""
        if self is Weights.ANY or k == 0:
            return weight_moment(k)
        return ALPHA**k * (ETA**k if self is Weights.MEAN_FIELD else ETA)


class Samples(Enum):
    """The law of S, or its leading moments where nu is extreme."""

    ANY = "MP(nu)"
    LARGE_DATA = "1"
    SMALL_DATA = "nu, with weight 1/nu"

    def moment(self, k: int) -> Poly:
        """<l^k>."""
        if self is Samples.ANY or k == 0:
            return sample_moment(k)
        return RING(1) if self is Samples.LARGE_DATA else NU ** (k - 1)


def commuting_series(flow: Eigenvalue, weights: Weights, samples: Samples, order: int) -> Series:
    """Both losses up to t^order: <l f(a)> for train and <f(a)> for population."""

    def mean(f: dict[int, sp.Rational], power: int) -> Poly:
        return samples.moment(power) * sum((c * weights.moment(k) for k, c in f.items()), RING(0))

    steps = list(enumerate(flow.coefficients(order)))
    return series([mean(f, s + 1) for s, f in steps], [mean(f, s) for s, f in steps])
