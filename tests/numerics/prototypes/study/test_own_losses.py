"""Losses of one's own in the place of the study's: the same study where they are the same, what is refused."""

import numpy as np
import pytest
import torch
import xarray as xr

from numerics.prototypes.autograd import structural_gradient
from numerics.prototypes.study.batches import Run, energy_slope, stacked
from numerics.prototypes.study.claims_map import MapPlan
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.run import run_study
from numerics.prototypes.study.settings import MASKS, Plan, Settings
from numerics.prototypes.study.tau_sweep import trained_sweep
from theory.errors import InputError

SAME = {
    "coverage": "-tau*logsumexp_j(-r**2/tau)",
    "separation": "exp(-d**2/tau)",
    "overlap": "mean_i(phi_j*phi_k)",
}
FILE = """
import sympy as sp
from theory.prototypes import PairEnergy
from theory.prototypes.system import distance
hinge = PairEnergy("hinge", (lambda _, p, q: sp.Max(0, {reach} - distance(p.centre, q.centre)),), lambda u: u[0])
"""


@pytest.mark.parametrize("dimension", [1, 2])
def test_the_same_losses_have_the_same_gradient(dimension):
    """Autograd on formulas against the gradients written out, all masks, runs of two temperatures."""
    written = Settings(dimension=dimension, tau=0.05, coverage_tau=0.02)
    formulas = Settings(dimension=dimension, tau=0.05, coverage_tau=0.02, losses=SAME)
    runs = [Run(problem(6, k, written), mask, tau=t) for k, t in ((0, 0.05), (1, 0.2)) for mask in MASKS]
    weights = stacked(runs)
    found, expected = (energy_slope(runs, settings)(weights) for settings in (formulas, written))
    assert torch.allclose(found, expected, rtol=0, atol=1e-13)  # sums of dozens of terms of O(1)


def test_responses_near_a_flat_neuron_are_its_own():
    """Within the floor of |w| a centre is not -b / w, but the response is exp(-(w x + b)^2): overlap in closed form."""
    settings = Settings(fit=0.0)
    start = problem(5, 0, settings)
    start.weights[0, 0], start.weights[1, 0] = 1e-4, -5e-4
    run = Run(start, "overlap", strength=(0.0, 0.0, 1.0))
    found = structural_gradient({"overlap": 1.0}, torch.tensor(start.samples[None]), settings.floor)(stacked([run]))
    assert torch.allclose(found, energy_slope([run], settings)(stacked([run])), rtol=0, atol=1e-13)


@pytest.mark.parametrize(("steps", "sizes"), [(100, (4,)), pytest.param(2000, (3, 5, 10), marks=pytest.mark.slow)])
def test_the_same_losses_give_the_same_study(steps, sizes):
    """2000 steps of Adam magnify the rounding of two ways to a gradient to 1e-11 of the errors at most."""
    written, formulas = (
        run_study(Plan(Settings(steps=steps, losses=losses), sizes, (0, 1)), workers=1) for losses in ({}, SAME)
    )
    for name in MEASURES:
        xr.testing.assert_allclose(formulas[name], written[name], rtol=1e-9, atol=1e-12)


def test_a_loss_takes_one_place_only():
    """The masks without it are trained as before, bit for bit; those with it are others."""
    own = Settings(steps=30, losses={"separation": "exp(-d/reach)"}, parameters={"reach": 0.1})
    found, usual = (
        run_study(Plan(settings, (4,), (0,)), workers=1)["weights"] for settings in (own, Settings(steps=30))
    )
    for mask in MASKS:
        same = np.array_equal(found.sel(mask=mask), usual.sel(mask=mask))
        assert same == ("separation" not in mask)


def test_results_belong_to_the_contents_of_a_file(tmp_path):
    path, store = tmp_path / "mine.py", tmp_path / "out"
    path.write_text(FILE.format(reach=0.4))
    first = _studied(path, store)
    moved = tmp_path / "folder" / "mine.py"
    moved.parent.mkdir()
    path.rename(moved)
    assert np.array_equal(first, _studied(moved, store))
    assert _lines(store) == 1  # the same contents elsewhere: nothing is trained again
    moved.write_text(FILE.format(reach=0.2))
    assert not np.array_equal(first, _studied(moved, store))
    assert _lines(store) == 2


def _studied(path, store) -> np.ndarray:
    settings = Settings(steps=5, losses={"separation": f"{path}:hinge"})
    return run_study(Plan(settings, (4,), (0,), ("separation",)), store, workers=1)["weights"].values


def _lines(store) -> int:
    return (store / "runs" / "journal.jsonl").read_bytes().count(b"\n")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"losses": {"glue": "exp(-d)"}}, "a loss in the place of 'glue': choose one of coverage, separation, overlap"),
        ({"losses": {"overlap": 3}}, "the loss in the place of overlap is 3: give a text"),
        ({"losses": (("overlap", "d"), ("overlap", "d**2"))}, "2 losses in the place of overlap"),
        ({"losses": {"overlap": "exp(-d/s)"}}, r"no value for the parameter\(s\) s"),
        ({"losses": {"overlap": "exp(-d)"}, "parameters": {"s": 1}}, "no loss has a parameter 's'"),
        ({"parameters": {"s": 1}}, "no loss has a parameter 's'"),
        ({"losses": {"overlap": "exp(-c_1*d)"}, "parameters": {"c_1": 1}}, "has c_1 outside of a reduction"),
        ({"losses": {"overlap": "uniform-overlap"}, "dimension": 2}, "prototypes in 2 dimensions"),
    ],
)
def test_what_is_refused(given, words):
    with pytest.raises(InputError, match=words):
        Settings(**given)


@pytest.mark.parametrize(
    ("losses", "words"),
    [({"coverage": "min_j(r)"}, "the sweep trains separation alone"), ({"separation": "exp(-d)"}, "has no tau")],
)
def test_a_sweep_over_tau_needs_one(losses, words):
    with pytest.raises(InputError, match=words):
        trained_sweep(Settings(losses=losses), 4, 1, [0.1, 0.2])


def test_the_map_varies_no_tau_of_overlap():
    with pytest.raises(InputError, match="in the place of overlap has a tau"):
        MapPlan(Plan(Settings(losses={"overlap": "exp(-d/tau)"}), (3,), (0,)))
