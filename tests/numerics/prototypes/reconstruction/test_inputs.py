"""Inputs of replays: in the unit cube, of their kind, and a function of the seed."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from numerics.prototypes.reconstruction.inputs import clustered, into_cube, replayed_problem
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Settings


@pytest.mark.parametrize("dimension", [1, 3])
def test_clusters_fill_one_side_of_the_cube(dimension, rng):
    found = clustered(50, dimension, rng)
    assert found.shape == (50, dimension)
    assert found.min() == 0
    assert found.max() == 1


def test_clusters_are_closer_than_even_inputs():
    """Mean distance to the nearest of 40 points, over 60 sets: below three quarters of that of uniform points."""

    def nearest(points: np.ndarray) -> float:
        return KDTree(points).query(points, 2)[0][:, 1].mean()

    generators = [np.random.default_rng(k) for k in range(60)]
    heaped = np.mean([nearest(clustered(40, 2, g)) for g in generators])
    assert heaped < 0.75 * np.mean([nearest(g.random((40, 2))) for g in generators])


def test_into_cube_keeps_the_shape(rng):
    inputs = rng.normal(3, [5, 1], (20, 2))
    scaled, low, extent = into_cube(inputs)
    np.testing.assert_allclose(low + extent * scaled, inputs)
    assert scaled.max() == 1


def test_either_takes_turns():
    settings = Settings(dimension=2)
    even, odd = (replayed_problem(8, seed, settings, "either").samples for seed in (4, 5))
    assert np.array_equal(odd, problem(8, 5, settings).samples)
    assert np.array_equal(even, replayed_problem(8, 4, settings, "clustered").samples)
    assert not np.array_equal(even, problem(8, 4, settings).samples)
