"""Readings over the study: what can be read under each mask, and whether the confidences are true."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.prototypes.looks import counted, look, noted
from figures.prototypes.study import shifted
from figures.style import FULL, prism_style
from numerics.prototypes.reconstruction.reliability import reliability
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset

RIGHT, FLOOR = 0.9, 0.08  # beyond, numbers right of a point and below it would leave the panel
NORMAL = 1.96  # standard errors of a 95 % interval


def draw(data: "Dataset", note: str = "") -> Figure:
    """Left: true share of estimates near an input over the share of random points (1 is chance), by mask and size.

    Right: that share against the confidence, all masks and sizes. Bars are 95 % intervals over networks: left
    bootstrap of the share, right 1.96 standard errors, cut at 0 and 1.
    ``note``: losses in the place of others."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.8))
        left, right = figure.subplots(1, 2)
        _gain(left, data)
        _reliability(right, data)
        figure.suptitle(noted("", note).strip(), fontsize=9)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4, columnspacing=1.2)
        return figure


def _gain(axes: Axes, data: "Dataset") -> None:
    sizes, masks = data["size"].values, [str(mask) for mask in data["mask"].values]
    for k, mask in enumerate(masks):
        own = data.sel(mask=mask)[["near", "chance"]].transpose("point", "run", "estimate")
        chance, runs = own["chance"].mean(["run", "estimate"]).values, own["near"].mean("estimate").values
        middle = own["near"].mean(["run", "estimate"]).values / chance
        low, high = np.transpose([bootstrap_mean(run) for run in runs]) / chance
        place = shifted(len(sizes), k, len(masks))
        bars = np.maximum([middle - low, high - middle], 0)
        axes.errorbar(place, middle, bars, label=mask, elinewidth=1, capsize=1.5, **(look(mask) | {"ls": ""}))
    axes.axhline(1, color="k", lw=0.8, ls=":")
    axes.set(xlabel="samples $N$", ylabel="estimates near an input / random points")
    axes.set_ylim(-0.03 * axes.get_ylim()[1])
    axes.set_xticks(np.arange(len(sizes)), [str(n) for n in sizes])
    axes.set_title(f"{counted(data.sizes['run'], 'network')} a mask and size\ndotted: chance", fontsize=9)
    axes.grid(visible=False, axis="x")


def _reliability(axes: Axes, data: "Dataset") -> None:
    confidence, near = (data[name].values.reshape(-1, data.sizes["estimate"]) for name in ("confidence", "near"))
    bins = reliability(confidence, near)
    axes.plot([0, 1], [0, 1], "k:", lw=0.8)
    shares, half = np.array([b.share for b in bins]), NORMAL * np.array([b.error for b in bins])
    bars = [np.minimum(half, shares), np.minimum(half, 1 - shares)]
    axes.errorbar([b.confidence for b in bins], shares, bars, fmt="o", color="0.3")
    ground = {"fc": "w", "ec": "none", "pad": 0.5}
    for b in bins:
        place, right, low = (b.confidence, b.share), b.confidence < RIGHT, b.share < FLOOR
        axes.annotate(f"{b.count}", place, xytext=(7 if right else -7, 5 if low else -10), fontsize=7, bbox=ground,
                      textcoords="offset points", ha="left" if right else "right")  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02), xlabel="confidence", ylabel="share near an input")
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.set_title("all masks and sizes, numbers: estimates\ndotted: calibrated", fontsize=9)
