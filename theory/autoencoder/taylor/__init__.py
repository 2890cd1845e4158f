"""Taylor coefficients in time of the limit losses: exact polynomials in alpha, eta and nu (docs/theory/edges.md)."""

from theory.autoencoder.taylor.narrow_latent import column, column_of_one_sample
from theory.autoencoder.taylor.commuting import FREE, LINEAR, LOGISTIC, Samples, Weights, commuting
from theory.autoencoder.taylor.free import free_pair
from theory.autoencoder.taylor.ring import Series
from theory.autoencoder.taylor.small_data import moment_series, sample

__all__ = [
    "FREE",
    "LINEAR",
    "LOGISTIC",
    "Samples",
    "Series",
    "Weights",
    "column",
    "column_of_one_sample",
    "commuting",
    "free_pair",
    "moment_series",
    "sample",
]
