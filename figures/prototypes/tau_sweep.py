"""Separation alone over its temperature: training, the flow without a fit, and the continuum's expelled fraction."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import colour, counted, look, noted
from figures.prototypes.study import TICKS
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset


def draw(data: "Dataset", flow: Array, continuum: Array, size: int, dimension: int = 1, note: str = "") -> Figure:
    """Left the fraction outside the hull, right the reconstruction error, over tau; bars and the baseline's band are
    95 % bootstrap intervals of the mean over seeds; dotted where sqrt(tau) passes the samples' spacing.
    ``note``: the loss in the place of separation."""
    taus = data["tau"].values[1:]
    with prism_style():
        figure = Figure(figsize=(FULL, 3.4))
        panels = figure.subplots(1, 2, sharex=True)
        if np.isfinite(continuum).all():
            panels[0].plot(taus, continuum, color=colour(["separation"]), ls="--", lw=1, label="continuum, no fit")
        if np.isfinite(flow).all():
            panels[0].plot(taus, flow, "o", color=colour(["separation"]), mfc="w", label="flow, no fit")
        for axes, name in zip(panels, ("outside", "error"), strict=True):
            _trained(axes, taus, data[name].values)
        panels[0].set(ylabel="fraction outside the hull", ylim=(-0.03, 1.03))
        panels[1].set(ylabel="reconstruction error", yscale="log")
        low, high = panels[1].get_ylim()
        set_ticks(panels[1].yaxis, low, high, TICKS)
        for axes in panels:
            axes.axvline(size ** (-2 / dimension), color="0.4", ls=":", label=r"$\sqrt{\tau}$ = mean spacing")
            axes.set(xscale="log", xlabel=r"temperature of separation $\tau$")
            low, high = axes.get_xlim()
            set_ticks(axes.xaxis, low, high, TICKS - 1)
        title = f"$N = {size}$, {counted(data.sizes['run'], 'seed')} from 0, bars and band: 95 % intervals"
        figure.suptitle(noted(title, note), fontsize=9)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        return figure


def _trained(axes: Axes, taus: Array, values: Array) -> None:
    """The baseline (first row) as a band, separation (the others) with bars."""
    mean, (low, high) = values.mean(axis=1), np.transpose([bootstrap_mean(v) for v in values])
    axes.axhspan(low[0], high[0], color=colour([]), alpha=0.15, lw=0)
    axes.axhline(mean[0], color=colour([]), lw=1, label="trained, no structural loss")
    bars = [mean - low, high - mean]
    shown = look("separation")
    axes.errorbar(taus, mean[1:], [b[1:] for b in bars], **shown, lw=1, label="trained with separation")
