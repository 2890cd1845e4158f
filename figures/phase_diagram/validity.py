"""Where the formula of each limit holds within 1, 5 and 10 %, measured, with the derived boundaries on top.

Caption: shaded cells, the largest deviation of the limit's loss from the planar limit (samples of free pairs), relative
to L(0), up to the time 1/T; lines, the same from the exact series of the terms that the limit neglects;
grey, what is not known.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures.phase_diagram.colours import diluted, mixed
from figures.phase_diagram.decades import set_ticks
from figures.phase_diagram.scaling_map import size_latex
from figures.style import FULL, SMALLEST, prism_style, wrapped
from numerics.autoencoder.experiment.validity_map import LEVELS, Lines, Mapped, on_plane
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime

if TYPE_CHECKING:
    from xarray import Dataset

GREEK = {"alpha": r"\alpha", "eta": r"\eta", "nu": r"\nu"}
RATIOS = {"alpha": r"p\sigma^2", "eta": "H/p", "nu": "p/N"}
SHADES = (0.85, 0.5, 0.22)  # of the limit's colour, by level
LINES = ("-", "--", ":")
FLOOR = 1e-12  # of the logarithms
COLUMNS = 3  # panels side by side of a single plane
WIDTHS = {1: 3.4, 2: 5.0}  # inches; more panels take the page
TITLE, LINE = 0.8, 0.13  # a title's share of its panel's width, and inches of each line beyond the first
ENTRY = 1.7  # inches of an entry of the legend


def draw(
    data: "Dataset",
    planes: Sequence[Mapped],
    lines: Sequence[Lines],
    loss: str,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """A panel a limit: a row a plane if there are several, else rows of three; ``colours`` of the facets of a model."""
    limits = list(lines[0].neglected)
    shown = colours or {limit: mixed(regime(limit).facets) for limit in limits}
    columns = len(limits) if len(planes) > 1 else min(COLUMNS, len(limits))
    rows = len(planes) if len(planes) > 1 else -(-len(limits) // columns)
    width = WIDTHS.get(columns, FULL)
    with prism_style():
        titles = {limit: wrapped(limit, TITLE * width / columns, SMALLEST + 1) for limit in limits}
        lines_more = max(title.count("\n") for title in titles.values())
        figure = Figure(figsize=(width, 1.0 + rows * (0.75 + 0.85 * width / columns + LINE * lines_more)))
        panels = figure.subplots(rows, columns, squeeze=False, sharex="row", sharey="row")
        places = [(k, limit) for k in range(len(planes)) for limit in limits]
        for axes, (k, limit) in zip(panels.flat, places, strict=False):
            draw_panel(
                axes, planes[k], limit, shown[limit], on_plane(data, planes, k, "measured", limit, loss), lines[k]
            )
            axes.set_title(titles[limit], fontsize=SMALLEST + 1)
        for axes in panels.flat[len(places) :]:
            axes.remove()
        for row, plane in zip(panels, planes if len(planes) > 1 else rows * list(planes), strict=True):
            row[0].set_ylabel(label(plane.y.name) + ("" if len(planes) == 1 else f"\nat {held(plane)}"))
        if len(planes) == 1:
            figure.suptitle(held(planes[0]), fontsize=9)
        columns = 3 if width > 3 * ENTRY else 2
        figure.legend(handles=legend(columns), loc="outside lower center", ncols=columns)
        return figure


def label(name: str) -> str:
    """What an axis shows."""
    return f"${symbol(name)} = {RATIOS[name]}$" if name in RATIOS else f"${symbol(name)}$"


def symbol(name: str) -> str:
    """A name in LaTeX."""
    return GREEK.get(name) or size_latex(name)


def held(plane: Mapped) -> str:
    """What the plane holds fixed."""
    shown = {name: r"\infty" if np.isinf(number) else f"{number:g}" for name, number in plane.fixed.items()}
    return ", ".join(f"${symbol(name)} = {number}$" for name, number in shown.items())


def draw_panel(axes: Axes, plane: Mapped, limit: str, colour: str, measured: Array, lines: Lines) -> None:
    """Measured cells, derived lines."""
    derived = lines.neglected[limit]
    colours = ListedColormap([diluted(colour, share) for share in (*SHADES, 0.0)]).with_extremes(bad="0.75")
    axes.pcolormesh(
        plane.x.edges,
        plane.y.edges,
        np.ma.masked_invalid(measured),
        cmap=colours,
        norm=BoundaryNorm([0, *LEVELS, np.inf], 4),
        rasterized=True,
    )
    if (derived < LEVELS[-1]).any():
        heights = np.log(np.maximum(np.ma.masked_invalid(derived), FLOOR))
        for level, dash in zip(pieces(axes, lines, heights), LINES, strict=True):
            for piece in level:
                axes.plot(*piece.T, color="black", lw=1.0, ls=dash)
    elif not (measured < LEVELS[-1]).any():
        axes.text(0.5, 0.5, f"nowhere within\n{LEVELS[-1]:.0%}", transform=axes.transAxes, ha="center", va="center",
                  fontsize=SMALLEST, color="0.4")  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel=label(plane.x.name))
    axes.set(xlim=plane.x.edges[[0, -1]], ylim=plane.y.edges[[0, -1]])
    set_ticks(axes.xaxis, *plane.x.edges[[0, -1]])
    set_ticks(axes.yaxis, *plane.y.edges[[0, -1]])
    axes.grid(visible=False)


def pieces(axes: Axes, lines: Lines, heights: Array) -> list[list[Array]]:
    """The boundary of each level in pieces of corners, shape (n, 2).

    Left out are those shorter, across and upwards, than the step between the values from which they are drawn.
    """
    contours = axes.contour(lines.x, lines.y, heights, np.log(LEVELS))
    steps = np.abs([np.log(lines.x[1] / lines.x[0]), np.log(lines.y[1] / lines.y[0])])
    found = [[piece for piece in level if len(piece) > 1] for level in contours.allsegs]
    contours.remove()
    return [[piece for piece in level if (np.ptp(np.log(piece), axis=0) >= steps).any()] for level in found]


def legend(columns: int) -> list[Patch | Line2D]:
    """Shades are measured, lines derived: a column a level, or two columns."""
    patches: list[Patch | Line2D] = [
        Patch(facecolor=diluted("#000000", share), label=f"measured within {level:.0%}")
        for share, level in zip(SHADES, LEVELS, strict=True)
    ]
    lines = [
        Line2D([], [], color="black", lw=1.0, ls=style, label=f"derived {level:.0%}")
        for style, level in zip(LINES, LEVELS, strict=True)
    ]
    return [*patches, *lines] if columns == 2 else [item for pair in zip(patches, lines, strict=True) for item in pair]
