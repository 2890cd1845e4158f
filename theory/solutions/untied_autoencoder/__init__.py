"""The untied autoencoder x -> V U x: its solved regimes (docs/theory/untied.md)."""

from theory.solutions.untied_autoencoder import (
    lazy,
    linear,
    mean_field,
    narrow_latent,
    narrow_latent_edges,
    small_data,
    small_data_free,
)

SOLUTIONS = (
    *mean_field.SOLUTIONS,
    *narrow_latent.SOLUTIONS,
    *narrow_latent_edges.SOLUTIONS,
    *small_data.SOLUTIONS,
    *small_data_free.SOLUTIONS,
    *lazy.SOLUTIONS,
    *linear.SOLUTIONS,
)
