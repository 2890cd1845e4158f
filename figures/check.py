"""Theory against simulated training: one panel for each regime of a check."""

from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import LOSS_COLOURS, prism_style
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.checks import Row

CAPTION = (
    "Loss over its initial value against time: the limit formula (lines) and simulated gradient flow "
    "(points, with bars of two standard errors) at the largest sizes of the check."
)


def draw(rows: list[Row]) -> Figure:
    """A figure with the train and population curves of every regime in ``rows``."""
    panels = [list(group) for _, group in groupby(rows, key=lambda row: row.ladder.regime)]
    with prism_style():
        figure = Figure(figsize=(3.4 * min(2, len(panels)), 2.7 * ((len(panels) + 1) // 2)))
        grid = figure.subplots((len(panels) + 1) // 2, min(2, len(panels)), squeeze=False).ravel()
        for axes, panel in zip(grid, panels, strict=False):
            _draw_panel(axes, panel)
        for unused in grid[len(panels) :]:
            unused.remove()
        return figure


def _draw_panel(axes: Axes, rows: list[Row]) -> None:
    rung = rows[0].ladder.rungs[-1]
    theory = rung.theory(np.linspace(0, rung.t[-1], 201))
    for row in rows:
        c, colour = row.comparison, LOSS_COLOURS[row.loss]
        start = c.theory[0]
        axes.plot(theory.t, getattr(theory, row.loss) / start, color=colour, label=row.loss)
        bars = 2 * c.stderr / start
        axes.errorbar(c.t, c.experiment / start, bars, fmt="o", color=colour, markerfacecolor="white", markersize=3.5)
    axes.set(title=rows[0].ladder.regime, xlabel="time $t$", ylabel="$L(t)\\,/\\,L(0)$")
    axes.legend(title=size_label(rung.sizes), title_fontsize=7)


def size_label(sizes: Sizes) -> str:
    """The sizes in one line of mathtext."""
    mantissa, exponent = f"{sizes.sigma2:.1e}".split("e")
    variance = rf"{mantissa}\times10^{{{int(exponent)}}}"
    return rf"$p={sizes.p},\ H={sizes.H},\ N={sizes.N},\ \sigma^2={variance}$"
