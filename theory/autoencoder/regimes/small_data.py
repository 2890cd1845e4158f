r"""Small-data facet: p / N -> inf, samples decouple, and one sample x = sqrt(p) e describes all.

Three equivalent descriptions: the hierarchy of the moments g_k = e^T A^{k+1} e, the Riccati equation of the resolvent
F(z) = e^T (z - A)^{-1} e, and the forced Kac-van Moerbeke lattice of the squared bidiagonal entries of W
(docs/theory/small-data.md).
"""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import N, a0, alpha, eta, nu, p, t, tau
from theory.autoencoder.taylor import small_data, small_data_series

WEIGHTS = MarchenkoPastur(1 / eta, alpha * eta)
"""The law of the eigenvalues of A(0)."""
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


def expansion_of_resolvent(count: int) -> list[sp.Eq]:
    """g_k, k < ``count``, as coefficients of F = 1/z + g_0/z^2 + g_1/z^3 + ..."""
    known, found = 1 / z, []
    for k in range(count):
        found.append(sp.Eq(moment(k), sp.Limit(z ** (k + 2) * (F - known), z, sp.oo)))
        known += moment(k) / z ** (k + 2)
    return found


def initial_moment(k: int) -> sp.Expr:
    """g_k(0): the (k+1)-st moment of the law alpha eta MP(1/eta) of A(0)."""
    return sp.expand(WEIGHTS.moment(k + 1))


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


INITIAL_POPULATION = p / 2 * ((1 - a0) ** 2 + alpha * a0)

REGIME = Regime(
    name="small-data",
    dimension=2,
    scaling=((nu, sp.oo),),
    time_scale=p / N,
    train=p / 2 * (1 - 2 * moment(0) + moment(1)),
    population=INITIAL_POPULATION + N * delta,
    solution="ode",
    where=(
        sp.Eq(tau, t * p / N, evaluate=False),
        riccati_equation(),
        sp.Eq(F.subs(tau, 0), WEIGHTS.expect(lambda a: 1 / (z - a))),
        *expansion_of_resolvent(3),
        population_equation(),
        sp.Eq(delta.subs(tau, 0), 0),
    ),
    source="arXiv:2606.05335, small-data regime; docs/theory/small-data.md",
    expansion=partial(small_data_series, target=True),
    reach=small_data.require_order,
)
