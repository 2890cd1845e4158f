"""Costs foreseen against those of the flow itself."""

import numpy as np
import pytest

from numerics.models import cost
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.point import Point
from numerics.models.simulation import simulate
from theory.models import load

SIZES = {"p": 12, "H": 6, "N": 20}


@pytest.mark.parametrize(
    ("sigma2", "end", "scale"),
    [(0.01, 3.0, None), (0.01, 1e4, None), (1.0, 10.0, None), (0.01, 1.0, 30.0)],
    ids=["early", "late", "large start", "raw table"],
)
def test_evaluations_are_those_of_the_flow(sigma2, end, scale, monkeypatch):
    """Within a factor of three (two was measured, for one start each), from a hundred to ten thousand of them."""
    point, calls = Point(load("untied-autoencoder"), SIZES, {"sigma2": sigma2}), []
    given = None if scale is None else {"X": scale * np.random.default_rng(0).normal(size=(12, 20))}
    foreseen = cost.cost(point, end, 1, given, tol=1e-5).evaluations
    for name in ("velocity", "observe"):
        plain = getattr(MatrixFlow, name)
        monkeypatch.setattr(MatrixFlow, name, lambda *a, plain=plain: calls.append(1) or plain(*a))
    simulate(point, np.linspace(0, end, 5), 1, matrices=given, tol=1e-5)
    assert len(calls) / 3 < foreseen < 3 * len(calls)


def test_the_rate_is_that_of_the_data():
    """Weights at rest fall at the largest eigenvalue of S = X X^T / N, which a table thirty times as large raises."""
    point = Point(load("untied-autoencoder"), SIZES, {"sigma2": 0.01})
    table = np.random.default_rng(0).normal(size=(12, 20))
    small, large = (cost.cost(point, 100.0, 1, {"X": scale * table}, tol=1e-5) for scale in (1, 30))
    assert small.rate
    assert large.rate
    assert 700 < large.rate / small.rate < 1100
    assert large.evaluations > 3 * small.evaluations


def test_more_runs_cost_more():
    point = Point(load("untied-autoencoder"), {"p": 200, "H": 100, "N": 300}, {"sigma2": 0.01})
    few, many = (cost.cost(point, 0.1, runs).seconds for runs in (8, 80))
    assert many > 3 * few
