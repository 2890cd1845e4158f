r"""Large-data facet: S -> I, so that A and S commute and every eigenvalue of A follows a logistic."""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import alpha, eta, nu, p, t
from theory.autoencoder.taylor import LOGISTIC, Samples, Weights, commuting_series


def logistic(a: sp.Expr, x: sp.Expr) -> sp.Expr:
    """Solution at x of a' = a (1 - a) from a."""
    return a * sp.exp(x) / (1 - a + a * sp.exp(x))


def integral() -> sp.Expr:
    """The loss as (p/2) int (1 - a(t))^2 over the law alpha eta MP(1/eta) of the eigenvalues of A(0)."""
    law = MarchenkoPastur(1 / eta, alpha * eta)
    return p / 2 * law.expect(lambda a: ((1 - a) / (1 - a + a * sp.exp(4 * t))) ** 2)


def narayana_series_sum(z: sp.Expr, y: sp.Expr) -> sp.Expr:
    """h(z, y) = sum_{n >= 1} z^{n-1} sum_k N(n, k) y^k, the generating function of the Narayana numbers N(n, k)."""
    return (1 - z * (y + 1) - sp.sqrt(1 - 2 * z * (y + 1) + z**2 * (y - 1) ** 2)) / (2 * z**2)


def narayana_form() -> sp.Expr:
    """The loss through h and its derivative at zeta = alpha (1 - e^{4t}); a removable singularity at zeta = 0."""
    z = sp.Symbol("z")
    growth = sp.exp(4 * t)
    h = narayana_series_sum(z, eta)
    bracket = alpha * growth / 2 * sp.diff(h, z) - h
    return p * (sp.Rational(1, 2) + alpha * growth * bracket.subs(z, alpha * (1 - growth)))


g, E = sp.symbols("g E", positive=True)

RESOLVENT_MOMENT = sp.Eq(alpha * (E - 1) * g**2 + (1 + alpha * (E - 1) * (eta - 1)) * g, 1)


def resolvent_form() -> sp.Expr:
    """The loss through g = int dMP(a) / (1 + a (E - 1)), E = e^{4t}, the positive root of ``RESOLVENT_MOMENT``.

    Half the squared mean plus half the variance of (1 - a) / (1 + a (E - 1)): no cancellation for any t >= 0.
    """
    y = 1 + alpha * (E - 1) * g
    root = 2 * alpha * (E - 1) * g + 1 + alpha * (E - 1) * (eta - 1)
    mean = g * (1 - alpha * eta / y)
    return p / 2 * (mean**2 + alpha**2 * eta * E**2 * g**3 / (y * root))


REGIME = Regime(
    name="large-data",
    dimension=2,
    scaling=((nu, sp.Integer(0)),),
    time_scale=sp.Integer(1),
    train=resolvent_form(),
    population=resolvent_form(),
    solution="closed form",
    where=(sp.Eq(E, sp.exp(4 * t)), RESOLVENT_MOMENT),
    source="arXiv:2602.04548 (symmetric model, identity target); arXiv:2606.05335; docs/theory/large-data.md",
    expansion=partial(commuting_series, LOGISTIC, Weights.ANY, Samples.LARGE_DATA),
)
