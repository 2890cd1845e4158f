"""The comparison over the study: shapes, rivals, and scores against their definitions."""

import numpy as np
import pytest
import torch

from numerics.prototypes.reconstruction import calibration, compare_readings
from numerics.prototypes.reconstruction.comparison import METHODS
from numerics.prototypes.reconstruction.own_data import train_and_read
from numerics.prototypes.reconstruction.rivals import _gradient, kmeans_centres, rbf_centres
from numerics.prototypes.reconstruction.scores import score
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Plan, Settings
from theory.errors import InputError

QUICK = Settings(steps=30)


@pytest.fixture(autouse=True)
def few_replays(monkeypatch):
    """Confidences are not judged here."""
    monkeypatch.setattr(calibration, "ESTIMATES", 60)
    calibration.calibrate.cache_clear()
    yield
    calibration.calibrate.cache_clear()


def test_comparison_has_every_method_and_repeats():
    plan = Plan(QUICK, (3, 4), (0, 1), ("baseline", "coverage"))
    found = compare_readings(plan, kkt=3, workers=1)
    assert found["score"].sizes == {"point": 2, "mask": 2, "run": 2, "reconstruction": len(METHODS), "measure": 4}
    error = found["score"].sel(measure="hungarian")
    assert np.isfinite(error.sel(mask="coverage", reconstruction=["kkt-losses", "kkt-weights"]).isel(point=0)).all()
    assert error.sel(reconstruction="kkt-losses", mask="baseline").isnull().all()
    assert error.isel(point=1).sel(reconstruction=["kkt-losses", "kkt-weights"]).isnull().all()
    assert (error.sel(reconstruction="random") > 1e-3).all()  # no random point is an input
    again = compare_readings(Plan(QUICK, (4,), (0, 1), ("baseline", "coverage")), kkt=3, workers=1)
    np.testing.assert_array_equal(again["score"].isel(point=0).values, found["score"].isel(point=1).values)


def test_scores():
    found = score(np.array([[0.0], [1.0]]), np.array([[0.1], [0.5], [0.8]]), 0.15)
    assert found == pytest.approx({"hungarian": 0.15, "to_data": 0.15, "from_data": 0.8 / 3, "within": 0.5})
    assert all(np.isnan(v) for v in score(np.empty((0, 1)), np.ones((2, 1)), 1.0).values())


@pytest.mark.parametrize("unit", [2.0**-700, 2.0**700])
def test_scores_follow_units_whose_squares_are_no_doubles(unit):
    estimates, samples = np.array([[0.0, 1.0], [1.0, 2.0]]), np.array([[0.1, 1.0], [0.5, 0.0], [0.8, 2.0]])
    plain, scaled = score(estimates, samples, 0.15), score(unit * estimates, unit * samples, unit * 0.15)
    assert scaled == {name: value * (1 if name == "within" else unit) for name, value in plain.items()}


@pytest.mark.parametrize("unit", [2.0**-700, 2.0**700])
def test_scores_of_estimates_in_another_unit_than_the_inputs(unit):
    found = score(np.array([[1.0], [2.0]]), unit * np.array([[1.0], [-1.0]]), 0.15)
    expected = {"hungarian": max(1.5, unit), "to_data": max(1.5, unit), "from_data": max(1.0, unit), "within": 0.0}
    assert found == pytest.approx(expected, rel=1e-12)


def test_rbf_gradient_is_that_of_autograd(rng):
    x, y, v = (torch.tensor(rng.random(shape)) for shape in ((2, 5, 2), (2, 5), (2, 3, 3)))
    v.requires_grad_()
    phi = torch.exp(-9.0 * torch.cdist(x, v[..., :-1]).square())
    torch.square((phi * v[:, None, :, -1]).sum(-1) - y).mean(-1).sum().backward()
    torch.testing.assert_close(_gradient(x, y, v.detach(), 3.0), v.grad)


def test_rbf_centres_move_from_the_studys_start():
    given = [problem(5, k, QUICK) for k in range(2)]
    found = rbf_centres(given, QUICK)
    start = np.array([-p.weights[:, 1:-1] / p.weights[:, :1] for p in given])
    assert found.shape == start.shape
    assert 1e-4 < np.abs(found - start).max() < QUICK.steps * QUICK.rate


def test_kmeans_finds_two_heaps(rng):
    heaps = np.concatenate([rng.normal(0, 0.01, (20, 2)), rng.normal(1, 0.01, (20, 2))])
    found = kmeans_centres(heaps, 2)
    np.testing.assert_allclose(np.sort(found, axis=0), [[0, 0], [1, 1]], atol=0.01)


def test_own_data_come_back_in_their_units(rng):
    inputs = 50 + 10 * rng.random((6, 2))
    first = train_and_read(inputs, QUICK, "coverage", (0,), kkt=0)[0]
    second = train_and_read((inputs - 50) / 10, QUICK, "coverage", (0,), kkt=0)[0]
    np.testing.assert_allclose(first.reading.estimates, 50 + 10 * second.reading.estimates, rtol=1e-6)
    assert first.reading.distance == pytest.approx(10 * second.reading.distance)
    np.testing.assert_allclose(first.points["rbf"], 50 + 10 * second.points["rbf"], rtol=1e-6)


def test_own_data_refusals():
    with pytest.raises(InputError, match="2 inputs"):
        train_and_read(np.ones((2, 1)), QUICK, "coverage", (0,))
    with pytest.raises(InputError, match="all inputs are equal"):
        train_and_read(np.ones((4, 1)), QUICK, "coverage", (0,))
    with pytest.raises(InputError, match="unknown mask 'cover'"):
        train_and_read(np.arange(4.0)[:, None], QUICK, "cover", (0,))
