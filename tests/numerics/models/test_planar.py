"""Planar limits and means of any model against what is known by other means."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.planar import interior
from numerics.errors import ConvergenceError
from numerics.models.extrapolation import Estimate
from numerics.models.planar import corrected_rule, expected, planar, planar_rule
from numerics.models.point import Point
from numerics.models.simulation import simulate
from tests.numerics.models import plain
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.models import load

RATIOS = {"p": 100, "H": 50, "N": 200}


def test_the_tied_autoencoder_by_its_series():
    times = np.linspace(0, 1, 5)
    known = interior.losses(times, Sizes(100, 50, 200, 0.01))
    found = planar(Point(load("tied-autoencoder"), RATIOS, {"sigma2": 0.01}), times, 0.01)
    for name, curve, error in (
        ("train", known.train, known.train_error),
        ("population", known.population, known.population_error),
    ):
        assert np.all(np.abs(found.losses[name] - curve) <= found.errors[name] + error + 1e-12 * curve[0])
        assert np.all(found.errors[name] <= 0.01 * curve[0])


@pytest.mark.parametrize("name", ["untied-weight-decay", pytest.param("teacher-student", marks=pytest.mark.slow)])
def test_early_times_by_the_planar_expansion(name):
    """The exact planar series to order 4, whose terms alternate and shrink: the last one bounds the next."""
    model = load(name)
    point = Point(model, dict(zip(model.sizes, (60, 30, 40, 90), strict=False)), dict.fromkeys(model.scalars, 0.005))
    times = np.array([0.0, 0.02, 0.04])
    found = planar(point, times, 0.01)
    at = dict(zip(model.names, map(Fraction, point.numbers), strict=True))
    for loss in model.losses:
        terms = [
            float(expansion(model, loss, s, planar=True).evaluate(**at)) * times**s / factorial(s) for s in range(5)
        ]
        allowed = found.errors[loss] + np.abs(terms[-1]) + 1e-12 * terms[0]
        assert np.all(np.abs(found.losses[loss] - sum(terms)) <= allowed)
        assert allowed.max() < 0.05 * (sum(terms)[0] - sum(terms)[-1])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tied-autoencoder", "untied-weight-decay", "teacher-student"])
def test_the_correction_against_simulation(name):
    model = load(name)
    point = Point(model, dict(zip(model.sizes, (80, 60, 40, 120), strict=False)), dict.fromkeys(model.scalars, 0.02))
    times = np.linspace(0, 2, 5)
    limit, found, runs = planar(point, times), expected(point, times), simulate(point, times, 300, seed=9)
    assert "copy" in found.route
    for loss in model.losses:
        gap = np.abs(found.losses[loss] - runs.mean[loss])
        assert np.all(gap <= found.errors[loss] + 3 * runs.stderr[loss])
    # The planar limit itself is off by more than its error somewhere: there is something to correct.
    missed = max(float(np.max(np.abs(limit.losses[x] - runs.mean[x]) / runs.stderr[x])) for x in model.losses)
    assert missed > 4


def test_rules_are_exact_where_they_should_be():
    """f = a + b x^2 for complex letters; D = c x + d x^2 for the difference; x = 1/scale."""
    s1, s2 = 0.2, 0.43

    def complex_mean(scale):
        return 3 + 0.7 / scale**2

    def real_mean(scale):
        return complex_mean(scale) - 0.4 / scale + 0.1 / scale**2

    limit, corrected = planar_rule(s1, s2), corrected_rule(s1, s2)
    assert np.dot(limit.value, [complex_mean(s) for s in (s1, s2)]) == pytest.approx(3)
    means = [complex_mean(s1), complex_mean(s2), real_mean(s1), real_mean(s2)]
    assert np.dot(corrected.value, means) == pytest.approx(3 - 0.4 + 0.1)
    assert sum(corrected.value) == pytest.approx(1)


def test_what_is_not_reached_is_refused():
    point = plain.at(load("untied-autoencoder"), (8, 4, 16), 0.05)
    with pytest.raises(ConvergenceError, match=r"0\.0001 is asked for: allow"):
        planar(point, [0.0, 1.0], 1e-4, most=200)
    with pytest.raises(InputError, match="between 0 and 1"):
        planar(point, [0.0, 1.0], 0.0)


def test_sizes_far_apart_are_refused_before_any_run():
    point = plain.at(load("untied-autoencoder"), (3000, 10, 3000), 0.05)
    with pytest.raises(ConvergenceError, match=r"copies have p = \d{4}, H = 1\d.*out of reach: take a limit"):
        planar(point, [0.0, 1.0], progress=lambda runs: pytest.fail(f"{runs} runs were made"))


def test_a_small_point_is_simulated_itself():
    found = expected(plain.at(load("untied-autoencoder"), (8, 4, 16), 0.05), [0.0, 1.0], 0.05)
    assert isinstance(found, Estimate)
    assert found.route.endswith("runs at the point itself")
    # E Tr (I - V U)^2 / 2 at t = 0: p/2 + p^2 H sigma^4 / 2, exactly, by the controls.
    assert found.losses["population"][0] == pytest.approx(4 + 8**2 * 4 * 0.05**2 / 2, rel=1e-9)
