r"""Edges of the small-data facet: one sample in the time tau = t p / N."""

from functools import partial

import sympy as sp

from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.regimes.small_data import WEIGHTS, delta, moment, z
from theory.autoencoder.symbols import N, a0, alpha, eta, nu, p, t, tau
from theory.autoencoder.taylor import (
    LOGISTIC,
    Samples,
    Weights,
    commuting_series,
    one_sample_column_series,
    small_data,
    small_data_series,
)

SMALL_DATA = (nu, sp.oo)
SOURCE = "docs/theory/edges.md"
TIME = sp.Eq(tau, t * p / N, evaluate=False)
f = sp.Function("f")(z, tau)
MISSING = (1 - a0) / (1 - a0 + a0 * sp.exp(4 * tau))
"""1 - a of the logistic from a0."""


def free_riccati() -> sp.Eq:
    """df/dtau for f = z F - 1 = sum_k g_k z^{-k-1}, pointwise in z."""
    return sp.Eq(f.diff(tau), 2 * (-2 * z * f**2 + (moment(0) - z) * f + moment(0)))


def energy() -> sp.Expr:
    """r = e^T A e of few columns, per a0: it grows or decays as alpha is below or above 2."""
    return a0 * sp.exp(2 * (2 - alpha) * tau)


def energy_integral() -> sp.Expr:
    """The integral of r over tau; its limit at alpha = 2 is a0 tau."""
    grown = (sp.exp(2 * (2 - alpha) * tau) - 1) / (2 * (2 - alpha))
    return a0 * sp.Piecewise((grown, sp.Ne(alpha, 2)), (tau, True))


MEAN_FIELD = Regime(
    name="small-data+mean-field",
    dimension=1,
    scaling=(SMALL_DATA, (eta, sp.oo), (alpha, sp.Integer(0))),
    time_scale=p / N,
    train=p / 2 * MISSING**2,
    population=p / 2 * (1 - a0) ** 2 + N / 2 * (MISSING**2 - (1 - a0) ** 2),
    solution="closed form",
    where=(TIME,),
    source=SOURCE,
    expansion=partial(commuting_series, LOGISTIC, Weights.MEAN_FIELD, Samples.SMALL_DATA),
)

NARROW_LATENT = Regime(
    name="small-data+narrow-latent",
    dimension=1,
    scaling=(SMALL_DATA, (eta, sp.Integer(0)), (a0, sp.Integer(0))),
    time_scale=p / N,
    train=p / 2 - p * (1 - alpha / 2) * energy(),
    population=p / 2 - p * a0 * (1 - alpha / 2) - 4 * N * (1 - alpha) ** 2 * energy_integral(),
    solution="closed form",
    where=(TIME,),
    source=SOURCE,
    expansion=partial(one_sample_column_series, target=True),
)

FREE_EDGE = Regime(
    name="small-data+free",
    dimension=1,
    scaling=(SMALL_DATA, (alpha, sp.oo), (a0, sp.oo)),
    time_scale=alpha * p / N,
    train=p / 2 * moment(1),
    population=p / 2 * (a0**2 + alpha * a0) + N * delta,
    solution="ode",
    where=(
        TIME,
        free_riccati(),
        sp.Eq(f.subs(tau, 0), WEIGHTS.expect(lambda a: a / (z - a))),
        *(
            sp.Eq(moment(k), sp.Limit(z ** (k + 1) * (f - sum(moment(j) / z ** (j + 1) for j in range(k))), z, sp.oo))
            for k in range(3)
        ),
        sp.Eq(delta.diff(tau), -4 * moment(2)),
        sp.Eq(delta.subs(tau, 0), 0),
    ),
    source=SOURCE,
    expansion=partial(small_data_series, target=False),
    reach=small_data.require_order,
)

EDGES = (MEAN_FIELD, NARROW_LATENT, FREE_EDGE)
