"""A requested standard error: reached, not overshot by much, refused if it takes too many runs."""

import numpy as np
import pytest
import torch

from linear_ae.errors import ExperimentError
from linear_ae.precision import precision, simulate_until
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

SIZES, T = Sizes(12, 6, 24, 0.05), [0.0, 0.3, 1.0]


def flow(first, runs):
    return simulate(SIZES, T, runs, 3, first=first, controls=True)


@pytest.mark.parametrize("stderr", [0.02, 0.005])
def test_standard_error_is_reached_and_runs_are_not_wasted(stderr):
    curves = simulate_until(flow, stderr)
    found = precision(curves)
    assert found.largest <= stderr
    # a round is at most four times the one before, whose variance, known to sqrt(8 / runs), set its size
    runs = len(curves.train)
    assert runs <= found.runs_needed(stderr) * (1 + 4 * np.sqrt(8 / runs))


def test_rounds_add_up_to_the_runs_of_one_call():
    """Runs keep their starts and controls; steps are shared by a batch, so later losses agree to 1e-6 of L(0)."""
    curves = simulate_until(flow, 0.02)
    whole = flow(0, len(curves.train))
    assert np.array_equal(curves.train[:, 0], whole.train[:, 0])
    assert np.array_equal(curves.controls, whole.controls)
    assert np.abs(curves.train - whole.train).max() < 1e-6 * whole.train[:, 0].min()


def test_controls_save_runs():
    """At these sizes and to t = 0.3 the largest variance is halved at least, so half the runs do at most."""

    def early(first, runs, controls):
        return simulate(SIZES, T[:2], runs, 3, first=first, controls=controls)

    with_controls, without = (
        simulate_until(lambda first, runs: early(first, runs, controls), 0.004)  # noqa: B023
        for controls in (True, False)
    )
    assert len(with_controls.train) < len(without.train) / 2
    found, plain = precision(with_controls), precision(without)
    assert np.all(np.abs(found.train.mean - plain.train.mean) < 4 * np.hypot(found.train.stderr, plain.train.stderr))


def test_every_round_is_reported():
    rounds = []
    curves = simulate_until(flow, 0.005, report=rounds.append)
    assert [r.runs for r in rounds] == sorted(r.runs for r in rounds)
    assert rounds[0].runs == 8
    assert rounds[-1].runs == len(curves.train)
    assert rounds[-1].runs_needed(0.005) <= rounds[-1].runs


@pytest.mark.parametrize("stderr", [0.0, -1.0, np.nan])
def test_senseless_standard_errors(stderr):
    with pytest.raises(ExperimentError, match="no standard error"):
        simulate_until(flow, stderr)


def test_too_many_runs_are_refused():
    with pytest.raises(ExperimentError, match=r"takes [0-9]+ runs, allowed are 50"):
        simulate_until(flow, 1e-4, most=50)


@pytest.mark.parametrize("sizes", [Sizes(30, 60, 45, 0.02), Sizes(40, 10, 80, 0.05), Sizes(40, 10, 10, 0.05)])
@pytest.mark.parametrize("memory", [None, 1])
def test_single_precision(sizes, memory):
    """Within ten tolerances of 1e-6, with either solver."""
    t = np.linspace(0, 2, 9)
    single, double = simulate(sizes, t, 3, dtype=torch.float32, memory=memory), simulate(sizes, t, 3)
    for one, other in ((single.train, double.train), (single.population, double.population)):
        assert np.abs(one - other).max() < 1e-5 * other[:, 0].min()
        assert not np.array_equal(one, other)
