"""Prototype trajectories over the hull of the data, with their events."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import prism_style
from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory

MARKERS = {"leaves": ("o", "C1"), "escapes": ("x", "k"), "merges": ("s", "C2")}


def draw(trajectory: Trajectory, hull: tuple[float, float]) -> Figure:
    """One trajectory in a figure of its own."""
    with prism_style():
        figure = Figure(figsize=(5.2, 3.4))
        panel(figure.subplots(), trajectory, hull)
        return figure


def panel(axes: Axes, trajectory: Trajectory, hull: tuple[float, float]) -> None:
    """Centres against time, the hull shaded.

    Prototypes are cut off three hull widths outside, where their events are marked on the frame.
    """
    axes.axhspan(*hull, color="0.92", zorder=0)
    axes.plot(trajectory.times, unwrapped(trajectory), color="C0", lw=0.9)
    axes.set(xlabel="time $t$", ylabel="prototype centre", xlim=(trajectory.times[0], trajectory.times[-1]))
    axes.set_ylim(*_range(trajectory, hull))
    for kind, (marker, color) in MARKERS.items():
        _mark(axes, trajectory, [e for e in trajectory.events if e.kind == kind], marker, color, kind)
    if trajectory.events:
        axes.legend(loc="best", frameon=True)


def _range(trajectory: Trajectory, hull: tuple[float, float]) -> tuple[float, float]:
    width = hull[1] - hull[0]
    low, high = min(trajectory.centres.min(), hull[0]), max(trajectory.centres.max(), hull[1])
    return max(low, hull[0] - 3 * width) - 0.05 * width, min(high, hull[1] + 3 * width) + 0.05 * width


def unwrapped(trajectory: Trajectory) -> np.ndarray:
    """Centres with a gap after every change of sign of w, where c passes through infinity."""
    lines = trajectory.centres.copy()
    lines[1:][np.diff(np.sign(trajectory.widths), axis=0) != 0] = np.nan
    return lines


def _mark(axes: Axes, trajectory: Trajectory, events: list[Event], marker: str, color: str, label: str) -> None:
    if events:
        times = [event.time for event in events]
        heights = [np.interp(e.time, trajectory.times, trajectory.centres[:, e.prototypes[0]]) for e in events]
        shown = np.clip(heights, *axes.get_ylim())
        axes.plot(times, shown, marker, color=color, ms=5, mfc="none", label=label, clip_on=False)
