"""The tied autoencoder with weight decay in numbers: a file a kind (docs/theory/weight-decay.md)."""

from numerics.solutions.tied_weight_decay import commuting, free, narrow_latent, small_data, undecayed

LIMITS = commuting.LIMITS | narrow_latent.LIMITS | small_data.LIMITS | free.LIMITS | undecayed.LIMITS
