r"""Mean-field facet: H / p -> inf, A starts as a0 times the identity and stays a function of S."""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import FiniteSpectrum, MarchenkoPastur
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import a0, eta, nu, p, t
from theory.autoencoder.taylor import LOGISTIC, Samples, Weights, commuting_series


def residual(l: sp.Expr) -> sp.Expr:
    """1 - a(t) for the eigenvalue l of S, where a follows the logistic a' = 4 l a (1 - a) from a0."""
    return (1 - a0) / (1 - a0 + a0 * sp.exp(4 * l * t))


def train(law: MarchenkoPastur | FiniteSpectrum) -> sp.Expr:
    """(p/2) int l (1 - a)^2 over the law of the eigenvalues of S: any law will do."""
    return p / 2 * law.expect(lambda l: l * residual(l) ** 2)


def population(law: MarchenkoPastur | FiniteSpectrum) -> sp.Expr:
    """(p/2) int (1 - a)^2 over the law of the eigenvalues of S, for data of identity covariance."""
    return p / 2 * law.expect(lambda l: residual(l) ** 2)


REGIME = Regime(
    name="mean-field",
    dimension=2,
    scaling=((eta, sp.oo),),
    time_scale=sp.Integer(1),
    train=train(MarchenkoPastur(nu)),
    population=population(MarchenkoPastur(nu)),
    solution="quadrature",
    where=(),
    source="arXiv:2606.05335, mean-field regime; docs/theory/mean-field.md",
    expansion=partial(commuting_series, LOGISTIC, Weights.MEAN_FIELD, Samples.ANY),
)
