"""Prototypes in training against the force-field flow with the fitting force included."""

import numpy as np
from matplotlib.figure import Figure

from figures.style import COLUMN, prism_style
from numerics.prototypes.measure import Array


def draw(times: Array, trained: Array, flowed: Array, hull: tuple[float, float]) -> Figure:
    """Centres over time from weights (T, M, 3) of both; the hull is shaded, the view cut one hull width outside."""
    width = hull[1] - hull[0]
    with prism_style():
        figure = Figure(figsize=(COLUMN, 2.6))
        axes = figure.subplots()
        axes.axhspan(*hull, color="0.92", zorder=0)
        lines = axes.plot(times, _centres(flowed), color="k", lw=0.9)
        dots = axes.plot(times, _centres(trained), "o", color="C1", mfc="none", ms=3)
        axes.set(xlabel="time", ylabel="prototype", ylim=(hull[0] - width, hull[1] + width))
        axes.legend([lines[0], dots[0]], ["force-field flow with the fit", "training"], loc="best")
        return figure


def _centres(weights: Array) -> Array:
    centres = -weights[..., 1] / weights[..., 0]
    centres[1:][np.diff(np.sign(weights[..., 0]), axis=0) != 0] = np.nan  # passes through infinity
    return centres
