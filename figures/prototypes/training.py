"""Prototypes in training against the force-field flow with the fitting force included."""

import numpy as np
from matplotlib.figure import Figure

from figures.style import FULL, prism_style
from numerics.methods.arrays import Array


def draw(times: Array, trained: Array, flowed: Array, hull: tuple[float, float]) -> Figure:
    """Centres over time from weights (T, M, 3) of both; the hull is shaded, the view cut one hull width outside."""
    width = hull[1] - hull[0]
    with prism_style():
        figure = Figure(figsize=(FULL, 3.0))
        axes = figure.subplots()
        shade = axes.axhspan(*hull, color="0.92", zorder=0)
        lines = axes.plot(times, _centres(flowed), color="k", lw=0.9)
        dots = axes.plot(times, _centres(trained), "o", color="C1", mfc="none", ms=3)
        seen = np.concatenate([_centres(flowed).ravel(), hull])
        low, high = max(np.nanmin(seen), hull[0] - width), min(np.nanmax(seen), hull[1] + width)
        axes.set(xlabel="time", ylabel="prototype", ylim=(low - 0.05 * width, high + 0.05 * width))
        handles = [lines[0], dots[0], shade]
        labels = ["force-field flow with the fit", "training", "hull of the samples"]
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
        return figure


def _centres(weights: Array) -> Array:
    centres = -weights[..., 1] / weights[..., 0]
    centres[1:][np.diff(np.sign(weights[..., 0]), axis=0) != 0] = np.nan  # passes through infinity
    return centres
