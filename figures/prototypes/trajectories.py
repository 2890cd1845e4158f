"""Prototype trajectories over the hull of the data, with their events."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory

MARKERS = {"leaves": ("o", "C3"), "escapes": ("x", "k"), "merges": ("s", "C2")}


def draw(trajectory: Trajectory, hull: tuple[float, float], path: Path) -> None:
    """Centres against time; the hull is shaded. Far prototypes are cut off three hull widths outside."""
    figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    axes.axhspan(*hull, color="0.92", zorder=0)
    axes.plot(trajectory.times, unwrapped(trajectory), color="C0", lw=0.9)
    for kind, (marker, color) in MARKERS.items():
        _mark(axes, trajectory, [e for e in trajectory.events if e.kind == kind], marker, color, kind)
    reach = 3 * (hull[1] - hull[0])
    low, high = trajectory.centres.min(), trajectory.centres.max()
    margin = 0.05 * (hull[1] - hull[0])
    axes.set_ylim(max(low, hull[0] - reach) - margin, min(high, hull[1] + reach) + margin)
    axes.set(xlabel="time", ylabel="prototype centre", xlim=(trajectory.times[0], trajectory.times[-1]))
    if trajectory.events:
        axes.legend(loc="upper left", fontsize="small")
    figure.savefig(path, dpi=150)
    plt.close(figure)


def unwrapped(trajectory: Trajectory) -> np.ndarray:
    """Centres with a gap after every change of sign of w, where c passes through infinity."""
    lines = trajectory.centres.copy()
    lines[1:][np.diff(np.sign(trajectory.widths), axis=0) != 0] = np.nan
    return lines


def _mark(
    axes: Axes, trajectory: Trajectory, events: list[Event], marker: str, color: str, label: str
) -> None:
    if events:
        times = [event.time for event in events]
        heights = [
            np.interp(e.time, trajectory.times, trajectory.centres[:, e.prototypes[0]]) for e in events
        ]
        axes.plot(times, heights, marker, color=color, ms=4, ls="none", mfc="none", label=label)
