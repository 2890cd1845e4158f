"""Readings over the study: what can be read under each mask, and whether the confidences are true."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator

from figures.prototypes.study import look
from figures.style import FULL, prism_style
from numerics.prototypes.reconstruction.reliability import reliability

if TYPE_CHECKING:
    from xarray import Dataset


def draw(data: "Dataset") -> Figure:
    """Left: true share of estimates near an input over the share of random points (1 is chance), by mask and size.

    Right: that share against the confidence, all masks and sizes, bars of one standard error over networks."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.6))
        left, right = figure.subplots(1, 2)
        _gain(left, data)
        _reliability(right, data)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4)
        return figure


def _gain(axes: Axes, data: "Dataset") -> None:
    sizes = data["size"].values
    for mask in data["mask"].values:
        own = data.sel(mask=mask)
        near, chance = (own[name].mean(["run", "estimate"]).values for name in ("near", "chance"))
        axes.plot(sizes, near / chance, lw=1.1, label=str(mask), **look(str(mask)))
    axes.axhline(1, color="k", lw=0.8, ls=":")
    axes.set(xscale="log", xlabel="samples $N$", ylabel="estimates near an input / random points")
    axes.set_xticks(sizes, [str(n) for n in sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())


def _reliability(axes: Axes, data: "Dataset") -> None:
    confidence, near = (data[name].values.reshape(-1, data.sizes["estimate"]) for name in ("confidence", "near"))
    bins = reliability(confidence, near)
    axes.plot([0, 1], [0, 1], "k:", lw=0.8)
    axes.errorbar([b.confidence for b in bins], [b.share for b in bins], [b.error for b in bins], fmt="o", color="C0")
    for b in bins:
        axes.annotate(f"{b.count}", (b.confidence, b.share), xytext=(6, -9), textcoords="offset points", fontsize=7)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share near an input")
    axes.set_xticks(np.linspace(0, 1, 6))
