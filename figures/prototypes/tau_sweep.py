"""Separation alone over its temperature: training, the flow without a fit, and the continuum's expelled fraction."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset


def draw(data: "Dataset", flow: Array, continuum: Array, spacing: float) -> Figure:
    """Left the fraction outside the hull, right the reconstruction error, over tau; bars and the baseline's band are
    95 % bootstrap intervals of the mean over seeds; a dotted line where sqrt(tau) passes the samples' spacing."""
    taus = data["tau"].values[1:]
    with prism_style():
        figure = Figure(figsize=(FULL, 3.2))
        panels = figure.subplots(1, 2, sharex=True)
        if np.isfinite(continuum).all():
            panels[0].plot(taus, continuum, color="k", ls="--", label="continuum, no fit")
        if np.isfinite(flow).all():
            panels[0].plot(taus, flow, "^", color="C2", mfc="none", label="flow, no fit")
        for axes, name in zip(panels, ("outside", "error"), strict=True):
            _trained(axes, taus, data[name].values)
        panels[0].set(ylabel="fraction outside the hull", ylim=(-0.03, 1))
        panels[1].set(ylabel="reconstruction error", yscale="log")
        panels[1].yaxis.set_minor_formatter(NullFormatter())
        for axes in panels:
            axes.axvline(spacing**2, color="0.4", ls=":", label=r"$\sqrt{\tau}$ = mean spacing")
            axes.set(xscale="log", xlabel=r"temperature of separation $\tau$")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
        return figure


def _trained(axes: Axes, taus: Array, values: Array) -> None:
    """The baseline (first row) as a band, separation (the others) with bars."""
    mean, (low, high) = values.mean(axis=1), np.transpose([bootstrap_mean(v) for v in values])
    axes.axhspan(low[0], high[0], color="C0", alpha=0.2, lw=0)
    axes.axhline(mean[0], color="C0", label="trained, baseline")
    bars = [mean - low, high - mean]
    axes.errorbar(taus, mean[1:], [b[1:] for b in bars], color="C1", marker="o", label="trained, separation")
