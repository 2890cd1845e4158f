"""Train and population loss on the five facets: the limits as lines, simulated runs as points."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.ladders import gaussian as data
from figures.autoencoder.parts import (
    BARS,
    LOSSES,
    facet_panels,
    mark_cut,
    numbers,
    points,
    sizes_in_symbols,
    sizes_text,
)
from figures.store import Data
from figures.style import LOSS_COLOURS, SMALLEST

__all__ = ["caption", "data", "draw"]

ROOM = 0.45  # of the height of a cut axis, above the curves for the sizes
FREE: dict[str, Any] = {
    "large-data": "lower left",
    "small-data": "center right",
    "mean-field": "upper right",
    "narrow-latent": "upper right",
    "free": "upper right",
}
"""Corners of the panels without curves."""
SHOW_ZERO = 0.7  # a loss that falls below this share of L(0) is shown on an axis from zero


def draw(data: Data) -> Figure:
    """One panel a facet, and the legend in the sixth."""
    return facet_panels(data["ladders"], _panel, "$L(t)\\,/\\,L(0)$")


def _panel(axes: Axes, ladder: Data) -> None:
    limit = numbers(ladder["limit"])
    for loss in LOSSES:
        found, start = numbers(ladder["losses"][loss]), limit[loss][0]
        axes.plot(limit["t"], limit[loss] / start, color=LOSS_COLOURS[loss], label=f"{loss} loss, limit")
        values = found["experiment"] / start, found["stderr"] / start
        points(axes, loss, found["t"], *values, label=f"{loss} loss, simulated")
    axes.set_title(ladder["regime"])
    if axes.get_ylim()[0] < SHOW_ZERO:
        axes.set_ylim(-0.05, 1.05)
    else:
        mark_cut(axes)
        axes.set_ylim(top=1 + ROOM * (1 - axes.get_ylim()[0]))
    axes.legend(handles=[], title=_sizes(ladder), title_fontsize=SMALLEST, loc=FREE[ladder["regime"]])


def _sizes(ladder: Data) -> str:
    runs = f"{ladder['runs']} runs, seed {ladder['seed']}"
    limit = "\nlimit in numbers" if ladder["regime"] == "free" else ""
    return f"{sizes_in_symbols(ladder['sizes'][-1])}\n{runs}{limit}"


def caption(data: Data) -> str:
    """Sizes, seeds and the largest deviation of each panel."""
    panels, seed = "; ".join(map(_panel_text, data["ladders"])), data["ladders"][0]["seed"]
    return f"""
        Train and population loss over their values at t = 0 on {len(data["ladders"])} facets of the prism: the limit
        formulas (lines) and simulated gradient flow (points; bars of {BARS} standard errors, mostly smaller than the
        points). {panels}. Means are over runs with their own weights and data (seed {seed}), with the exactly known
        mean of the losses at t = 0 used as a control. On the free facet the line is the planar limit, resummed or
        sampled, since no formula is known. Two strokes mark an axis that does not reach down to zero."""


def _panel_text(ladder: Data) -> str:
    found = {loss: numbers(ladder["losses"][loss]) for loss in LOSSES}
    gaps = {
        loss: np.max(np.abs(f["experiment"] / f["theory"][0] - f["theory"] / f["theory"][0]))
        for loss, f in found.items()
    }
    return (
        f"{ladder['regime']}: {sizes_text(ladder['sizes'][-1])}, {ladder['runs']} runs, largest deviation "
        f"{gaps['train']:.2%} (train) and {gaps['population']:.2%} (population) of L(0)"
    )
