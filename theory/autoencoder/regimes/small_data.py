r"""Small-data facet: p / N -> inf, samples decouple, and one sample x = sqrt(p) e describes all.

Three equivalent descriptions: the hierarchy of the moments g_k = e^T A^{k+1} e, the Riccati equation of the resolvent
F(z) = e^T (z - A)^{-1} e, and the forced Kac-van Moerbeke lattice of the squared bidiagonal entries of W
(docs/regimes.md).
"""

from itertools import zip_longest
from typing import Any

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import H, N, alpha, eta, nu, p, sigma2, t, tau

z = sp.Symbol("z")
F = sp.Function("F")(z, tau)
delta = sp.Function("delta")(tau)


def moment(k: int) -> sp.Expr:
    """g_k(tau) = e^T A^{k+1} e as an undefined function."""
    return sp.Function(f"g_{k}")(tau)


def moment_equation(k: int) -> sp.Eq:
    """The k-th equation of the hierarchy: dg_k/dtau through g_0 ... g_{k+1}."""
    g = moment

    def squared(order: int) -> sp.Expr:
        return sum((g(i) * g(order - i) for i in range(order + 1)), sp.Integer(0))

    right = 2 * squared(k - 1) - 2 * squared(k) + (2 + g(0)) * g(k) - g(k + 1)
    return sp.Eq(g(k).diff(tau), sp.expand(2 * right))


def initial_moment(k: int) -> sp.Expr:
    """g_k(0): the (k+1)-st moment of the law alpha eta MP(1/eta) of A(0)."""
    return sp.expand(MarchenkoPastur(1 / eta, alpha * eta).moment(k + 1))


def moment_series(order: int, a: sp.Expr = alpha, e: sp.Expr = eta) -> tuple[list[sp.Expr], ...]:
    """Taylor coefficients up to tau^order of (g_0, g_1, g_2), exact: polynomials in a = alpha, e = eta, or rationals.

    The lattice is integrated term by term; site k is needed up to order + 2 - k only, so the work grows as order^3.
    """
    if a.is_Rational and e.is_Rational:
        one, a_, e_, back = sp.QQ(1), sp.QQ(a.p, a.q), sp.QQ(e.p, e.q), sp.QQ.to_sympy
    else:
        ring, a_, e_ = sp.ring("alpha eta", sp.QQ)
        one, back = ring(1), lambda c: c.as_expr().subs(dict(zip(ring.symbols, (a, e), strict=True)))
    c = [[a_ * e_ if k % 2 == 0 else a_] for k in range(order + 3)]
    for n in range(order):
        for k in range(order + 2 - n):
            before = c[k - 1] if k else []
            rate = [2 * (x - y) for x, y in zip_longest(before, c[k + 1][: n + 1], fillvalue=0 * one)]
            if k < 2:
                rate = [x - 4 * y for x, y in zip(rate, c[0], strict=False)]
            if k == 0:
                rate[0] += 4 * one
            c[k].append(_convolved(c[k], rate, n) * sp.QQ(1, n + 1))
    total = [x + y for x, y in zip(c[0], c[1], strict=False)]
    inner = [_convolved(total, total, n) + _convolved(c[1], c[2], n) for n in range(order + 1)]
    series = c[0], *([_convolved(c[0], x, n) for n in range(order + 1)] for x in (total, inner))
    return tuple([back(x) for x in g[: order + 1]] for g in series)


def _convolved(x: list[Any], y: list[Any], n: int) -> Any:
    """The coefficient of order n of the product of two series."""
    return sum((x[i] * y[n - i] for i in range(1, n + 1)), x[0] * y[n])


def riccati_equation() -> sp.Eq:
    """The resolvent's equation, pointwise in z; r = g_0 is the coefficient of z^{-2} of F."""
    r = moment(0)
    return sp.Eq(F.diff(tau), 2 * (2 * z * (1 - z) * F**2 + (3 * z - 2 + r) * F - 1))


def lattice_equation(k: int) -> sp.Eq:
    """The k-th equation (k >= 1) of the forced Kac-van Moerbeke lattice; g_0 = c_1 and g_1 = c_1 (c_1 + c_2)."""

    def c(j: int) -> sp.Expr:
        return sp.Function(f"c_{j}")(tau) if j else sp.Integer(0)

    force = {1: 4 * (1 - c(1)), 2: -4 * c(1)}.get(k, 0)
    return sp.Eq(c(k).diff(tau), c(k) * (2 * (c(k - 1) - c(k + 1)) + force))


def population_equation() -> sp.Eq:
    """The change delta of the population loss per sample: it starts at 0."""
    return sp.Eq(delta.diff(tau), 4 * (2 * moment(1) - moment(2) - moment(0)))


INITIAL_POPULATION = p / 2 - p * H * sigma2 + (p * H**2 + p**2 * H) * sigma2**2 / 2

REGIME = Regime(
    name="small-data",
    dimension=2,
    scaling=((nu, sp.oo),),
    time_scale=p / N,
    domain=sp.true,
    train=p / 2 * (1 - 2 * moment(0) + moment(1)),
    population=INITIAL_POPULATION + N * delta,
    solution="ode",
    where=(
        sp.Eq(tau, t * p / N, evaluate=False),
        riccati_equation(),
        moment_equation(0),
        moment_equation(1),
        population_equation(),
    ),
    source="arXiv:2606.05335, small-data regime; docs/regimes.md, Small data",
)
