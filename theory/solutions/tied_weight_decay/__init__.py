"""The tied autoencoder with weight decay: its solved regimes, a file a kind (docs/theory/weight-decay.md)."""

from theory.solutions.tied_weight_decay import commuting, free, narrow_latent, small_data, strong_decay, weak_decay

SOLUTIONS = (
    *commuting.SOLUTIONS,
    narrow_latent.SOLUTION,
    *small_data.SOLUTIONS,
    *free.SOLUTIONS,
    strong_decay.SOLUTION,
    *weak_decay.SOLUTIONS,
)
