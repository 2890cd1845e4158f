"""The untied autoencoder with weight decay in numbers: its solved regimes (docs/theory/untied.md)."""

from numerics.solutions.untied_weight_decay import (
    free,
    lazy,
    linear,
    mean_field,
    narrow_latent,
    narrow_latent_edges,
    small_data,
    small_data_edges,
    weak_decay,
)

FILES = (mean_field, narrow_latent, narrow_latent_edges, small_data, small_data_edges, linear, free, lazy, weak_decay)
LIMITS = {limit.regime: limit for file in FILES for limit in file.LIMITS}
