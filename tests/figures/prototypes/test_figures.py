"""The figures are drawn, and the trajectories are cut where a centre passes through infinity."""

import numpy as np
import pytest
from matplotlib.image import imread

from figures.prototypes import critical, expelled, trajectories
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


def test_expelled(tmp_path):
    save(expelled.draw(count=20), tmp_path, "expelled")
    assert _inked(tmp_path / "expelled.png") > 0.01


@pytest.mark.slow
def test_critical(tmp_path):
    save(critical.draw([0.3, 0.5], counts=(10,)), tmp_path, "critical")
    assert _inked(tmp_path / "critical.png") > 0.01
