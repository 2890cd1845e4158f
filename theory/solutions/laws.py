r"""The laws of the eigenvalues of A(0) = W W^T and of S = X X^T / N: as polynomials in the ratios, and as integrals.

A facet at which a ratio is extreme keeps the leading powers of that ratio only: ``weights`` and ``samples`` hold the
laws by the name of the facet, and in general.
"""

from collections.abc import Callable
from typing import Any

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur, narayana
from theory.solutions.polynomials import Poly
from theory.solutions.symbols import alpha, eta, nu

Moments = Callable[[int], Poly]


def weights(ring: Any) -> Moments:
    """The k-th moment of A(0), whose law is alpha eta MP(1/eta): Narayana numbers times alpha^k eta^j."""
    one, a, e = ring(1), ring(alpha), ring(eta)
    return lambda k: sum((narayana(k, j) * a**k * e**j for j in range(1, k + 1)), ring(0)) if k else one


def wide(ring: Any) -> Moments:
    """The same for H / p -> inf, where A(0) = a0: the power a0^k."""
    return lambda k: ring(alpha) ** k * ring(eta) ** k


def samples(ring: Any) -> Moments:
    """The k-th moment of S, whose law is MP(nu): Narayana numbers times nu^(k - j)."""
    one, n = ring(1), ring(nu)
    return lambda k: sum((narayana(k, j) * n ** (k - j) for j in range(1, k + 1)), ring(0)) if k else one


def infinite(ring: Any) -> Moments:
    """The same for p / N -> 0, where S = 1."""
    return lambda _: ring(1)


def single(ring: Any) -> Moments:
    """The same for p / N -> inf, where S = nu on a share 1 / nu of the directions, those of the samples, and else 0."""
    return lambda k: ring(nu) ** (k - 1) if k else ring(1)


def columns(ring: Any) -> Moments:
    """The k-th moment of W(0)^T W(0), whose law is alpha MP(eta)."""
    one, a, e = ring(1), ring(alpha), ring(eta)
    return lambda k: sum((narayana(k, j) * a**k * e ** (k - j) for j in range(1, k + 1)), ring(0)) if k else one


def over_weights(f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """The mean of f over the law of A(0)."""
    return MarchenkoPastur(1 / eta, alpha * eta).expect(f)


def over_samples(f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """The mean of f over the law of S for Gaussian samples."""
    return MarchenkoPastur(nu).expect(f)


def over_infinite(f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """The same for p / N -> 0."""
    return f(sp.Integer(1))


def over_single(f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """The same for p / N -> inf."""
    return f(nu) / nu + (1 - 1 / nu) * f(sp.Integer(0))


def narrow(ring: Any) -> Moments:
    """The moments of A(0) for H / p -> 0, where a share eta of the eigenvalues is alpha: linear in eta."""
    return lambda k: ring(alpha) ** k * ring(eta) if k else ring(1)
