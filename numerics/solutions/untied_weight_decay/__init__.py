"""The untied autoencoder with weight decay in numbers: its solved regimes (docs/theory/untied.md)."""

from numerics.solutions.untied_weight_decay import lazy, mean_field, narrow_latent, weak_decay

FILES = (mean_field, narrow_latent, lazy, weak_decay)
LIMITS = {limit.regime: limit for file in FILES for limit in file.LIMITS}
