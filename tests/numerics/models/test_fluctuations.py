"""Bands of one run of any model against exact variances and simulations at the sizes themselves."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.planar import fluctuations as tied
from numerics.errors import ConvergenceError
from numerics.methods.scatter import deviation, variance_of
from numerics.models import fluctuations
from numerics.models.fluctuations import VARIANCE, bands, of_means, require_start
from numerics.models.planar import runs_itself
from numerics.models.point import Point
from numerics.models.simulation import Curves, simulate
from tests.numerics.models import plain
from theory.errors import InputError
from theory.matrix import read, variance
from theory.models import load

HELD_OUT = """
name = "factorization"
[sizes]
m = "rows of the matrix"
n = "columns of the matrix"
r = "inner dimension"
[scalars]
sigma2 = "variance of the initial factors"
mu2 = "variance of the matrix"
[matrices]
A = { shape = ["m", "r"], variance = "sigma2", trained = true }
B = { shape = ["n", "r"], variance = "sigma2", trained = true }
Y = { shape = ["m", "n"], variance = "mu2" }
[losses]
error = "Tr((Y - A*B.T)*(Y - A*B.T).T)/2"
[flow]
loss = "error"
"""

POINTS = {
    "untied-autoencoder": ((90, 45, 90), {"sigma2": 0.01}),
    "tied-noisy-inputs": ((90, 45, 90), {"sigma2": 0.005, "delta2": 0.3}),
    "teacher-student": ((90, 45, 45, 90), {"sigma2": 0.015, "mu2": 0.02}),
    "three-layer": ((90, 45, 45, 90), {"sigma2": 0.02}),
    "held-out": ((90, 45, 45), {"sigma2": 0.015, "mu2": 0.015}),
}
"""Modest sizes whose copies are less than half as large; the loss of the flow falls to 0.25 to 0.54 up to t = 0.4."""


def point_of(name, tmp_path):
    sizes, values = POINTS[name]
    if name == "held-out":
        (tmp_path / "held-out.toml").write_text(HELD_OUT)
    model = read(tmp_path / "held-out.toml") if name == "held-out" else load(name)
    return Point(model, dict(zip(model.sizes, sizes, strict=True)), values)


def exact(point, loss):
    """The exact standard deviation at t = 0."""
    numbers = dict(zip(point.model.names, map(Fraction, point.numbers), strict=True))
    return float(variance(point.model, loss, 0).evaluate(**numbers)) ** 0.5


def test_the_start_is_exact(tmp_path):
    """From copies; the exact variance at the sizes themselves has terms of all orders in 1/size."""
    point = point_of("held-out", tmp_path)
    found = bands(point, [0.0], accuracy=0.2)
    assert not runs_itself(point)
    assert "runs of a copy with" in found.route
    for loss in point.model.losses:
        assert abs(found.values[loss][0] - exact(point, loss)) < found.errors[loss][0] < 0.25 * found.values[loss][0]


def test_sizes_between_integers():
    """37 and 53 are primes: the variances of up to 64 copies of whole sizes are interpolated."""
    model = load("teacher-student")
    point = Point(model, {"p": 101, "q": 53, "H": 37, "N": 89}, {"sigma2": 0.01, "mu2": 0.02})
    found = bands(point, [0.0], accuracy=0.2)
    for loss in model.losses:
        assert abs(found.values[loss][0] - exact(point, loss)) < found.errors[loss][0]


@pytest.mark.slow
@pytest.mark.parametrize("name", POINTS)
def test_against_simulation(name, tmp_path):
    """Within the error stated and three standard errors of 400 runs at the sizes themselves, from start to end."""
    point, times = point_of(name, tmp_path), np.linspace(0, 0.8, 5)
    found, curves = bands(point, times), simulate(point, times, 400, seed=11, tol=1e-5)
    assert "runs of a copy with" in found.route
    for loss, runs in curves.losses.items():
        value, stderr = variance_of(runs)
        allowed = np.hypot(found.errors[loss], deviation(value, 3 * stderr)[1])
        assert np.all(np.abs(found.values[loss] - np.sqrt(value)) < allowed)
        assert abs(found.values[loss][0] - exact(point, loss)) < found.errors[loss][0]
        assert np.all(found.errors[loss] < 0.15 * found.values[loss])
    fall = curves.mean[point.model.flow]
    assert 0.2 * fall[0] < fall[2] < 0.6 * fall[0]  # t = 0.4 is in the middle of the curve


@pytest.mark.slow
def test_the_tied_autoencoder_by_its_own_route():
    point = Point(load("tied-autoencoder"), {"p": 100, "H": 50, "N": 200}, {"sigma2": 0.01})
    times = np.linspace(0, 1, 4)
    found, known = bands(point, times), tied.bands(times, Sizes(100, 50, 200, 0.01))
    for loss in ("train", "population"):
        gap = np.abs(found.values[loss] - getattr(known, loss))
        assert np.all(gap < np.hypot(found.errors[loss], getattr(known, f"{loss}_error")))


def test_a_small_point_is_simulated_itself():
    """The exact series to order 3, whose last term is below a hundredth, at the sizes themselves."""
    point, t = plain.at(load("untied-autoencoder"), (5, 3, 8), 0.02), np.array([0.01, 0.02])
    found = bands(point, t, accuracy=0.2)
    assert found.route == f"{VARIANCE.pilot} runs at the point itself"
    numbers = dict(zip(point.model.names, map(Fraction, point.numbers), strict=True))
    for loss in point.model.losses:
        terms = [float(variance(point.model, loss, s).evaluate(**numbers)) for s in range(4)]
        rows = np.array(terms) * t[:, None] ** np.arange(4) / [1, 1, 2, 6]
        assert np.all(np.abs(rows[:, -1]) < 0.01 * rows.sum(axis=1))
        assert np.all(np.abs(found.values[loss] - np.sqrt(rows.sum(axis=1))) < found.errors[loss])


def test_a_mean_of_runs_scatters_less():
    point = plain.at(load("untied-autoencoder"), (5, 3, 8))
    one, nine = bands(point, [0.0, 0.1], accuracy=0.3), bands(point, [0.1], 9, accuracy=0.3)
    for loss in point.model.losses:
        assert nine.values[loss] == pytest.approx(one.values[loss][1:] / 3)
        assert nine.errors[loss] == pytest.approx(one.errors[loss][1:] / 3)


def test_what_is_given_does_not_scatter(rng):
    """As sigma2 -> 0 nothing is left but the samples, of variance p/2N at the start."""
    point = Point(load("untied-autoencoder"), {"p": 6, "H": 3, "N": 20}, {"sigma2": 1e-6})
    fixed = bands(point, [0.0], matrices={"X": rng.standard_normal((6, 20))})
    fresh = bands(point, [0.0])
    assert fixed.values["train"][0] < 1e-4
    assert abs(fresh.values["train"][0] - (6 / 40) ** 0.5) < fresh.errors["train"][0]


def test_a_model_without_a_planar_limit_is_simulated_itself():
    point = plain.at(load("quadratic"), (6, 4, 3))
    assert bands(point, [0.0], accuracy=0.4).route.endswith("runs at the point itself")


def of_normal(rng, spread):
    """2000 runs, normal with that variance at t = 0 and 1."""
    curves = Curves(np.array([0.0, 1.0]), {"train": spread**0.5 * rng.standard_normal((2000, 2))})
    return fluctuations.of_runs(curves)


def test_what_misses_the_exact_start_is_refused(rng):
    """A variance 1.3 times the exact one is seen by 2000 runs, whose standard error is 3 %; a negative one, too."""
    point = plain.at(load("untied-autoencoder"), (5, 3, 8), 0.02)
    due = exact(point, "train") ** 2
    require_start(point, of_normal(rng, due))
    with pytest.raises(ConvergenceError, match=r"the variance of the train loss at t = 0 is .* by its exact expansion"):
        require_start(point, of_normal(rng, 1.3 * due))
    found = of_normal(rng, due)
    with pytest.raises(ConvergenceError, match="the variance of the train loss comes out negative"):
        require_start(point, replace(found, losses={"train": found.losses["train"] * [1, -1]}))


def test_a_variance_that_vanishes_within_its_error():
    """The band is zero then, and its error that of the largest variance within reach."""
    curves = Curves(np.zeros(1), {"L": np.array([[0.0], [2.0]])})
    found = replace(fluctuations.of_runs(curves), losses={"L": np.array([-1.0])}, stderr={"L": np.array([5 / 3])})
    band = of_means(found, {"L": 0.1}, np.zeros(1), 4)
    assert (band.values["L"], band.errors["L"]) == (0, pytest.approx(2 / 2))


def test_losses_that_err_by_integration(rng):
    """Nothing is integrated up to t = 0."""
    found = of_normal(rng, 1.0)
    plain, widened = (of_means(found, {"train": step}, found.t, 1).errors["train"] for step in (0.0, 0.2))
    assert widened - plain == pytest.approx([0, 0.2])


def test_what_is_not_reached_is_refused():
    point = plain.at(load("untied-autoencoder"), (8, 4, 16))
    with pytest.raises(ConvergenceError, match=r"the variance of the loss is known to .* after 400 runs, 0\.02 is"):
        bands(point, [0.0], accuracy=0.01, most=400)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"runs": 0}, "the number of runs is an integer >= 1, got 0"),
        ({"runs": 1.5}, "the number of runs is an integer >= 1, got 1.5"),
        ({"runs": True}, "the number of runs is an integer >= 1, got True"),
        ({"accuracy": 1.0}, "accuracy = 1.0: give a share of the band between 0 and 1"),
    ],
)
def test_bad_input(asked, message):
    with pytest.raises(InputError, match=message):
        bands(plain.at(load("untied-autoencoder"), (5, 3, 8)), [0.0], **asked)
