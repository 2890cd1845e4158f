"""The figures are drawn, and the trajectories are cut where a centre passes through infinity."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from figures.prototypes import forces, looks, trajectories
from figures.style import save
from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory


def _inked(path) -> float:
    """Fraction of pixels that are not white."""
    return float(np.mean(imread(path)[..., :3].min(axis=-1) < 0.99))


def test_trajectories(tmp_path):
    times = np.array([0.0, 1.0, 2.0])
    centres, widths = np.array([[0.5], [9.0], [-9.0]]), np.array([[1.0], [0.1], [-0.1]])
    path = Trajectory(times, centres, widths, (Event(1.5, "escapes", (0,)),))
    save(trajectories.draw(path, (0.0, 1.0)), tmp_path, "flow")
    assert _inked(tmp_path / "flow.png") > 0.05
    assert np.isnan(trajectories.unwrapped(path)[:, 0]).tolist() == [False, False, True]


def test_a_passage_through_infinity_is_marked_at_both_ends():
    times = np.linspace(0, 1, 5)
    path = Trajectory(times, np.full((5, 1), 0.5), np.ones((5, 1)), (Event(0.3, "escapes", (0,)),))
    (axes,) = trajectories.draw(path, (0.0, 1.0)).axes
    (crosses,) = [line for line in axes.lines if line.get_marker() == "x"]
    assert crosses.get_xydata().tolist() == [[0.3, -1.0], [0.3, 1.0]]
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert (labels[0], labels[-1]) == (r"$-\infty$", r"$\infty$")


def test_the_axis_is_linear_near_the_hull():
    path = Trajectory(np.array([0.0, 1.0]), np.array([[0.5], [3.9]]), np.ones((2, 1)), ())
    assert not trajectories.is_far(path, (0.0, 1.0))
    assert trajectories.is_far(path, (0.0, 0.9))  # 3.33 hull widths outside


def test_each_mask_has_a_colour_and_a_look_of_its_own():
    apart = [np.abs(np.subtract(to_rgb(a), to_rgb(b))).max() for a, b in combinations(looks.COLOURS.values(), 2)]
    assert min(apart) > 0.2
    shapes = [(look["marker"], look["mfc"] == "w") for look in map(looks.look, looks.COLOURS)]
    assert len(set(shapes)) == len(shapes)  # told apart without colours


@pytest.mark.parametrize(
    ("losses", "mask"),
    [([], "baseline"), (["separation", "coverage"], "coverage+separation"), (["uniform-overlap"], "overlap")],
)
def test_losses_have_the_colour_of_their_mask(losses, mask):
    assert looks.colour(losses) == looks.COLOURS[mask]
    assert looks.colour([*losses, "exp(-d/tau)"]) == looks.OTHER


def test_arrows_are_logarithmic():
    """From all of the largest force to a millionth of it."""
    assert forces.length([1.0, 1e-3, 1e-6, 1e-9, 0.0]).tolist() == pytest.approx([1.0, 0.5, 0.0, 0.0, 0.0])
