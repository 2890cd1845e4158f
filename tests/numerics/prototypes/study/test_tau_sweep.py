"""The sweep over tau: flow against continuum, training against single runs, the continuum against its formula."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.prototypes.study import tau_sweep
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measures import measure
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.tau_sweep import (
    continuum_expelled,
    continuum_reach,
    flow_expelled,
    harm,
    trained_sweep,
)
from theory.errors import InputError


def test_flow_meets_the_continuum():
    """For spacing < sqrt(tau) < hull: the mobility's spread of 13 % moves the fraction by about 0.03 (measured)."""
    taus = [1e-3, 3e-3, 0.01, 0.03]
    assert np.abs(flow_expelled(100, taus, 0.3) - continuum_expelled(taus, 0.3)).max() < 0.04


def test_continuum_forgets_its_start():
    """After long times the uniform start follows Barenblatt's formula; its delay is of the order of the start's own
    time 1 / 36 in units of 1 / D, here 2 % of the elapsed time, 1 / 3 of which shows in the fraction left."""
    tick = 2.0
    left = ((4.5 * tick) ** (2 / 3) - 1 / 12) / (6 * tick)
    tau = (tick / 2) ** 2 / np.pi
    assert 1 - continuum_expelled([tau], 1.0)[0] == pytest.approx(left, rel=0.02)


def test_sweep_is_its_single_runs():
    settings = Settings(steps=40)
    data = trained_sweep(settings, 5, 2, [1e-3, 0.1], workers=1)
    given = problem(5, 1, settings)
    weights = train([Run(given, "separation", tau=0.1)], settings)[-1, 0]
    for name, value in measure(given.samples, given.labels, weights, settings.floor).items():
        # rounding of 40 steps
        assert float(data[name].isel(point=2, run=1)) == pytest.approx(value, rel=1e-9, abs=1e-12)


def test_harm_is_one_sided():
    data = trained_sweep(Settings(steps=300, strength=1.0), 10, 8, [1e-4, 0.3], workers=1)
    p = harm(data)
    assert p[1] == pytest.approx(2 * 2.0**-8)  # every pair one way, times the number of tests
    assert p[0] > 0.05


def test_what_the_continuum_does_not_reach_is_refused():
    with pytest.raises(InputError, match="earlier --elapsed"):
        continuum_reach([0.1, 1.0], 1e300)


def test_a_flow_that_its_steps_do_not_resolve_is_an_error(monkeypatch):
    """To this time 400 steps expel 0.75 of the mass instead of 0.70."""
    monkeypatch.setattr(tau_sweep, "FLOW_STEPS", (200, 400))
    with pytest.raises(ConvergenceError, match="not resolved by 400 steps"):
        flow_expelled(10, [0.01], 300.0)
