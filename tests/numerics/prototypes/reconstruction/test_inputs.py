"""Inputs of replays: in the unit cube, of their kind, and a function of the seed."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

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
    """Median distance of a pair in the square: 0.51 for uniform points; clusters of width 0.15 are well below."""
    medians = [np.median(pdist(clustered(40, 2, np.random.default_rng(k)))) for k in range(30)]
    assert np.mean(medians) < 0.45


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
