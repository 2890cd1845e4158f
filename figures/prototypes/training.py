"""Prototypes in training against the force-field flow with the fitting force included."""

from collections.abc import Iterable

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes.looks import HULL, colour
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array


def draw(
    times: Array, trained: Array, flowed: Array, hull: tuple[float, float], losses: Iterable[str] = (), title: str = ""
) -> Figure:
    """Centres over time from weights (T, M, 3) of both, in the colour of the losses; the hull is shaded, the view cut
    one hull width outside."""
    width, shown = hull[1] - hull[0], colour(losses)
    with prism_style():
        figure = Figure(figsize=(FULL, 3.2))
        axes = figure.subplots()
        shade = axes.axhspan(*hull, color=HULL, zorder=0)
        lines = axes.plot(times, _centres(flowed), color="0.3", lw=0.9)
        dots = axes.plot(times, _centres(trained), "o", color=shown, mfc="none", ms=3)
        seen = np.concatenate([_centres(flowed).ravel(), hull])
        low, high = max(np.nanmin(seen), hull[0] - width), min(np.nanmax(seen), hull[1] + width)
        axes.set(xlabel="time $t$ (steps times rate)", ylabel="prototype $c_j$")
        edge = 0.01 * (times[-1] - times[0])
        axes.set(xlim=(times[0] - edge, times[-1] + edge), ylim=(low - 0.05 * width, high + 0.05 * width))
        axes.set_title(title, fontsize=9)
        handles = [lines[0], dots[0], shade]
        labels = ["force-field flow with the fit", "training", "hull of the samples"]
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
        return figure


def _centres(weights: Array) -> Array:
    centres = -weights[..., 1] / weights[..., 0]
    centres[1:][np.diff(np.sign(weights[..., 0]), axis=0) != 0] = np.nan  # passes through infinity
    return centres
