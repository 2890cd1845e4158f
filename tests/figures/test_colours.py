"""Colours are told apart by readers without red or green cones, and those of losses and of ordered curves in grey."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from figures.phase_diagram.colours import FACETS
from figures.style import LOSS_COLOURS, PLANAR, in_order

SEEN = {
    "all cones": np.eye(3),
    "no red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green cones": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}
"""Linear sRGB as seen without one kind of cones: Machado, Oliveira, Fernandes 2009, severity 1."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
PLAIN = 12  # of the CIELAB distance, of which 2.3 is just noticed side by side: five times as much for thin lines


def lab(colour: str, seen: str = "all cones") -> np.ndarray:
    """CIELAB of an sRGB colour, after the cones are lost."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ np.clip(SEEN[seen] @ linear, 0, 1) / WHITE, 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colours, seen):
    return min(np.linalg.norm(lab(a, seen) - lab(b, seen)) for a, b in combinations(colours, 2))


def test_lab_of_known_colours():
    """White, and pure red by the standard's tables."""
    np.testing.assert_allclose(lab("white"), [100, 0, 0], atol=0.02)
    np.testing.assert_allclose(lab("red"), [53.24, 80.09, 67.20], atol=0.05)


@pytest.mark.parametrize("seen", SEEN)
def test_what_shares_a_figure_differs_for_every_reader(seen):
    assert nearest([*FACETS.values(), PLANAR], seen) > PLAIN
    assert nearest([*LOSS_COLOURS.values(), *FACETS.values()], seen) > PLAIN
    assert nearest(in_order(5), seen) > PLAIN


def test_losses_and_ordered_curves_differ_in_grey():
    for colours in (list(LOSS_COLOURS.values()), in_order(5)):
        levels = sorted(lab(colour)[0] for colour in colours)
        assert min(np.diff(levels)) > PLAIN
