"""The untied autoencoder x -> V U x in numbers: its solved regimes (docs/theory/untied.md)."""

from numerics.solutions.untied_autoencoder import lazy, mean_field, narrow_latent, narrow_latent_edges, small_data

ALL = (*mean_field.LIMITS, *narrow_latent.LIMITS, *narrow_latent_edges.LIMITS, *small_data.LIMITS, *lazy.LIMITS)
LIMITS = {limit.regime: limit for limit in ALL}
