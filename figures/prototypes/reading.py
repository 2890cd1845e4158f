"""One reading: estimated inputs with their confidence, and the inputs themselves where they are known."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from figures.prototypes.looks import INPUTS, RANDOM, READ
from figures.style import FULL, prism_style
from theory.errors import InputError

if TYPE_CHECKING:
    from numerics.methods.arrays import Array
    from numerics.prototypes.reconstruction.reading import Reading

Ends = tuple[float, float]
BELOW = -0.14  # the strip below no confidence, where the inputs are
POINTS = 401  # of the line of random points
WINDOW = 1.5  # shown: the bulk of the estimates and this many of its quartile ranges on either side


def draw(reading: "Reading", data: "Array | None" = None) -> Figure:
    """In one dimension confidence over place, bars of the stated distance; in two a circle of that radius each.

    Estimates that are no better than random points are light grey; a note counts those outside the window.
    """
    if reading.estimates.shape[1] > 2:
        raise InputError(f"{reading.estimates.shape[1]} inputs: figures have one or two, leave --out out")
    dimension = reading.estimates.shape[1]
    known = [None] * dimension if data is None else data.T
    ends = [_window(x, own, reading.distance) for x, own in zip(reading.estimates.T, known, strict=True)]
    with prism_style():
        figure = Figure(figsize=_size(ends))
        axes = figure.subplots()
        (_line if dimension == 1 else _plane)(axes, reading, data, ends)
        axes.set_title(_told(reading, ends), fontsize=9)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4 if dimension == 1 else 2)
        return figure


def _size(ends: list[Ends]) -> tuple[float, float]:
    """Inches: in two dimensions as high as the window of equal scales is, within a page."""
    if len(ends) == 1:
        return FULL, 2.8
    (left, right), (low, high) = ends
    return FULL / 1.6, 1.3 + 3.6 * float(np.clip((high - low) / (right - left), 0.2, 1.6))


def _told(reading: "Reading", ends: list[Ends]) -> str:
    """What bars and circles are, and how many estimates are not seen."""
    shape = "bars" if len(ends) == 1 else "circles"
    low, high = np.transpose(ends)
    hidden = int(((reading.estimates < low) | (reading.estimates > high)).any(axis=1).sum())
    beyond = f"\n{hidden} of {len(reading.estimates)} estimates lie outside the window" if hidden else ""
    return f"{shape}: within {reading.distance:.3g} of an estimate{beyond}"


def _line(axes: Axes, reading: "Reading", data: "Array | None", ends: list[Ends]) -> None:
    x, c, read = reading.estimates[:, 0], reading.confidence, reading.read
    for chosen, colour, label in ((~read, RANDOM, "no better than random"), (read, READ, "read")):
        if chosen.any():
            fill = colour if colour == READ else "w"
            axes.errorbar(
                x[chosen], c[chosen], xerr=reading.distance, fmt="o", color=colour, mfc=fill, ms=4, label=label
            )
    order, places = np.argsort(x), np.linspace(*ends[0], POINTS)
    axes.plot(places, np.interp(places, x[order], reading.chance[order]), ":", color="k", lw=1, label="random point")
    if data is not None:
        axes.plot(data[:, 0], np.full(len(data), BELOW / 2), "|", color=INPUTS, ms=10, mew=1.2, label="inputs")
    axes.set(xlim=ends[0], ylim=(BELOW if data is not None else -0.03, 1.03), xlabel="input $x$", ylabel="confidence")
    axes.set_yticks(np.linspace(0, 1, 6))


def _plane(axes: Axes, reading: "Reading", data: "Array | None", ends: list[Ends]) -> None:
    for place, c, read in zip(reading.estimates, reading.confidence, reading.read, strict=True):
        colour = READ if read else RANDOM
        axes.add_patch(Circle(place, reading.distance, fc=(*to_rgb(colour), 0.7 * c), ec=colour, lw=0.8))
    for shown, colour, label in (
        (reading.read.any(), READ, "read (the darker, the surer)"),
        (not reading.read.all(), RANDOM, "no better than random"),
    ):
        if shown:
            axes.plot([], [], "o", color=colour, label=label)
    if data is not None:
        seen = [withStroke(linewidth=2.6, foreground="w")]
        axes.plot(data[:, 0], data[:, 1], "+", color=INPUTS, ms=6, mew=1.2, path_effects=seen, label="inputs")
    axes.set(xlim=ends[0], ylim=ends[1], xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


def _window(values: "Array", data: "Array | None", distance: float) -> Ends:
    """The quartiles, widened; all of the data, if they are known; with room for the distance on either side."""
    low, high = np.quantile(values, [0.25, 0.75])
    low, high = low - WINDOW * (high - low), high + WINDOW * (high - low)
    low, high = max(low, values.min()), min(high, values.max())
    if data is not None:
        low, high = min(low, data.min()), max(high, data.max())
    margin = max(0.06 * (high - low), 1.1 * distance)
    return low - margin, high + margin
