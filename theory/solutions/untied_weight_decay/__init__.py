"""The untied autoencoder with weight decay: its solved regimes (docs/theory/untied.md)."""

from theory.solutions.untied_weight_decay import lazy, mean_field, narrow_latent, weak_decay

SOLUTIONS = (*mean_field.SOLUTIONS, *narrow_latent.SOLUTIONS, *lazy.SOLUTIONS, *weak_decay.SOLUTIONS)
