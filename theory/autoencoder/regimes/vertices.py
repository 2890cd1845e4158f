r"""The six vertices: elementary functions of time, for few or many samples."""

from functools import partial

import sympy as sp

from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, t, tau
from theory.autoencoder.taylor import FREE, LINEAR, Samples, Weights, commuting_series, one_sample_column_series

SOURCE = "docs/theory/edges.md"
TIME = sp.Eq(tau, t * p / N, evaluate=False)
ZERO = sp.Integer(0)
LARGE_LINEAR = p / 2 - p * a0 * sp.exp(4 * t)
LARGE_SCALAR = p / 2 * (a0 / (1 + 4 * a0 * t)) ** 2
LARGE_COLUMN = H / 2 * (alpha / (1 + 4 * alpha * t)) ** 2
SCALAR = a0 / (1 + 4 * a0 * tau)
SHRUNK = sp.exp(-2 * alpha * tau)


def vertex(
    name: str,
    scaling: tuple[tuple[sp.Expr, sp.Expr], ...],
    time_scale: sp.Expr,
    train: sp.Expr,
    population: sp.Expr,
    expansion: partial,
) -> Regime:
    """A regime of dimension 0 in closed form."""
    few = name.startswith("small-data")
    return Regime(
        name=name,
        dimension=0,
        scaling=((nu, sp.oo if few else ZERO), *scaling),
        time_scale=time_scale * (p / N if few else 1),
        train=train,
        population=population,
        solution="closed form",
        where=(TIME,) if few else (),
        source=SOURCE,
        expansion=expansion,
    )


LINEAR_SCALING = ((alpha, ZERO), (a0, ZERO))
MEAN_FIELD_FREE = ((eta, sp.oo), (a0, sp.oo))
NARROW_LATENT_FREE = ((eta, ZERO), (alpha, sp.oo))
ONE = sp.Integer(1)

VERTICES = (
    vertex(
        "large-data+mean-field+narrow-latent",
        LINEAR_SCALING,
        ONE,
        LARGE_LINEAR,
        LARGE_LINEAR,
        partial(commuting_series, LINEAR, Weights.MEAN_FIELD, Samples.LARGE_DATA),
    ),
    vertex(
        "large-data+mean-field+free",
        MEAN_FIELD_FREE,
        a0,
        LARGE_SCALAR,
        LARGE_SCALAR,
        partial(commuting_series, FREE, Weights.MEAN_FIELD, Samples.LARGE_DATA),
    ),
    vertex(
        "large-data+narrow-latent+free",
        NARROW_LATENT_FREE,
        alpha,
        LARGE_COLUMN,
        LARGE_COLUMN,
        partial(commuting_series, FREE, Weights.NARROW_LATENT, Samples.LARGE_DATA),
    ),
    vertex(
        "small-data+mean-field+narrow-latent",
        LINEAR_SCALING,
        ONE,
        p / 2 - p * a0 * sp.exp(4 * tau),
        p / 2 - p * a0 - N * a0 * (sp.exp(4 * tau) - 1),
        partial(commuting_series, LINEAR, Weights.MEAN_FIELD, Samples.SMALL_DATA),
    ),
    vertex(
        "small-data+mean-field+free",
        MEAN_FIELD_FREE,
        a0,
        p / 2 * SCALAR**2,
        p / 2 * a0**2 + N / 2 * (SCALAR**2 - a0**2),
        partial(commuting_series, FREE, Weights.MEAN_FIELD, Samples.SMALL_DATA),
    ),
    vertex(
        "small-data+narrow-latent+free",
        NARROW_LATENT_FREE,
        alpha,
        p / 2 * alpha * a0 * SHRUNK,
        p / 2 * alpha * a0 - 2 * N * alpha * a0 * (1 - SHRUNK),
        partial(one_sample_column_series, target=False),
    ),
)
