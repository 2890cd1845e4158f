"""A requested standard error: reached, not overshot by much, refused if it takes too many runs."""

import numpy as np
import pytest
import torch

from linear_ae.errors import ExperimentError
from linear_ae.precision import largest_stderr, runs_needed, simulate_until
from linear_ae.simulate import simulate
from linear_ae.sizes import Sizes

SIZES, T = Sizes(12, 6, 24, 0.05), [0.0, 0.3, 1.0]


def flow(first, runs):
    return simulate(SIZES, T, runs, 3, first=first)


@pytest.mark.parametrize("stderr", [0.02, 0.005])
def test_standard_error_is_reached_and_runs_are_not_wasted(stderr):
    curves = simulate_until(flow, stderr)
    assert largest_stderr(curves) <= stderr
    # a round ends with the number that the spread so far asks for, known to sqrt(2 / runs)
    assert len(curves.train) <= runs_needed(curves, stderr) * (1 + 4 * np.sqrt(2 / len(curves.train)))


def test_rounds_add_up_to_the_runs_of_one_call():
    """Runs keep their starts; steps are shared by a batch, so later losses agree to 1e-6 of L(0)."""
    curves = simulate_until(flow, 0.02)
    whole = flow(0, len(curves.train))
    assert np.array_equal(curves.train[:, 0], whole.train[:, 0])
    assert np.abs(curves.train - whole.train).max() < 1e-6 * whole.train[:, 0].min()


@pytest.mark.parametrize("stderr", [0.0, -1.0, np.nan])
def test_senseless_standard_errors(stderr):
    with pytest.raises(ExperimentError, match="no standard error"):
        simulate_until(flow, stderr)


def test_too_many_runs_are_refused():
    with pytest.raises(ExperimentError, match=r"takes [0-9]+ runs, allowed are 50"):
        simulate_until(flow, 1e-4, most=50)


@pytest.mark.parametrize("sizes", [Sizes(30, 60, 45, 0.02), Sizes(40, 10, 80, 0.05), Sizes(40, 10, 10, 0.05)])
def test_single_precision(sizes):
    """Some twenty steps of 1e-6 each: within 2e-5 of L(0)."""
    t = np.linspace(0, 2, 9)
    single, double = simulate(sizes, t, 3, dtype=torch.float32), simulate(sizes, t, 3)
    for one, other in ((single.train, double.train), (single.population, double.population)):
        assert np.abs(one - other).max() < 2e-5 * other[:, 0].min()
        assert not np.array_equal(one, other)
