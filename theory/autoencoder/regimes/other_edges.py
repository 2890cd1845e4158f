r"""The three edges between the mean-field, narrow-latent and free facets: any covariance of the samples."""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import FiniteSpectrum, MarchenkoPastur
from theory.autoencoder.regimes.narrow_latent import growth, phi
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import H, a0, alpha, eta, nu, p, t
from theory.autoencoder.taylor import FREE, LINEAR, Samples, Weights, commuting_series, narrow_latent_series

SOURCE = "docs/theory/edges.md"
Law = MarchenkoPastur | FiniteSpectrum
SPECTRUM = MarchenkoPastur(nu)
g = sp.Symbol("g", positive=True)
x = 4 * a0 * t
s = sp.Function("s")(t)


def linear_population(law: Law = SPECTRUM) -> sp.Expr:
    """p/2 - p a0 int e^{4 l t} dmu(l): below saturation every eigenvalue of A grows exponentially."""
    return p / 2 - p * a0 * law.expect(lambda l: sp.exp(4 * l * t))


def linear_train() -> sp.Expr:
    """p/2 - p a0 int l e^{4 l t} dmu(l): l times the Marchenko-Pastur density is a semicircle, of radius 2 sqrt(nu)."""
    radius = 8 * sp.sqrt(nu) * t
    return p / 2 - 2 * p * a0 * sp.exp(4 * (1 + nu) * t) * sp.besseli(1, radius) / radius


def free_moment() -> sp.Eq:
    """The quadratic equation of g = int dmu(l) / (1 + 4 a0 l t); its positive root."""
    return sp.Eq(nu * x * g**2 + (1 + x * (1 - nu)) * g, 1)


def free_losses() -> tuple[sp.Expr, sp.Expr]:
    """(p/2) int l^k a^2 dmu, a = a0 / (1 + 4 a0 l t), for k = 1 (train) and k = 0, through g and its derivative."""
    root = 2 * nu * x * g + 1 + x * (1 - nu)
    return p / 2 * a0**2 * g * (1 - nu + nu * g) / root, p / 2 * a0**2 * g * (1 + nu * x * g) / root


def free_integral(power: int, law: Law = SPECTRUM) -> sp.Expr:
    """The same as integrals over the law of S: any law will do."""
    return p / 2 * law.expect(lambda l: l**power * (a0 / (1 + 4 * a0 * l * t)) ** 2)


def decay(law: Law = SPECTRUM) -> sp.Expr:
    """phi(s) = int e^{-2 s l} dmu(l), by which a free column shrinks."""
    return law.expect(lambda l: sp.exp(-2 * growth * l))


def free_column_losses() -> tuple[sp.Expr, sp.Expr]:
    """H times r q / 2 and r^2 / 2 of a column with r = alpha phi^2 and q = -alpha phi phi' / 2."""
    slope = sp.diff(phi(growth), growth).subs(growth, s)
    return -H * alpha**2 / 4 * phi(s) ** 3 * slope, H * alpha**2 / 2 * phi(s) ** 4


LINEAR_EDGE = Regime(
    name="mean-field+narrow-latent",
    dimension=1,
    scaling=((alpha, sp.Integer(0)), (a0, sp.Integer(0))),
    time_scale=sp.Integer(1),
    train=linear_train(),
    population=linear_population(),
    solution="quadrature",
    where=(),
    source=SOURCE,
    expansion=partial(commuting_series, LINEAR, Weights.MEAN_FIELD, Samples.ANY),
)

MEAN_FIELD_FREE = Regime(
    name="mean-field+free",
    dimension=1,
    scaling=((eta, sp.oo), (a0, sp.oo)),
    time_scale=a0,
    train=free_losses()[0],
    population=free_losses()[1],
    solution="closed form",
    where=(free_moment(),),
    source=SOURCE,
    expansion=partial(commuting_series, FREE, Weights.MEAN_FIELD, Samples.ANY),
)

NARROW_LATENT_FREE = Regime(
    name="narrow-latent+free",
    dimension=1,
    scaling=((eta, sp.Integer(0)), (alpha, sp.oo)),
    time_scale=alpha,
    train=free_column_losses()[0],
    population=free_column_losses()[1],
    solution="ode",
    where=(
        sp.Eq(s.diff(t), alpha * phi(s) ** 2),
        sp.Eq(phi(growth), decay()),
        sp.Eq(s.subs(t, 0), 0),
    ),
    source=SOURCE,
    expansion=partial(narrow_latent_series, target=False),
)

EDGES = (LINEAR_EDGE, MEAN_FIELD_FREE, NARROW_LATENT_FREE)
