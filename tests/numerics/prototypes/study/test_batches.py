"""Training in batches: the same runs alone, the optimizers against torch and against the flow, bad input."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from numerics.errors import ConvergenceError
from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.flow import weight_flow
from numerics.prototypes.study.batches import Run, batch, stacked, train
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.settings import MASKS, Plan, Settings, mask_name
from tests.oracles.batch_energies import energy
from theory.errors import InputError


def _runs(settings: Settings, size: int = 6, seeds: int = 3) -> list[Run]:
    return [Run(problem(size, seed, settings), mask) for mask in MASKS for seed in range(seeds)]


def test_same_bits_again():
    settings = Settings(steps=50)
    first, second = (train(_runs(settings), settings) for _ in range(2))
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("chosen", [[0], [5, 23], [20, 3, 11], list(range(12))])
def test_a_run_does_not_depend_on_its_batch(chosen):
    settings = Settings(steps=50)
    runs = _runs(settings)
    together, apart = train(runs, settings)[-1][chosen], train([runs[k] for k in chosen], settings)[-1]
    # rounding 1e-16 of each step, magnified at most tenfold in 50 steps of this size
    np.testing.assert_allclose(apart, together, rtol=0, atol=1e-13)


@pytest.mark.parametrize(("optimizer", "reference"), [("adam", torch.optim.Adam), ("sgd", torch.optim.SGD)])
def test_optimizers_are_torchs(optimizer, reference):
    settings = Settings(steps=40, optimizer=optimizer)
    runs = _runs(settings)
    data = batch(runs, settings)
    weights = stacked(runs).requires_grad_()
    stepper = reference([weights], lr=settings.rate)
    for _ in range(settings.steps):
        stepper.zero_grad()
        energy(data, weights).sum().backward()
        stepper.step()
    # Adam divides by the gradient's size: rounding of a gradient near zero is magnified
    np.testing.assert_allclose(train(runs, settings)[-1], weights.detach().numpy().swapaxes(1, 2), rtol=0, atol=1e-9)


def test_flow_closes_at_fourth_order():
    """Halving the Runge-Kutta step divides the error by 16."""
    coarse = Settings(optimizer="flow", steps=20, rate=0.1, tau=0.05, coverage_tau=0.05)
    runs = _runs(coarse)
    found = [train(runs, replace(coarse, steps=20 * k, rate=0.1 / k))[-1] for k in (1, 2, 4, 16)]
    errors = [np.abs(w - found[-1]).max() for w in found[:-1]]
    slope = np.polyfit(np.log([4, 2, 1]), np.log(errors), 1)[0]
    assert slope == pytest.approx(4, abs=0.3)


def test_flow_is_the_force_fields():
    """Without the fit, the batch flows as the force-field ODE of weight space, which shares no code."""
    settings = Settings(optimizer="flow", fit=0.0, strength=1.0, tau=0.05, coverage_tau=0.05, rate=0.05, steps=60)
    for mask in ("coverage+separation", "overlap"):
        run = Run(problem(6, 1, settings), mask)
        records = train([run], settings, every=10)[:, 0]
        field = landscape(dict.fromkeys(mask.split("+"), 1.0), samples(run.problem.samples), 0.05)
        path = weight_flow(field, *run.problem.weights[:, :2].T, np.linspace(0, 3, 7))
        np.testing.assert_allclose(-records[..., 1] / records[..., 0], path.centres, rtol=0, atol=1e-6)  # Runge-Kutta's


def test_training_lowers_every_energy():
    settings = Settings(steps=300)
    runs = _runs(settings)
    data = batch(runs, settings)
    start, end = (energy(data, torch.tensor(w).transpose(1, 2)) for w in train(runs, settings, every=300))
    assert (end < start).all()


@pytest.mark.parametrize("change", [{"optimizer": "sgd", "rate": 1e305, "fit": 1e10}, {"rate": 1e200}])
def test_divergence_is_an_error(change):
    """Adam's steps are finite at any rate, but the squares of such weights are not."""
    settings = Settings(steps=5, **change)
    with pytest.raises(ConvergenceError, match="take a smaller rate"):
        train(_runs(settings), settings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"strength": -0.1}, "strength -0.1: give a finite number >= 0"),
        ({"tau": 0.0}, "tau 0.0: give a finite number > 0"),
        ({"tau": np.nan}, "tau nan"),
        ({"steps": 0}, "steps 0: give an integer of at least 1"),
        ({"width": 1}, "width 1: give an integer of at least 2"),
        ({"dimension": 0}, "dimension 0"),
        ({"optimizer": "newton"}, "unknown optimizer 'newton': choose from adam"),
        ({"target": "noise"}, "unknown target 'noise'"),
        ({"start": "warm"}, "unknown start 'warm'"),
    ],
)
def test_bad_settings(change, words):
    with pytest.raises(InputError, match=words):
        Settings(**change)


def test_bad_plans():
    for change, words in (
        ({"sizes": (3, 1)}, "each at least 2 samples"),
        ({"masks": ("glue",)}, "unknown mask 'glue': choose from baseline"),
        ({"masks": ("overlap+overlap",)}, "unknown mask 'overlap\\+overlap'"),
        ({"masks": ("overlap+coverage", "coverage+overlap")}, "repeat: give each once"),
        ({"masks": ()}, "no masks: give at least one"),
        ({"seeds": (0, 0)}, "repeat: give each once"),
        ({"seeds": ()}, "give at least one"),
    ):
        with pytest.raises(InputError, match=words):
            Plan(Settings(), **change)


def test_the_order_of_words_in_a_mask_is_free():
    given = problem(3, 0, Settings())
    assert Plan(Settings(), masks=("overlap+separation+coverage", "baseline")).masks == (
        "coverage+separation+overlap", "baseline"
    )  # fmt: skip
    assert Run(given, "overlap+coverage") == Run(given, "coverage+overlap")
    assert mask_name(["overlap", "separation"]) == "separation+overlap"


def test_bad_problems():
    weights = np.ones((3, 3))
    with pytest.raises(InputError, match="two inputs are equal"):
        Problem(np.array([[0.0], [0.5], [0.0]]), np.zeros(3), weights)
    with pytest.raises(InputError, match="not finite"):
        Problem(np.array([[0.0], [np.nan]]), np.zeros(2), weights)
    with pytest.raises(InputError, match="N >= 2"):
        Problem(np.array([[0.0]]), np.zeros(1), weights)
    with pytest.raises(InputError, match="unknown mask"):
        Run(problem(3, 0, Settings()), "glue")
    with pytest.raises(InputError, match="tau -1"):
        Run(problem(3, 0, Settings()), "baseline", tau=-1)
