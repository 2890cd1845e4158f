"""Where each facet's formula holds, over planes of the three ratios."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

from figures.phase_diagram import validity
from figures.prototypes.replay import as_data, as_dataset
from figures.store import Data
from figures.style import FULL, SMALLEST, prism_style
from numerics.autoencoder.experiment.validity_map import LEVELS, PLANES, agreements, axis, validity_sweep

SPAN, HORIZON, SEED, LOSS = 16.0, 1.0, 0, "train"
TICKS = {1 / 16: "1/16", 1.0: "1", 16.0: "16"}  # few enough for narrow panels


def data(quick: bool) -> Data:
    """Measured and derived distances of every facet at the points of one plane (quick) or all three."""
    planes, points, span = (PLANES[:1], 3, 2.0) if quick else (PLANES, 5, SPAN)
    values = axis(points, span)
    found = validity_sweep(planes, values, HORIZON, SEED, workers=1 if quick else None)
    return as_data(found) | {"planes": len(planes), "values": values}


def draw(data: Data) -> Figure:
    """A row a plane, a panel a facet that holds somewhere on it."""
    with prism_style():
        figure = validity.draw(as_dataset(data), PLANES[: data["planes"]], np.asarray(data["values"]), LOSS)
        figure.set_size_inches(FULL, figure.get_size_inches()[1])
        for axes in figure.axes:
            low, high = axes.get_xlim()
            axes.set_xticks(*zip(*[(x, name) for x, name in TICKS.items() if low < x < high], strict=True))
        figure.legends[0].remove()
        figure.legend(handles=validity.legend(), loc="outside lower center", ncols=3)
        for text in figure.findobj(Text):
            text.set_fontsize(max(SMALLEST, min(text.get_fontsize(), 8)))
        return figure


def caption(data: Data) -> str:
    """How often the measured and the derived boundary agree to one cell."""
    found = agreements(as_dataset(data), PLANES[: data["planes"]], LOSS, "neglected")
    every = [entry for panel in found.values() for entry in panel]
    cells, apart = sum(entry.cells for entry in every), sum(entry.apart for entry in every)
    values, levels = data["values"], ", ".join(f"{level:.0%}" for level in LEVELS)
    return f"""
        Where the formula of each facet holds within {levels} of L(0) for the {LOSS} loss, over planes of eta = H/p,
        nu = p/N and alpha = sigma^2 p, {len(values)} values of each from {values[0]:g} to {values[-1]:g}. Shades:
        largest deviation from the planar limit over {HORIZON:g} natural time scale, measured on samples of free pairs
        (seed {SEED}). Lines: the same from the exact series of the terms that the facet neglects. Over all facets and
        levels the two boundaries are more than one cell apart at {apart} of {cells} cells."""
