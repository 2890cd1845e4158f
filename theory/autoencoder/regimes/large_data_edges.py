r"""Edges of the large-data facet: S = I, and A is a0 times the identity, or a few columns, or without target."""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import MarchenkoPastur
from theory.autoencoder.regimes.large_data import logistic
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import H, a0, alpha, eta, nu, p, t
from theory.autoencoder.taylor import FREE, LOGISTIC, Samples, Weights, commuting_series

LARGE_DATA = (nu, sp.Integer(0))
SOURCE = "docs/theory/edges.md"
g, r = sp.symbols("g r", positive=True)

MEAN_FIELD_LOSS = p / 2 * ((1 - a0) / (1 - a0 + a0 * sp.exp(4 * t))) ** 2


def narrow_latent_loss() -> sp.Expr:
    """Through a column's squared length r."""
    return p / 2 - H * (r - r**2 / 2)


def free_moment() -> sp.Eq:
    """The quadratic equation of g = int dMP(a) / (1 + 4 a t); its positive root."""
    return sp.Eq(4 * alpha * t * g**2 + (1 + 4 * alpha * t * (eta - 1)) * g, 1)


def free_loss() -> sp.Expr:
    """(p/2) int (a / (1 + 4 a t))^2 dMP(a) as half of squared mean plus variance, through g."""
    y = 1 + 4 * alpha * t * g
    root = 8 * alpha * t * g + 1 + 4 * alpha * t * (eta - 1)
    return p / 2 * alpha**2 * eta * g**2 * (eta / y**2 + g / (y * root))


def free_integral() -> sp.Expr:
    """The same as an integral over the law of A(0)."""
    return p / 2 * MarchenkoPastur(1 / eta, alpha * eta).expect(lambda a: (a / (1 + 4 * a * t)) ** 2)


MEAN_FIELD = Regime(
    name="large-data+mean-field",
    dimension=1,
    scaling=(LARGE_DATA, (eta, sp.oo), (alpha, sp.Integer(0))),
    time_scale=sp.Integer(1),
    train=MEAN_FIELD_LOSS,
    population=MEAN_FIELD_LOSS,
    solution="closed form",
    where=(),
    source=SOURCE,
    expansion=partial(commuting_series, LOGISTIC, Weights.MEAN_FIELD, Samples.LARGE_DATA),
)

NARROW_LATENT = Regime(
    name="large-data+narrow-latent",
    dimension=1,
    scaling=(LARGE_DATA, (eta, sp.Integer(0)), (a0, sp.Integer(0))),
    time_scale=sp.Integer(1),
    train=narrow_latent_loss(),
    population=narrow_latent_loss(),
    solution="closed form",
    where=(sp.Eq(r, logistic(alpha, 4 * t)),),
    source=SOURCE,
    expansion=partial(commuting_series, LOGISTIC, Weights.NARROW_LATENT, Samples.LARGE_DATA),
)

FREE_EDGE = Regime(
    name="large-data+free",
    dimension=1,
    scaling=(LARGE_DATA, (alpha, sp.oo), (a0, sp.oo)),
    time_scale=alpha,
    train=free_loss(),
    population=free_loss(),
    solution="closed form",
    where=(free_moment(),),
    source=SOURCE,
    expansion=partial(commuting_series, FREE, Weights.ANY, Samples.LARGE_DATA),
)

EDGES = (MEAN_FIELD, NARROW_LATENT, FREE_EDGE)
