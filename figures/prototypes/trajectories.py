"""Prototype trajectories over the hull of the data, with their events."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.prototypes.looks import HULL, colour
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory

MARKERS = {
    "leaves": ("o", "leaves the hull"), "escapes": ("x", "passes through infinity"), "merges": ("s", "merges"),
}  # fmt: skip
COLUMNS = 4  # of a legend at most
NEAR = 3  # hull widths outside that are shown at one scale
TICKS = (-30, -4, -1, 0, 1, 2, 5, 31)  # hull widths from its lower end, on the axis that holds infinity


def draw(trajectory: Trajectory, hull: tuple[float, float], losses: Iterable[str] = (), title: str = "") -> Figure:
    """One trajectory under the losses in a figure of its own."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.2))
        axes = figure.subplots()
        panel(axes, trajectory, hull, losses)
        axes.set_title(title, fontsize=9)
        add_legend(figure)
        return figure


def add_legend(figure: Figure) -> None:
    """The hull and the kinds of events in the panels, below them."""
    found = {label: line for axes in figure.axes for line, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    columns = len(found) if len(found) <= COLUMNS else COLUMNS - 1
    figure.legend(list(found.values()), list(found), loc="outside lower center", ncols=columns)


def panel(axes: Axes, trajectory: Trajectory, hull: tuple[float, float], losses: Iterable[str] = ()) -> None:
    """Centres against time, the hull shaded.

    Where a prototype passes through infinity or goes far, the axis holds all of the line, up to infinity at both ends;
    a dotted line leads from where a prototype leaves at one end to where it comes back at the other.
    """
    far = is_far(trajectory, hull)
    shaded = compressed(np.array(hull), hull) if far else hull
    axes.axhspan(*shaded, color=HULL, zorder=0, label="hull of the samples")
    lines = unwrapped(trajectory)
    axes.plot(trajectory.times, compressed(lines, hull) if far else lines, color=colour(losses), lw=0.9)
    axes.set(xlabel="time $t$", ylabel="prototype $c_j$", xlim=(trajectory.times[0], trajectory.times[-1]))
    if far:
        _mark_infinity(axes, hull)
    for kind in MARKERS:
        _mark(axes, trajectory, [e for e in trajectory.events if e.kind == kind], kind, hull if far else None)


def is_far(trajectory: Trajectory, hull: tuple[float, float]) -> bool:
    """Whether some prototype is farther outside than ``NEAR`` hull widths or passes through infinity."""
    width = hull[1] - hull[0]
    beyond = np.maximum(trajectory.centres - hull[1], hull[0] - trajectory.centres).max() > NEAR * width
    return bool(beyond) or any(event.kind == "escapes" for event in trajectory.events)


def compressed(places: Array, hull: tuple[float, float]) -> Array:
    """The line as the interval from -1 to 1: ``1 - 1 / sqrt(1 + u)`` at u hull widths above the hull's middle.

    >>> compressed(np.array([-np.inf, -7.5, 0.5, 3.5]), (0.0, 1.0)).round(3).tolist()
    [-1.0, -0.667, 0.0, 0.5]
    """
    u = (places - sum(hull) / 2) / (hull[1] - hull[0])
    return np.sign(u) * (1 - 1 / np.sqrt(1 + np.abs(u)))


def _mark_infinity(axes: Axes, hull: tuple[float, float]) -> None:
    ticks = np.array([hull[0] + k * (hull[1] - hull[0]) for k in TICKS])
    labels = [r"$-\infty$", *(f"{tick:g}".replace("-", "\N{MINUS SIGN}") for tick in ticks), r"$\infty$"]
    axes.set_yticks([-1, *compressed(ticks, hull), 1], labels)
    axes.set(ylim=(-1, 1), ylabel="prototype $c_j$ (compressed scale)")


def unwrapped(trajectory: Trajectory) -> Array:
    """Centres with a gap after every change of sign of w, where c passes through infinity."""
    lines = trajectory.centres.copy()
    lines[1:][np.diff(np.sign(trajectory.widths), axis=0) != 0] = np.nan
    return lines


def _mark(axes: Axes, trajectory: Trajectory, events: list[Event], kind: str, hull: tuple[float, float] | None) -> None:
    """Events in black; ``hull`` if the axis holds infinity."""
    if not events:
        return
    (marker, label), times = MARKERS[kind], [event.time for event in events]
    if kind == "escapes":
        times, heights = [*times, *times], np.repeat([-1.0, 1.0], len(times))
    else:
        places = np.array([np.interp(e.time, trajectory.times, trajectory.centres[:, e.prototypes[0]]) for e in events])
        heights = compressed(places, hull) if hull else places
    axes.plot(times, heights, marker, color="k", ms=4.5, mew=0.9, mfc="none", label=label, clip_on=False)
    if kind == "escapes":
        axes.vlines(times[: len(events)], -1, 1, color="0.4", lw=0.9, ls=":", label="returns from the other end")
