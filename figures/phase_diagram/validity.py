"""Where each facet's formula holds within 1, 5 and 10 %, measured, with the derived boundaries on top.

Caption: shaded cells, the largest deviation of the facet's loss from the planar limit (samples of free pairs), relative
to L(0), over one natural time scale; lines, the same from the exact series of the terms that the facet neglects;
grey, points that failed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures.phase_diagram.colours import FACETS
from figures.style import prism_style
from numerics.autoencoder.experiment.validity_map import LEVELS, Plane, on_plane
from numerics.methods.arrays import Array

if TYPE_CHECKING:
    from xarray import Dataset

LABELS = {"alpha": r"$\sigma^2 p$", "eta": r"$H/p$", "nu": r"$p/N$"}
SHADES = (0.85, 0.5, 0.22)  # of the facet's colour, by level
LINES = ("-", "--", ":")
SMALLEST = 1e-12  # floor of the logarithms


def draw(data: "Dataset", planes: Sequence[Plane], values: Array, loss: str) -> Figure:
    """A row a plane, a panel a facet that holds somewhere on it."""
    rows = [[name for name in FACETS if holds_somewhere(data, planes, k, name, loss)] for k in range(len(planes))]
    columns = max(1, *map(len, rows))
    with prism_style():
        figure = Figure(figsize=(1.0 + 1.95 * columns, 0.5 + 2.15 * len(planes)))
        panels = figure.subplots(len(planes), columns, squeeze=False)
        for k, (plane, names) in enumerate(zip(planes, rows, strict=True)):
            for axes, name in zip(panels[k], names, strict=False):
                draw_panel(axes, data, planes, k, name, loss, values)
            for axes in panels[k][len(names) :]:
                axes.remove()
            panels[k][0].set_ylabel(f"{LABELS[plane.up]}   ({LABELS[plane.fixed]} = {plane.value:g})")
        figure.legend(handles=legend(), loc="outside lower center", ncols=6)
        return figure


def holds_somewhere(data: "Dataset", planes: Sequence[Plane], k: int, facet: str, loss: str) -> bool:
    """Whether any cell of the plane is within the loosest level."""
    return bool(np.nanmin(on_plane(data, planes, k, "measured", facet, loss), initial=np.inf) < LEVELS[-1])


def draw_panel(
    axes: Axes, data: "Dataset", planes: Sequence[Plane], k: int, facet: str, loss: str, values: Array
) -> None:
    """Measured cells, derived lines."""
    measured, derived = (on_plane(data, planes, k, name, facet, loss) for name in ("measured", "neglected"))
    colours = ListedColormap([shade(FACETS[facet], share) for share in (*SHADES, 0.0)]).with_extremes(bad="0.75")
    edges = cell_edges(values)
    axes.pcolormesh(
        edges,
        edges,
        np.ma.masked_invalid(measured),
        cmap=colours,
        norm=BoundaryNorm([0, *LEVELS, np.inf], 4),
        rasterized=True,
    )
    if np.isfinite(derived).any() and derived[np.isfinite(derived)].min() < LEVELS[-1]:
        heights = np.log(np.maximum(derived, SMALLEST))
        axes.contour(values, values, np.ma.masked_invalid(heights), np.log(LEVELS), colors="black", linewidths=1.1,
                     linestyles=LINES)  # fmt: skip
    axes.set(xscale="log", yscale="log", title=facet, xlabel=LABELS[planes[k].across])
    axes.set(xlim=edges[[0, -1]], ylim=edges[[0, -1]])
    for axis in (axes.xaxis, axes.yaxis):
        ticks = [2.0**n for n in range(-10, 11, 2) if edges[0] < 2.0**n < edges[-1]]
        axis.set_ticks(ticks, [f"{x:g}" if x >= 1 else f"1/{1 / x:g}" for x in ticks], minor=False)
        axis.set_ticks([], minor=True)
    axes.grid(visible=False)


def shade(colour: str, share: float) -> tuple[float, float, float]:
    """The colour on white paper, diluted."""
    red, green, blue = (1 - share * (1 - c) for c in to_rgb(colour))
    return red, green, blue


def cell_edges(values: Array) -> Array:
    """Edges of cells around values that are evenly spaced in the logarithm, shape (n + 1,)."""
    half = np.sqrt(values[1] / values[0])
    return np.r_[values / half, values[-1] * half]


def legend() -> list[Patch | Line2D]:
    """Shades are measured, lines derived."""
    patches = [
        Patch(facecolor=shade("#000000", share), label=f"measured within {level:.0%}")
        for share, level in zip(SHADES, LEVELS, strict=True)
    ]
    lines = [
        Line2D([], [], color="black", lw=1.1, ls=style, label=f"derived {level:.0%}")
        for style, level in zip(LINES, LEVELS, strict=True)
    ]
    return [item for pair in zip(patches, lines, strict=True) for item in pair]
