"""The facets of any model against simulation: one panel for each."""

from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import prism_style
from numerics.models import checks as series_checks
from numerics.solutions import checks as limit_checks

CAPTION = (
    "Change of each loss from the start of its limit, over the change of the limit (of a facet without formula, over "
    "that of its leading terms at the last time): limit formulas, or leading series, resummed (lines), and simulated "
    "gradient flow (points, with bars of two standard errors) at the largest sizes of the check."
)
COLUMNS = 3
Row = series_checks.Row | limit_checks.Row


def draw(rows: list[Row]) -> Figure:
    """A figure with the change of every loss on every facet in ``rows``."""
    panels = [list(group) for _, group in groupby(rows, key=lambda row: row.regime)]
    columns = min(COLUMNS, len(panels))
    lines = -(-len(panels) // columns)
    with prism_style():
        figure = Figure(figsize=(2.9 * columns, 2.7 * lines))
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for axes, panel in zip(grid, panels, strict=False):
            draw_panel(axes, panel)
        for unused in grid[len(panels) :]:
            unused.remove()
        return figure


def draw_panel(axes: Axes, rows: list[Row]) -> None:
    """The losses of one facet."""
    for k, row in enumerate(rows):
        colour = f"C{k}"
        axes.plot(row.t, row.theory, color=colour, label=f"{row.loss}: {row.verdict}")
        bars = 2 * row.stderr
        axes.errorbar(row.t, row.experiment, bars, fmt="o", color=colour, markerfacecolor="white", markersize=3.5)
    axes.set(title=rows[0].regime, xlabel="time $t$", ylabel="change of the loss over that of its limit")
    axes.legend(title=", ".join(f"{name}={size}" for name, size in rows[0].points[-1].sizes.items()), title_fontsize=7)
