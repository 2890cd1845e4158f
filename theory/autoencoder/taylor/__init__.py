"""Taylor coefficients in time of the limit losses: exact polynomials in alpha, eta and nu (docs/theory/edges.md)."""

from theory.autoencoder.taylor.commuting import FREE, LINEAR, LOGISTIC, Samples, Weights, commuting_series
from theory.autoencoder.taylor.free import free_series
from theory.autoencoder.taylor.narrow_latent import narrow_latent_series, one_sample_column_series
from theory.autoencoder.taylor.ring import Series
from theory.autoencoder.taylor.small_data import moment_series, small_data_series

__all__ = [
    "FREE",
    "LINEAR",
    "LOGISTIC",
    "Samples",
    "Series",
    "Weights",
    "commuting_series",
    "free_series",
    "moment_series",
    "narrow_latent_series",
    "one_sample_column_series",
    "small_data_series",
]
