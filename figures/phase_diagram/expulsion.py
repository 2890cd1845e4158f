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
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import colour
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array

if TYPE_CHECKING:
    from xarray import Dataset

PANELS = {"flow": "flow of the centres", "training": "training with the fit"}
CURVES = {"fold": ("-", "fold"), "limit": ("v", "limit of stability"), "estimate": (":", "first estimate")}
RIM = withStroke(linewidth=2.6, foreground="w")  # around curves, which cross light cells and dark ones


def draw(data: "Dataset", size: int, repulsor: str, sets: int) -> Figure:
    """Two panels with one colour bar; ``sets`` data sets were trained."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.5))
        panels = figure.subplots(1, 2, sharey=True)
        for axes, (name, title) in zip(panels, PANELS.items(), strict=True):
            mesh = draw_panel(axes, data, name, repulsor)
            axes.set_title(title)
        panels[0].set_ylabel(f"ratio {repulsor} / coverage")
        bar = figure.colorbar(
            mesh, ax=panels, label="share of prototypes expelled", ticks=MaxNLocator(5, steps=[1, 2, 5, 10])
        )
        bar.outline.set_visible(False)
        figure.suptitle(
            f"$N = {size}$ equally spaced samples, as many prototypes; training: {sets} data sets, seeds from 0",
            fontsize=9,
        )
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(CURVES))
        return figure


def draw_panel(axes: Axes, data: "Dataset", name: str, repulsor: str) -> QuadMesh:
    """Cells of one kind, mean over seeds, and the curves."""
    softness, ratio = data["softness"].values, data["ratio"].values
    shares = data[name].mean("seed").transpose("ratio", "point").values
    mesh = axes.pcolormesh(
        cell_edges(softness), cell_edges(ratio), shares, cmap="Greys", vmin=0, vmax=max(0.1, np.nanmax(shares)),
        rasterized=True,
    )  # fmt: skip
    for key, (style, label) in CURVES.items():
        shown = colour([repulsor, "coverage"])
        axes.plot(softness, data[key].isel(seed=0), style, color=shown, ms=4.5, label=label, path_effects=[RIM])
    axes.set(xscale="log", yscale="log", xlabel=r"softness $\tau / d^2$", ylim=cell_edges(ratio)[[0, -1]])
    axes.set(xlim=cell_edges(softness)[[0, -1]])
    set_ticks(axes.xaxis, *cell_edges(softness)[[0, -1]])
    axes.grid(visible=False)
    return mesh


def cell_edges(values: Array) -> Array:
    """Edges of cells around values that are evenly spaced in the logarithm, shape (n + 1,)."""
    half = np.sqrt(values[1] / values[0])
    return np.r_[values / half, values[-1] * half]
