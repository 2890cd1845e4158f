"""The figures are drawn, and the trajectories are cut where a centre passes through infinity."""

import numpy as np
from matplotlib.image import imread

from figures.prototypes import trajectories
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
