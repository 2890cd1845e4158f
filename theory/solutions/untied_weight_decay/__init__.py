"""The untied autoencoder with weight decay: its solved regimes (docs/theory/untied.md)."""

from theory.solutions.untied_weight_decay import (
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

SOLUTIONS = (
    *mean_field.SOLUTIONS,
    *narrow_latent.SOLUTIONS,
    *narrow_latent_edges.SOLUTIONS,
    *small_data.SOLUTIONS,
    *small_data_edges.SOLUTIONS,
    *small_data_edges.WEAK,
    *linear.SOLUTIONS,
    *free.SOLUTIONS,
    *lazy.SOLUTIONS,
    *weak_decay.SOLUTIONS,
)
