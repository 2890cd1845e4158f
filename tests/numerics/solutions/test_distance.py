"""The measured distance of a limit from finite sizes: against simulation at these sizes."""

import numpy as np
import pytest

from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions import limit
from numerics.solutions.distance import distance
from theory.errors import InputError
from theory.models import load
from theory.solutions import MODELS, solutions

SMALL_RATIOS = {
    "large-data": {"N": 40},
    "small-data": {"N": 1 / 40},
    "mean-field": {"H": 40},
    "narrow-latent": {"H": 1 / 40},
}
"""Sizes over p where a facet should hold."""


def misses(model, name, point, t, runs, seed):
    """By how many standard errors of the reference the limit lies farther off than was measured, for each loss."""
    found = limit(model, name)
    near, far, curves = distance(found, t, point), simulate(point, t, runs, seed), found.losses(t, point)
    return {
        loss: float(np.max((abs(far.mean[loss] - curve) - near.errors[loss]) / far.stderr[loss]))
        for loss, curve in curves.items()
    }


def test_a_small_point_is_measured_itself():
    point = Point(load("tied-weight-decay"), {"p": 8, "H": 30, "N": 10}, {"sigma2": 0.02, "lambda": 0.3})
    found = distance(limit("tied-weight-decay", "mean-field"), np.array([0.0, 0.5]), point)
    assert found.rho == (1.0,)
    assert all((error > 0).all() for error in found.errors.values())


LAZY = Point(load("untied-weight-decay"), {"p": 400, "H": 10**6, "N": 400}, {"sigma2": 5e-5, "lambda": 6.0})


def test_a_limit_refused_at_smaller_sizes_has_no_distance():
    """On the way a0 falls from 50, so that the times of the flow grow beyond 1 / 2 lambda."""
    found, t = limit("untied-weight-decay", "lazy"), np.array([0.0, 0.08])
    assert found.losses(t, LAZY)["train"][1] > 0
    with pytest.raises(
        InputError, match=r"lazy: its distance .* cannot be measured at smaller ones: lazy: at lambda t ="
    ):
        distance(found, t, LAZY)


@pytest.mark.slow
def test_the_distance_covers_larger_sizes():
    point = Point(load("tied-weight-decay"), {"p": 60, "H": 900, "N": 90}, {"sigma2": 4e-4, "lambda": 0.3})
    found = misses("tied-weight-decay", "mean-field", point, np.array([0.0, 0.5, 1.0]), 4, 1)
    assert max(found.values()) < 4  # of nine values one by chance above 4 standard errors of 4 runs is one in a hundred


CASES = [(model, name) for model in MODELS for name in solutions(model) if name in SMALL_RATIOS]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "name"), CASES)
def test_the_distance_covers_random_points(model, name):
    rng = np.random.default_rng(CASES.index((model, name)))
    covered = []
    for trial in range(5):
        p = int(rng.integers(60, 120))
        ratios = {size: rng.uniform(0.3, 3) for size in "HN"} | SMALL_RATIOS[name]
        sizes = {"p": p, **{size: max(2, round(p * ratio)) for size, ratio in ratios.items()}}
        found = load(model)
        wide = max(p, sizes["H"])
        values = {"sigma2": rng.uniform(0.1, 2) / wide, "lambda": rng.uniform(0.1, 1.5), "delta2": rng.uniform(0.1, 1)}
        point = Point(found, sizes, {scalar: values[scalar] for scalar in found.scalars})
        t = np.array([0.0, 0.1, 0.3, 1.0, 2.0]) * (min(1, sizes["N"] / p))
        covered += [miss < 3 for miss in misses(model, name, point, t, 8, trial).values()]
    assert np.mean(covered) >= 0.9  # at most one of 10 to 15 curves beyond
