"""Expulsion and fit against the attractor, in units of the smallest that holds each data set."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import binomtest

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import colour, counted, in_math, shortened
from figures.prototypes.study import EXACT, TICKS, mark_exact
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.study.statistics import bootstrap_median

if TYPE_CHECKING:
    from xarray import Dataset

ROOM = 1.6  # factor between what is drawn and the ends of its axis
TITLE = 36  # characters of a loss


def draw(found: "Dataset", repulsor: str, attractor: str, size: int, tau: float, first: int) -> Figure:
    """Left the share of data sets that lose a prototype (Wilson's interval), right the median error of the fit, at
    least ``EXACT`` (bootstrap); bars and bands are 95 % intervals, the dotted line is the predicted threshold.

    ``first``: seed of the first data set."""
    order = np.argsort(found["margin"].values[1:]) + 1
    repulsors = ("separation", "overlap") if repulsor == "both" else (repulsor,)
    margins, shown = found["margin"].values[order], colour([attractor, *repulsors])
    lost, error = found["expelled"].values > 0, np.maximum(found["error"].values, EXACT)
    with prism_style():
        figure = Figure(figsize=(FULL, 3.4))
        panels = figure.subplots(1, 2, sharex=True)
        share, low, high = np.transpose([_wilson(row) for row in lost])
        _bars(panels[0], margins, share[order], low[order], high[order], shown)
        _band(panels[0], share[0], low[0], high[0])
        middle, (low, high) = np.median(error, axis=1), np.transpose([bootstrap_median(row) for row in error])
        _bars(panels[1], margins, middle[order], low[order], high[order], shown)
        _band(panels[1], middle[0], low[0], high[0])
        panels[0].set(ylabel="share of the data sets\nthat lose a prototype", ylim=(-0.03, 1.03))
        limits = low.min() / ROOM, high.max() * ROOM
        panels[1].set(ylabel="mean squared error of the fit\n(median over data sets)", yscale="log", ylim=limits)
        set_ticks(panels[1].yaxis, *limits, most=TICKS)
        mark_exact(panels[1])
        for axes in panels:
            axes.axvline(1, color="0.4", ls=":", label="predicted threshold")
            axes.set_xlabel(r"attractor $\lambda_c$ / smallest that holds")
        acting = f"{shortened(attractor, TITLE)} against {shortened(' and '.join(repulsors), TITLE)}"
        figure.suptitle(
            rf"{acting}, $N = {size}$, $\tau = {in_math(tau, 2)}$"
            f"\n{counted(lost.shape[1], 'data set')}, seeds from {first}; bars and bands: 95 % intervals",
            fontsize=9,
        )
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        return figure


def _bars(axes: Axes, x: Array, middle: Array, low: Array, high: Array, shown: str) -> None:
    axes.errorbar(x, middle, [middle - low, high - middle], color=shown, marker="D", label="repulsor and attractor")


def _band(axes: Axes, middle: float, low: float, high: float) -> None:
    """Training without structural losses."""
    axes.axhspan(low, high, color=colour([]), alpha=0.15, lw=0)
    axes.axhline(middle, color=colour([]), ls="--", lw=1, label="no structural loss")


def _wilson(lost: Array) -> tuple[float, float, float]:
    """Share and its interval."""
    interval = binomtest(int(lost.sum()), len(lost)).proportion_ci(method="wilson")
    return float(lost.mean()), interval.low, interval.high
