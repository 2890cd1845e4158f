"""Where each facet's formula holds, over planes of the three ratios."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

from figures.phase_diagram import validity
from figures.prototypes.replay import as_data, as_dataset
from figures.store import Data
from figures.style import SMALLEST, prism_style
from numerics.autoencoder.experiment.planes import SPAN, standard_planes
from numerics.autoencoder.experiment.validity_map import LEVELS, Lines, agreements, lines, validity_sweep
from theory.autoencoder.prism import FACETS

HORIZON, SEED, LOSS = 1.0, 0, "train"
CELLS = 6
FINENESS = 13  # values of each axis at which boundaries are derived: a factor 1.7 apart
FEWEST = 8  # samples of free pairs: half of the default, to half of the processor


def data(quick: bool) -> Data:
    """Measured and derived distances of every facet at the points of one plane (quick) or all three."""
    cells, span, fineness = (2, 2.0, 3) if quick else (CELLS, SPAN, FINENESS)
    planes = standard_planes(cells, span)[: 1 if quick else None]
    found = validity_sweep(planes, FACETS, HORIZON, SEED, fewest=FEWEST, workers=1)
    boundaries = [vars(lines(plane, FACETS, LOSS, HORIZON, fineness)) for plane in planes]
    return as_data(found) | {"planes": len(planes), "cells": cells, "span": span, "lines": boundaries}


def draw(data: Data) -> Figure:
    """A row a plane, a panel a facet."""
    planes = standard_planes(data["cells"], data["span"])[: data["planes"]]
    with prism_style():
        figure = validity.draw(as_dataset(data), planes, [as_lines(entry) for entry in data["lines"]], LOSS)
        cells = data["cells"]
        figure.suptitle(f"{cells} × {cells} cells a panel, samples of free pairs, seed {SEED}", fontsize=8)
        for text in figure.findobj(Text):
            text.set_fontsize(max(SMALLEST, min(text.get_fontsize(), 8)))
        return figure


def as_lines(entry: Data) -> Lines:
    """Boundaries as they were before they were stored; null becomes NaN."""
    x, y = (np.array(entry[name], dtype=float) for name in ("x", "y"))
    return Lines(x, y, {limit: np.array(values, dtype=float) for limit, values in entry["neglected"].items()})


def caption(data: Data) -> str:
    """How often the measured and the derived boundary agree to one cell."""
    cells, span = data["cells"], data["span"]
    planes = standard_planes(cells, span)[: data["planes"]]
    found = agreements(as_dataset(data), planes, FACETS, LOSS, "neglected")
    every = [entry for panel in found.values() for entry in panel]
    known, apart = sum(entry.cells for entry in every), sum(entry.apart for entry in every)
    levels = ", ".join(f"{level:.0%}" for level in LEVELS)
    error = as_dataset(data)["stderr"].sel(loss=LOSS)
    return f"""
        Where the formula of each facet holds within {levels} of L(0) for the {LOSS} loss, over planes of eta = H/p,
        nu = p/N and alpha = sigma^2 p, {cells} values of each from 1/{span:g} to {span:g}. Shades:
        largest deviation from the planar limit up to the time {HORIZON:g}/T, measured on samples of free pairs
        (seed {SEED}; standard errors {float(error.median()):.2%} of L(0) in the middle, {float(error.max()):.2%} at
        most). Lines: the same from the exact series of the terms that the facet neglects; they break where the series
        does not tell it, and pieces shorter than a step between derived values are left out. Over all facets and
        levels the two boundaries are more than one cell apart at {apart} of {known} cells."""
