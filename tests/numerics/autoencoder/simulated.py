"""What simulations say of a prediction."""

import numpy as np

from linear_ae.controls import initial_loss
from linear_ae.simulation import simulate
from numerics.autoencoder.experiment.comparison import compare


def deviations(theory, sizes, runs, seed):
    """|simulation - theory| / L(0) less three standard errors, by loss, at all times."""
    mean = initial_loss(sizes.p, sizes)
    rows = compare(theory, simulate(sizes, theory.t, runs, seed), {"train": mean, "population": mean})
    return {name: np.abs(row.deviation) - 3 * row.deviation_stderr for name, row in rows.items()}
