r"""Narrow-latent faces: the columns of W decouple, each is w(t) = c(t) e^{s C} w(0) (docs/theory/noisy-inputs.md).

With the terms that lead, r = |w|^2, q = w^T C w = r phi'(s) / (2 phi(s)) and phi(s) = int e^{2 s l} dmu(l) over the law
of the covariance, s' = 2 - r and r' = 4 (1 - r) q - 4 delta2 r^2: the target gives 2 and 4 q, the reconstruction -r and
-4 r q, the noise the rest.
"""

from dataclasses import dataclass
from functools import partial

import sympy as sp

from theory.autoencoder.regimes.narrow_latent import energy, growth, phi, r, s
from theory.solutions.denoising.commuting import SOURCE
from theory.solutions.denoising.series import Powers, product
from theory.solutions.denoising.spectra import Covariance
from theory.solutions.denoising.terms import NOISE, RING, Terms
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, eta, noise, p, t


def losses(terms: Terms) -> dict[str, sp.Expr]:
    """Both losses through r and q."""
    q, spoilt = energy(), terms.noise * noise * r**2 / 2
    learned = terms.deviation * r
    return {
        "train": terms.target * (p / 2 - H * q) + H * (terms.reconstruction * r * q / 2 + spoilt),
        "population": terms.target * (p / 2 - H * learned) + H * (terms.reconstruction * r**2 / 2 + spoilt),
    }


def equations(terms: Terms, covariance: Covariance) -> tuple[sp.Eq, ...]:
    """The flow of s and r, what defines phi, and the start."""
    pull = terms.target - terms.reconstruction * r
    return (
        sp.Eq(s.diff(t), terms.target + pull),
        sp.Eq(r.diff(t), 4 * pull * energy() - 4 * terms.noise * noise * r**2),
        sp.Eq(phi(growth), covariance.expect(lambda l: sp.exp(2 * growth * l))),
        sp.Eq(s.subs(t, 0), 0),
        sp.Eq(r.subs(t, 0), alpha),
    )


def flow(terms: Terms, covariance: Covariance, order: int) -> tuple[Powers, Powers]:
    """The series of r and of the mean m_1 of l over the column's direction.

    m_k, the mean of l^k, moves by m_k' = 2 s' (m_{k+1} - m_k m_1).
    """
    target, pulled = terms.target, terms.reconstruction
    moments = covariance.moments(RING)
    r, m = [RING(alpha)], [[moments(k)] for k in range(order + 2)]
    for n in range(order):
        growth = [2 * target * (i == 0) - pulled * x for i, x in enumerate(r)]
        pull = [target * (i == 0) - pulled * x for i, x in enumerate(r)]
        push = [4 * x - 4 * terms.noise * NOISE * y for x, y in zip(product(pull, m[1]), r, strict=True)]
        for k in range(1, order + 1 - n):
            gap = [x - y for x, y in zip(m[k + 1], product(m[k], m[1][: n + 1]), strict=False)]
            m[k].append(product(growth, gap)[n] * sp.QQ(2, n + 1))
        r.append(product(push, r)[n] * sp.QQ(1, n + 1))
    return r, m[1]


def expansion(terms: Terms, covariance: Covariance, order: int) -> Series:
    """The Taylor coefficients of both losses over p."""
    r, m = flow(terms, covariance, order)
    square, half = product(r, r), sp.QQ(1, 2)
    moved = {"train": product(r, m), "population": [terms.deviation * x for x in r]}
    held = {"train": product(square, m), "population": square}
    return {
        name: tuple(
            (
                terms.target * half * (n == 0)
                + RING(eta) * (half * (terms.reconstruction * z + terms.noise * NOISE * y) - terms.target * x)
            ).as_expr()
            for n, (x, y, z) in enumerate(zip(moved[name], square, held[name], strict=True))
        )
        for name in moved
    }


@dataclass(frozen=True)
class Column:
    """A narrow-latent face."""

    name: str
    terms: Terms
    covariance: Covariance

    def solution(self, model: str) -> Solution:
        """As a solved regime of the model."""
        return Solution(
            model=model,
            name=self.name,
            losses=losses(self.terms),
            kind="ode",
            where=equations(self.terms, self.covariance),
            domain="all sizes, delta2 > 0, t >= 0",
            source=SOURCE,
            expansion=partial(expansion, self.terms, self.covariance),
            any_spectrum=self.covariance.any_spectrum,
        )
