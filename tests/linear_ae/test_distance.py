"""Distance of discrete training from the flow with the same data and start."""

import numpy as np
import pytest

from linear_ae.distance import distances
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes

SIZES = Sizes(12, 5, 24, 0.03)


@pytest.mark.parametrize(("optimizer", "batch", "tolerance"), [("gd", None, 0.03), ("sgd", 6, 0.15)])
def test_distance_is_proportional_to_the_rate(optimizer, batch, tolerance):
    """From 1/128 to 1/512, four runs; without replacement the noise of minibatches averages out in each epoch."""
    found = np.sqrt((distances(SIZES, 1.0, [128, 512], optimizer, 4, batch=batch) ** 2).mean(axis=0))
    assert np.log(found[0] / found[1]) / np.log(4) == pytest.approx(1, abs=tolerance)


def test_full_batches_are_gradient_descent_and_smaller_ones_add_noise():
    full, descent = (distances(SIZES, 1.0, [64], name, 2) for name in ("sgd", "gd"))
    assert full == pytest.approx(descent, rel=1e-9)
    assert np.all(distances(SIZES, 1.0, [64], "sgd", 2, batch=2) > descent)


def test_adam_follows_another_flow():
    found = distances(SIZES, 1.0, [128, 512], "adam", 2)
    assert found == pytest.approx(found[:, :1] * np.ones(2), rel=0.3)
    assert found.min() > 0.1


def test_bad_arguments():
    with pytest.raises(ExperimentError, match="finite N"):
        distances(Sizes(5, 3, np.inf, 0.1), 1.0, [4], "gd", 1)
    with pytest.raises(ExperimentError, match=r"steps = \[4, 6\]: give positive multiples of 4"):
        distances(SIZES, 1.0, [4, 6], "gd", 1)
