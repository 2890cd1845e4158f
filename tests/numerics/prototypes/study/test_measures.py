"""Measures on cases worked out by hand, and the hull against linear programming."""

from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from numerics.prototypes.study.measures import (
    CLEAR,
    hull_distance,
    measure,
    outside_hull,
    reconstruction_error,
    specialization_ratio,
)


def test_by_hand():
    """Samples 0, 1, 2; prototypes 0.5 (twice) and 5, which is dead; one is at the floor of |w|."""
    samples, labels = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 1.0, 0.0])
    weights = np.array([[1.0, -0.5, 1.0], [-0.01, 0.005, 0.0], [4.0, -20.0, 3.0]])
    found = measure(samples, labels, weights, floor=0.01)
    assert found["error"] == pytest.approx((0.5 + 0.5 + 3) / 3)
    assert found["specialization"] == pytest.approx(1 / 3)
    assert found["outside"] == pytest.approx(1 / 3)
    assert found["dead"] == pytest.approx(1 / 3)
    assert found["floored"] == 0
    assert measure(samples, labels, weights, floor=0.02)["floored"] == pytest.approx(1 / 3)
    residual = np.exp(-((np.arange(3) - 0.5) ** 2)) + 3 * np.exp(-((4 * np.arange(3) - 20.0) ** 2)) - labels
    assert found["fit"] == pytest.approx(np.mean(residual**2), rel=1e-14)


@pytest.mark.parametrize("dimension", [1, 2, 8])
def test_assignment_is_the_best_of_all(rng, dimension):
    x, c = rng.random((5, dimension)), rng.random((5, dimension))
    best = min(np.linalg.norm(x - c[list(order)], axis=1).mean() for order in permutations(range(5)))
    assert reconstruction_error(x, c) == pytest.approx(best, rel=1e-14)


def test_specialization_of_the_samples_themselves(rng):
    x = rng.random((9, 2))
    assert specialization_ratio(x, x) == 1
    assert specialization_ratio(x, np.vstack([x[:1], x[:1] + 10])) == pytest.approx(1 / 9)


@pytest.mark.parametrize("dimension", [2, 8])
def test_hull_is_linear_programmings(rng, dimension):
    x = rng.random((30, dimension))
    mixed = rng.dirichlet(np.ones(30), 20) @ x
    c = np.vstack([mixed, rng.random((20, dimension)), x[:3], rng.normal(0, 3, (5, dimension))])
    feasible = [linprog(np.zeros(30), A_eq=np.vstack([x.T, np.ones(30)]), b_eq=[*p, 1.0]).status == 0 for p in c]
    np.testing.assert_array_equal(outside_hull(x, c), ~np.array(feasible))
    assert not outside_hull(x, mixed).any()


@pytest.mark.parametrize("dimension", [1, 2])
def test_a_prototype_on_an_extreme_sample_is_not_outside_by_rounding(dimension, rng):
    """1e-12 of the extent beyond either end is inside, 1e-6 is outside."""
    x = rng.random((9, dimension))
    for step, out in ((0.0, False), (1e-12, False), (1e-6, True)):
        for end, sign in ((x[:, 0].argmin(), -1), (x[:, 0].argmax(), 1)):
            moved = x[end].copy()
            moved[0] += sign * step
            assert outside_hull(x, moved[None]).tolist() == [out]


@pytest.mark.parametrize("dimension", [1, 2, 8])
def test_distance_to_the_hull_is_the_projections(rng, dimension):
    """Against SLSQP over convex combinations, to its precision; far away it is the distance to a point."""
    x = rng.random((12, dimension))
    extent = np.ptp(x, axis=0).max()
    c = rng.normal(0.5, 1.0, (6, dimension))
    simplex = {"type": "eq", "fun": lambda v: v.sum() - 1}
    for point, found in zip(c, hull_distance(x, c), strict=True):
        best = minimize(
            lambda v, point=point: np.sum((v @ x - point) ** 2), np.full(12, 1 / 12), bounds=[(0, 1)] * 12,
            constraints=simplex, tol=1e-14, options={"maxiter": 500},
        )  # fmt: skip
        assert extent * found == pytest.approx(np.sqrt(best.fun), abs=1e-4)
    far = hull_distance(x, np.full((1, dimension), 1e9))[0]
    assert extent * far == pytest.approx(1e9 * np.sqrt(dimension), rel=1e-8)


@pytest.mark.parametrize("dimension", [1, 2])
def test_clearly_outside_is_one_percent_of_the_hull(dimension):
    """Beyond the end of a hull of extent 4 by 0.03 and by 0.05."""
    x = np.array([[0.0], [1.0], [4.0]]) if dimension == 1 else np.array([[0.0, 0], [4, 0], [4, 4], [0, 4]])
    for step, clear in ((0.03, False), (0.05, True)):
        c = np.full((1, dimension), 2.0)
        c[0, 0] = 4 + step
        assert outside_hull(x, c).tolist() == [True]
        assert outside_hull(x, c, CLEAR).tolist() == [clear]
