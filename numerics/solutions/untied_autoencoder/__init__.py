"""The untied autoencoder x -> V U x in numbers: its solved regimes (docs/theory/untied.md)."""

from numerics.solutions.untied_autoencoder import (
    lazy,
    linear,
    mean_field,
    narrow_latent,
    narrow_latent_edges,
    small_data,
    small_data_free,
)

FILES = (mean_field, narrow_latent, narrow_latent_edges, small_data, small_data_free, lazy, linear)
LIMITS = {limit.regime: limit for file in FILES for limit in file.LIMITS}
