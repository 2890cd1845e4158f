"""Expulsion and fit against the attractor, in units of the smallest that holds each data set."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter
from scipy.stats import binomtest

from figures.prototypes.study import EXACT
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array

if TYPE_CHECKING:
    from xarray import Dataset


def draw(found: "Dataset") -> Figure:
    """Left the share of data sets that lose a prototype (bars: 95 % Wilson intervals), right the median error of the
    fit, at least ``EXACT`` (bars: quartiles); the dotted line is where the theory puts the threshold."""
    order = np.argsort(found["margin"].values[1:]) + 1
    margins = found["margin"].values[order]
    lost, error = found["expelled"].values > 0, np.maximum(found["error"].values, EXACT)
    with prism_style():
        figure = Figure(figsize=(FULL, 3.0))
        panels = figure.subplots(1, 2, sharex=True)
        share, low, high = np.transpose([_wilson(row) for row in lost])
        _bars(panels[0], margins, share[order], low[order], high[order])
        panels[0].axhline(share[0], color="C0", ls="--", label="no structural loss")
        low, middle, high = np.quantile(error, [0.25, 0.5, 0.75], axis=1)
        _bars(panels[1], margins, middle[order], low[order], high[order])
        panels[1].axhline(middle[0], color="C0", ls="--")
        panels[0].set(ylabel="data sets that lose a prototype", ylim=(-0.03, 1.03))
        decades = 10 ** np.floor(np.log10([low.min(), 10 * high.max()]))
        panels[1].set(ylabel="mean squared error of the fit", yscale="log", ylim=decades)
        panels[1].yaxis.set_minor_formatter(NullFormatter())
        for axes in panels:
            axes.axvline(1, color="k", ls=":", label="predicted")
            axes.set_xlabel("attractor / smallest that holds")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        return figure


def _bars(axes: Axes, x: Array, middle: Array, low: Array, high: Array) -> None:
    axes.errorbar(x, middle, [middle - low, high - middle], color="C1", marker="o", label="repulsor and attractor")


def _wilson(lost: Array) -> tuple[float, float, float]:
    """Share and its interval."""
    interval = binomtest(int(lost.sum()), len(lost)).proportion_ci(method="wilson")
    return float(lost.mean()), interval.low, interval.high
