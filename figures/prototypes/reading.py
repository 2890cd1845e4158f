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

WINDOW = 1.5  # shown: the bulk of the estimates and this many of its quartile ranges on either side


def draw(reading: "Reading", data: "Array | None" = None) -> Figure:
    """In one dimension confidence over place, bars of the stated distance; in two a circle of that radius each.

    Estimates that are no better than random points are light grey; a note counts those outside the window.
    """
    if reading.estimates.shape[1] > 2:
        raise InputError(f"{reading.estimates.shape[1]} inputs: figures have one or two, leave --out out")
    with prism_style():
        figure = Figure(figsize=(FULL, 2.6) if reading.estimates.shape[1] == 1 else (FULL / 1.6, FULL / 1.6))
        axes = figure.subplots()
        (_line if reading.estimates.shape[1] == 1 else _plane)(axes, reading, data)
        hidden = _count_hidden(axes, reading.estimates)
        axes.set_title(f"{hidden} of {len(reading.estimates)} estimates lie outside the window" if hidden else "")
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4 if reading.estimates.shape[1] == 1 else 2)
        return figure


def _line(axes: Axes, reading: "Reading", data: "Array | None") -> None:
    x, c, read = reading.estimates[:, 0], reading.confidence, reading.read
    for chosen, colour, label in ((~read, RANDOM, "no better than random"), (read, READ, "read")):
        if chosen.any():
            fill = colour if colour == READ else "w"
            axes.errorbar(
                x[chosen], c[chosen], xerr=reading.distance, fmt="o", color=colour, mfc=fill, ms=4, label=label
            )
    order = np.argsort(x)
    axes.plot(x[order], reading.chance[order], ":", color="k", lw=1, label="random point")
    if data is not None:
        axes.plot(data[:, 0], np.full(len(data), 0.03), "|", color=INPUTS, ms=10, mew=1.2, label="inputs")
    axes.set(xlim=_window(x, data), ylim=(0, 1), xlabel="input $x$", ylabel="confidence")


def _plane(axes: Axes, reading: "Reading", data: "Array | None") -> None:
    low, high = zip(*(_window(reading.estimates[:, k], None if data is None else data[:, k, None]) for k in (0, 1)),
                    strict=True)  # fmt: skip
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
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


def _window(values: "Array", data: "Array | None") -> tuple[float, float]:
    """The quartiles, widened; all of the data, if they are known."""
    low, high = np.quantile(values, [0.25, 0.75])
    low, high = low - WINDOW * (high - low), high + WINDOW * (high - low)
    low, high = max(low, values.min()), min(high, values.max())
    if data is not None:
        low, high = min(low, data.min()), max(high, data.max())
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def _count_hidden(axes: Axes, places: "Array") -> int:
    limits = np.array([axes.get_xlim(), axes.get_ylim()][: places.shape[1]])
    return int(((places < limits[:, 0]) | (places > limits[:, 1])).any(axis=1).sum())
