"""Expelled prototypes over softness and ratio of repulsion to attraction, with the theory's critical curve on top.

Caption: share of prototypes more than half a spacing outside the hull, from a lattice with a prototype on every sample;
left by the flow of the centres, right after training all weights with the fit. Line: the fold of the locked lattice's
equilibria; triangles: where they lose stability, at the fold or before; dotted: the first estimate.
"""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import colour, counted
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array

if TYPE_CHECKING:
    from xarray import Dataset

PANELS = {"flow": "flow of the centres", "training": "training with the fit"}
CURVES = {"fold": ("-", "fold"), "limit": ("v", "limit of stability"), "estimate": (":", "first estimate")}
MOST_MARKERS = 10  # on a curve
RIM = withStroke(linewidth=2.6, foreground="w")  # around curves, which cross light cells and dark ones


def draw(data: "Dataset", size: int, repulsor: str, sets: int) -> Figure:
    """Two panels with one colour bar; ``sets`` data sets were trained."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.5))
        figure.set_layout_engine("constrained", wspace=0.05)
        panels = figure.subplots(1, 2, sharey=True)
        for axes, (name, title) in zip(panels, PANELS.items(), strict=True):
            mesh = draw_panel(axes, data, name, repulsor)
            axes.set_title(title)
        panels[0].set_ylabel(f"ratio {repulsor} / coverage")
        bar = figure.colorbar(
            mesh, ax=panels, label="share of prototypes expelled", ticks=MaxNLocator(5, steps=[1, 2, 5, 10])
        )
        bar.outline.set_visible(False)
        trained = f"training: {counted(sets, 'data set')}, seeds from 0"
        figure.suptitle(f"$N = {size}$ equally spaced samples, as many prototypes; {trained}", fontsize=9)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(CURVES) + 1)
        return figure


def draw_panel(axes: Axes, data: "Dataset", name: str, repulsor: str) -> QuadMesh:
    """Cells of one kind, mean over seeds, and the curves; what failed is hatched."""
    edges, ends = cell_edges(data["softness"].values), cell_edges(data["ratio"].values)
    shares = data[name].mean("seed").transpose("ratio", "point").values
    if np.isnan(shares).any():
        ground = Rectangle((0, 0), 1, 1, transform=axes.transAxes, zorder=0, fc="w", ec="0.6", lw=0, hatch="////")
        axes.add_patch(ground).set_label("failed")
    top = np.nanmax(shares, initial=0.1)
    mesh = axes.pcolormesh(edges, ends, shares, cmap="Greys", vmin=0, vmax=top, rasterized=True)
    axes.set(xscale="log", yscale="log", xlabel=r"softness $\tau / d^2$", xlim=edges[[0, -1]], ylim=ends[[0, -1]])
    set_ticks(axes.xaxis, *edges[[0, -1]])
    set_ticks(axes.yaxis, ends[0], ends[-1], 6)
    axes.grid(visible=False)
    _curves(axes, data, colour([repulsor, "coverage"]))
    return mesh


def _curves(axes: Axes, data: "Dataset", shown: str) -> None:
    """The critical ratios that are in sight, or a word in the legend if none is."""
    softness, (low, high), seen = data["softness"].values, axes.get_ylim(), False
    for key, (style, label) in CURVES.items():
        ratios, every = data[key].isel(seed=0).values, -(-len(softness) // MOST_MARKERS)
        if np.nanmax(ratios, initial=0) >= low and np.nanmin(ratios, initial=np.inf) <= high:
            seen = True
            axes.plot(softness, ratios, style, color=shown, ms=4.5, label=label, markevery=every, path_effects=[RIM])
    if not seen:
        axes.plot([], [], ls="none", label="no critical ratio in this range")


def cell_edges(values: Array) -> Array:
    """Edges of cells around values that are evenly spaced in the logarithm, shape (n + 1,)."""
    half = np.sqrt(values[1] / values[0])
    return np.r_[values / half, values[-1] * half]
