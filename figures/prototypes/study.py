"""The study's measures against the number of samples, one line a mask."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator

from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.settings import BASELINE, mask_name
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset

SHOWN = {"error": "log", "specialization": "linear", "outside": "linear", "fit": "log"}
LOOKS = {BASELINE: ("k", "o"), "coverage": ("C0", "s"), "separation": ("C1", "^"), "coverage+separation": ("C2", "D")}
EXACT = 1e-10  # mean squared errors below are drawn here
APART = 1.025  # factor between the places of neighbouring masks at one size


def draw(data: "Dataset") -> Figure:
    """Means over seeds with 95 % bootstrap intervals; of the fit, medians with quartiles, at least ``EXACT``.

    Masks stand side by side at each size; with overlap, symbols are open and lines broken."""
    sizes = data["size"].values
    with prism_style():
        figure = Figure(figsize=(FULL, 5.8))
        panels = figure.subplots(2, 2, sharex=True)
        for axes, (measure, scale) in zip(panels.flat, SHOWN.items(), strict=True):
            for k, mask in enumerate(data["mask"].values):
                place = sizes * APART ** (k - (data.sizes["mask"] - 1) / 2)
                _line(axes, place, data[measure].sel(mask=mask).transpose("size", "seed").values, measure, str(mask))
            axes.set(xscale="log", yscale=scale, title=MEASURES[measure])
        panels[1, 1].set_title(f"{MEASURES['fit']} (exact fits at the bottom)")
        panels[0, 0].yaxis.set_minor_formatter(NullFormatter())
        for axes in panels.flat:
            axes.set_xticks(sizes, [str(n) for n in sizes])
            axes.xaxis.set_minor_locator(NullLocator())
        for axes in panels[1]:
            axes.set_xlabel("samples $N$")
        figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
        return figure


def _line(axes: Axes, place: Array, values: Array, measure: str, mask: str) -> None:
    if measure == "fit":
        low, middle, high = np.quantile(np.maximum(values, EXACT), [0.25, 0.5, 0.75], axis=1)
    else:
        middle, (low, high) = values.mean(axis=1), np.transpose([bootstrap_mean(v) for v in values])
    axes.errorbar(place, middle, [middle - low, high - middle], label=mask, lw=1.1, elinewidth=0.8, **look(mask))


def look(mask: str) -> dict[str, Any]:
    """Colour and symbol by coverage and separation, open and broken with overlap."""
    terms = [] if mask == BASELINE else mask.split("+")
    colour, symbol = LOOKS[mask_name([t for t in terms if t != "overlap"])]
    filled = "overlap" not in terms
    return {"color": colour, "marker": symbol, "mfc": colour if filled else "w", "ls": "-" if filled else (0, (3, 1.5))}
