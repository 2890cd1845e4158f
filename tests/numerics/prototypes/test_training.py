"""Training the weights by torch autograd against the force-field ODE, which share no code."""

import numpy as np
import pytest

from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.flow import Trajectory, weight_flow
from tests.oracles.autograd_training import train
from theory.errors import InputError

MASKS = [
    {"separation": 1.0},
    {"overlap": 1.0},
    {"coverage": 1.0, "separation": 0.5},
    {"coverage": 0.3, "overlap": 1.0},
    {"coverage": 1.0, "separation": 1.0, "overlap": 1.0},
]


def _both(mask: dict, seed: int, count: int, t_max: float, rate: float) -> tuple[Trajectory, Trajectory]:
    """Prototypes in the hull of 8 random samples on [0, 1], widths of both signs; the same start for both."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.random(8))
    x = (x - x[0]) / (x[-1] - x[0])
    w = rng.uniform(2, 4, count) * rng.choice([-1, 1], count)
    b = -w * (0.05 + 0.9 * rng.random(count))
    trained = train(mask, x, w, b, 0.05, rate, round(t_max / rate), every=10)
    return trained, weight_flow(landscape(mask, samples(x), 0.05), w, b, trained.times)


def _assert_alike(trained: Trajectory, flow: Trajectory, time_error: float) -> None:
    """Positions to 1e-3 of the hull's width until the first event, then the same events in the same order."""
    first = min((e.time for e in flow.events), default=flow.times[-1])
    until = flow.times <= first
    assert np.abs(trained.centres - flow.centres)[until].max() < 1e-3
    assert [(e.kind, e.prototypes) for e in trained.events] == [(e.kind, e.prototypes) for e in flow.events]
    assert [e.time for e in trained.events] == pytest.approx([e.time for e in flow.events], abs=time_error)


@pytest.mark.parametrize("mask", MASKS[:3])
def test_training_follows_the_flow(mask):
    trained, flow = _both(mask, seed=6, count=5, t_max=4.0, rate=4e-3)
    _assert_alike(trained, flow, 0.01)
    assert {e.kind for e in flow.events} == {"leaves"}


def test_training_closes_at_first_order_in_the_rate():
    """Explicit Euler: halving the rate halves the error (before any event)."""
    errors = []
    for rate in (0.04, 0.02, 0.01):
        trained, flow = _both({"separation": 1.0}, seed=3, count=4, t_max=2.0, rate=rate)
        errors.append(np.abs(trained.centres - flow.centres).max())
    slope = np.polyfit(np.log([4, 2, 1]), np.log(errors), 1)[0]
    assert slope == pytest.approx(1, abs=0.05)


def test_escape_in_training_and_flow():
    """Overlap alone drives a wide response through w = 0: the event comes at the same time in both."""
    x, w, b = np.linspace(0, 1, 8), np.array([0.35, 1.2]), np.array([-0.5, -0.2])
    trained = train({"overlap": 1.0}, x, w, b, 1.0, 0.003, 3400, every=10)
    flow = weight_flow(landscape({"overlap": 1.0}, samples(x)), w, b, trained.times)
    _assert_alike(trained, flow, 0.03)  # Euler: of order rate * t
    assert "escapes" in {e.kind for e in flow.events}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("mask", MASKS)
def test_training_follows_the_flow_under_every_mask(mask, seed):
    trained, flow = _both(mask, seed, count=8, t_max=10.0, rate=1e-3)
    # Euler's error in time is of order rate * t; near a slow crossing it is magnified by the crossing's
    # slowness
    _assert_alike(trained, flow, 0.02)


def test_bad_input():
    with pytest.raises(InputError, match=r"training knows no loss \['attraction'\]"):
        train({"attraction": 1.0}, [0.0, 1.0], [1.0], [0.0], 1.0, 0.1, 10)
    with pytest.raises(InputError, match="positive rate"):
        train({"coverage": 1.0}, [0.0, 1.0], [1.0], [0.0], 1.0, 0.0, 10)
