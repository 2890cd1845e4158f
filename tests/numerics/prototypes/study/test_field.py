"""Training trajectories against the force-field flow with the fitting force included."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.field import field_flow
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import MASKS, TERMS, Settings
from theory.errors import InputError

SETTINGS = Settings(optimizer="sgd", rate=0.02, steps=200, tau=0.05, coverage_tau=0.05)


def _paths(mask: str, settings: Settings, every: int) -> tuple[np.ndarray, np.ndarray]:
    given = problem(6, 2, settings)
    trained = train([Run(given, mask)], settings, every=every)[:, 0]
    terms = {name: settings.strength * on for name, on in zip(TERMS, MASKS[mask], strict=True)}
    times = settings.rate * every * np.arange(len(trained))
    return trained, field_flow(given, landscape(terms, samples(given.samples), 0.05), times)


@pytest.mark.parametrize("mask", ["baseline", "coverage+separation", "overlap", "coverage+separation+overlap"])
def test_runge_kutta_is_the_field(mask):
    trained, flowed = _paths(mask, replace(SETTINGS, optimizer="flow", rate=0.1, steps=40), 10)
    # the training's own error: fourth order in a step of 0.1
    np.testing.assert_allclose(trained, flowed, rtol=0, atol=2e-4)
    assert np.abs(trained[-1] - trained[0]).max() > 0.1


def test_gradient_descent_closes_at_first_order():
    errors = []
    for k in (1, 2, 4):
        trained, flowed = _paths("coverage+overlap", replace(SETTINGS, rate=0.02 / k, steps=200 * k), 20 * k)
        errors.append(np.abs(trained - flowed).max())
    assert np.polyfit(np.log([4, 2, 1]), np.log(errors), 1)[0] == pytest.approx(1, abs=0.1)


def test_bad_input():
    given = problem(4, 0, Settings(dimension=2))
    with pytest.raises(InputError, match=r"2 dimension\(s\)"):
        field_flow(given, landscape({"coverage": 1.0}, samples(np.arange(3.0)), 0.1), [0.0, 1.0])
