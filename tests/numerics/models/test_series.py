"""Resummed series of any model against simulation, and what it refuses."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.methods.resummation import ResummationError
from numerics.models.point import Point
from numerics.models.series import affordable, series
from numerics.models.simulation import simulate
from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, define
from theory.models import load


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("untied-autoencoder", {"p": 20, "H": 12, "N": 30}),
        pytest.param("teacher-student", {"p": 20, "q": 12, "H": 8, "N": 30}, marks=pytest.mark.slow),
    ],
)
def test_agrees_with_simulation_inside_its_error(name, sizes):
    """Four standard errors of 600 runs and the error of the resummation."""
    model, t = load(name), np.array([0, 0.03, 0.1])
    point = Point(model, sizes, dict.fromkeys(model.scalars, 0.03))
    found, runs = series(point, t), simulate(point, t, 600)
    for loss, mean in runs.mean.items():
        assert np.all(np.abs(found.losses[loss] - mean) <= found.errors[loss] + 4 * runs.stderr[loss])


def test_planar_part_is_that_of_large_sizes():
    """At sizes a thousand times as large and the same ratios only planar terms are left, up to 1/p."""
    small, large = (
        Point(load("untied-autoencoder"), {"p": 2 * k, "H": k, "N": 4 * k}, {"sigma2": 0.3 / k}) for k in (10, 10_000)
    )
    t = [0.0, 0.02]
    planar, whole = series(small, t, planar=True), series(large, t)
    np.testing.assert_allclose(1000 * planar.losses["train"], whole.losses["train"], rtol=2e-4)


def test_a_derivative_beyond_double_precision_is_refused():
    """sigma2^-50 in the loss, to the power of the order: numpy's warning, then an error of Python's."""
    letters = {"W": Gaussian(["p", "p"], "s", trained=True)}
    steep = define("steep", {"p": ""}, {"s": ""}, letters, {"L": "Tr(W*W.T)/s**50"}, "L")
    with pytest.raises(ConvergenceError, match="steep: a derivative at t = 0 leaves the range of double precision"):
        series(Point(steep, {"p": 4}, {"s": 0.1}), [0.0, 0.2])


def test_the_order_is_what_is_cheap():
    assert affordable(load("untied-autoencoder"), "train") == 6
    assert affordable(load("three-layer"), "train") == 5


def test_late_times_and_given_matrices_are_refused():
    """From t = 0.3 on the seven coefficients say less and less, in the end nothing."""
    point = Point(load("untied-autoencoder"), {"p": 20, "H": 10, "N": 20}, {"sigma2": 0.1})
    with pytest.raises(ResummationError, match="without poles up to t = 50"):
        series(point, [0.0, 50.0])
    assert series(point, [0.0, 0.01]).share(series(point, [0.0, 0.01]).errors) < 0.01
    with pytest.raises(ResummationError, match="the series errs by up to"):
        series(point, [0.0, 0.3], accuracy=1e-6)
    with pytest.raises(ResummationError, match=r"of the loss at t = 0, by more than 1 from t = 0.8 on"):
        series(point, [0.0, 0.1, 0.8])
    given = define(
        "anisotropic",
        {"p": "features"},
        {"s": "variance"},
        {"w": Gaussian(["p", "p"], "s", trained=True), "C": Symmetric("p")},
        {"L": "Tr(w*w.T*C)/2"},
        "L",
    )
    with pytest.raises(InputError, match="moments of C"):
        series(Point(given, {"p": 4}, {"s": 1.0}), [0.0, 1.0])
