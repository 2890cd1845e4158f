"""Candidates: merging, units, and that shifting and scaling the inputs changes nothing."""

import numpy as np
import pytest

from numerics.prototypes.reconstruction.candidates import candidates
from theory.errors import InputError


def _weights(centres: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    return np.column_stack([slopes, -slopes[:, None] * centres, np.ones(len(slopes))])


@pytest.fixture
def centres() -> np.ndarray:
    return np.array([[0.0], [0.3], [0.301], [0.6], [1.0], [9.0]])


def test_near_centres_are_merged_and_flat_neurons_named(centres):
    slopes = np.array([2.0, 3.0, -3.0, 2.0, 2.0, 2.0])
    weights = np.vstack([_weights(centres, slopes), [1e-5, 0.2, 1.0]])
    found = candidates(weights, 6, 0.25, 1e-3)
    assert sorted(found.members) == [(0,), (1, 2), (3,), (4,), (5,)]
    assert found.flat == (6,)
    assert found.places[found.members.index((1, 2)), 0] == pytest.approx(0.3005)
    # quartiles 0.30025 and 0.9: twice their range over six samples
    assert found.spacing == pytest.approx(2 * (0.9 - 0.30025) / 6)
    assert found.away.argmax() == found.members.index((5,))


@pytest.mark.parametrize("dimension", [1, 2])
def test_units(dimension):
    rng = np.random.default_rng(1)
    places, slopes = rng.random((12, dimension)), rng.uniform(1, 2, 12)
    first = candidates(_weights(places, slopes), 12, 0.25, 1e-3)
    second = candidates(_weights(5 + 40 * places, slopes / 40), 12, 0.25, 1e-3)
    assert second.members == first.members
    assert second.spacing == pytest.approx(40 * first.spacing)
    np.testing.assert_allclose(second.features, first.features, rtol=1e-9, atol=1e-9)


def test_groups_are_no_wider_than_the_distance():
    """Complete linkage: a chain of near neighbours is not one input."""
    places = np.concatenate([np.linspace(0, 1, 21), [-1.0, 2.0]])[:, None]
    found = candidates(_weights(places, np.full(23, 2.0)), 10, 0.8, 1e-3)
    widths = [np.ptp(places[list(m), 0]) for m in found.members]
    assert max(widths) <= 0.8 * found.spacing
    assert max(len(m) for m in found.members) > 1


def test_refusals():
    with pytest.raises(InputError, match="half of the centres coincide"):
        candidates(_weights(np.array([[0.0], [1.0], [1.0], [1.0], [2.0]]), np.ones(5)), 5, 0.25, 1e-3)
    with pytest.raises(InputError, match="1 of 2 neurons have a centre"):
        candidates(_weights(np.array([[0.0], [1.0]]), np.array([1.0, 1e-6])), 2, 0.25, 1e-3)


@pytest.mark.parametrize(("scale", "far"), [(1e-150, 1.0), (1e200, 1.0), (1.0, 1e200), (1.0, 1e306)])
def test_sizes_without_squares_are_refused(centres, scale, far):
    """Else all distances were 0, all centres one, and nothing said so."""
    weights = _weights(scale * centres, np.full(6, 2.0))
    weights[5] *= 1, far, 1
    with pytest.raises(InputError, match="have no squares in double precision"):
        candidates(weights, 6, 0.25, 1e-3)
