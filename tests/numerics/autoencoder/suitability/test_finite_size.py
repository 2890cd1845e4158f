"""Means at finite sizes: small copies against runs at the very sizes."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.suitability.finite_size import by_copies, corrected_losses
from numerics.autoencoder.suitability.simulated_mean import simulated

T = np.array([0.0, 0.4, 1.0, 2.0])


@pytest.mark.slow
def test_copies_agree_with_runs_at_the_sizes():
    """Within both errors; the planar limit alone is off by several of them."""
    sizes = Sizes(p=80, H=80, N=80, sigma2=0.02)
    copies, runs = by_copies(T, sizes, accuracy=0.005), simulated(T, sizes, accuracy=0.004)
    for name in ("train", "population"):
        gap = np.abs(getattr(copies, name) - getattr(runs, name))
        assert np.all(gap <= getattr(copies, f"{name}_error") + getattr(runs, f"{name}_error"))
    planar = copies.train - copies.added["train"]
    assert np.abs(planar - runs.train).max() > 2 * (copies.train_error + runs.train_error).max()


def test_small_sizes_are_simulated_as_they_are():
    assert corrected_losses(T, Sizes(p=30, H=20, N=40, sigma2=0.02), accuracy=0.02).route == "simulation"
