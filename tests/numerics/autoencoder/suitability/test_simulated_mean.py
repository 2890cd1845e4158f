"""Runs at the very sizes against the experiment's own integrator, and their refusals."""

import numpy as np
import pytest

from linear_ae.controls import controlled, initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.suitability import simulated_mean as finite


@pytest.mark.parametrize("sizes", [Sizes(60, 6, 9, 1 / 60), Sizes(60, 5, 80, 1 / 60), Sizes(40, 50, 30, 1 / 40)])
def test_the_mean_is_that_of_the_experiment(sizes):
    """Compressed, columns and whole, within the error stated and four standard errors of 64 other runs."""
    t = np.linspace(0, 1.5, 5)
    found = finite.simulated(t, sizes, 0.05)
    curves, start = simulate(sizes, t, 64, 7), initial_loss(sizes.p, sizes)
    controls = np.column_stack([curves.train[:, 0] - start, curves.population[:, 0] - start])
    for row, name in enumerate(("train", "population")):
        other = controlled(getattr(curves, name), controls)
        assert np.all(np.abs(getattr(found, name) - other.mean) <= found.errors[row] + 4 * other.stderr)
    assert found.errors.max() <= 0.05 * start


@pytest.mark.slow
def test_late_times_cost_little():
    """At rest a step grows to the end: t = 1e3 is 6e4 times the shortest 1/T."""
    sizes = Sizes(300, 6, 10, 0.5 / 300)
    found = finite.simulated(np.array([10.0, 1e3]), sizes, 0.05)
    assert found.train[1] == pytest.approx(found.train[0], abs=found.errors[0, 1] / 10)


def test_what_takes_too_long_is_refused():
    with pytest.raises(finite.CostError, match="would take too long") as long:
        finite.simulated(np.array([1.0]), Sizes(4000, 4000, 40, 1e-3), 0.01)
    assert not long.value.scatters
    with pytest.raises(finite.CostError, match="runs at these sizes scatter: ask for an accuracy of") as wide:
        finite.simulated(np.array([0.05]), Sizes(400, 2, 3, 2 / 400), 0.005)
    assert wide.value.scatters
