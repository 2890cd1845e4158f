"""The facets of any model against simulation: one panel for each."""

from collections.abc import Iterable
from itertools import cycle, groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from figures.style import COLUMN, FULL, LOSS_COLOURS, SMALLEST, in_order, prism_style, wrapped
from numerics.models import checks as series_checks
from numerics.solutions import checks as limit_checks

CAPTION = (
    "Change of each loss from the start of its limit, over the change of the limit (of a facet without formula, over "
    "that of its leading terms at the last time): limit formulas, or leading series, resummed (lines), and simulated "
    "gradient flow (points, with bars of two standard errors) at the largest sizes of the check."
)
COLUMNS, SIDE = 3, 2.5  # panels in a row, and inches of one without its texts
DASHES, MARKERS = ("-", "--", "-.", ":"), "os^Dv"
LINE = 0.15  # inches of a line of text
Row = series_checks.Row | limit_checks.Row


def draw(rows: list[Row]) -> Figure:
    """A figure with the change of every loss on every facet in ``rows``."""
    panels = [list(group) for _, group in groupby(rows, key=lambda row: row.regime)]
    columns = min(COLUMNS, len(panels))
    lines, width = -(-len(panels) // columns), max(FULL / COLUMNS * columns, COLUMN)
    texts = [texts_of(panel, width / columns) for panel in panels]
    below = max(sum(text.count("\n") + 1 for text in (*found, "", "")) for found in texts)
    with prism_style():
        figure = Figure(figsize=(width, lines * (SIDE + LINE * below)))
        grid = figure.subplots(lines, columns, squeeze=False)
        for axes, panel, found in zip(grid.ravel(), panels, texts, strict=False):
            draw_panel(axes, panel, *found)
        for axes in grid[:, 0]:
            axes.set_ylabel("change over that of the limit")
        for unused in grid.ravel()[len(panels) :]:
            unused.remove()
        return figure


def texts_of(rows: list[Row], width: float) -> tuple[str, ...]:
    """Title, sizes and a label a loss, on lines that fit a panel of so many inches."""
    sizes = ", ".join(f"{name}\u00a0=\u00a0{size}" for name, size in rows[0].points[-1].sizes.items())
    labels = [wrapped(f"{row.loss}: {row.verdict}", 0.7 * width, SMALLEST) for row in rows]
    return wrapped(rows[0].regime, 0.75 * width, SMALLEST + 1.5), wrapped(sizes, 0.8 * width, SMALLEST), *labels


def colours_of(losses: Iterable[str]) -> dict[str, str]:
    """Train and population have their own colours, other losses those of values in order; no facet has one of them."""
    others = [loss for loss in losses if loss not in LOSS_COLOURS]
    return LOSS_COLOURS | dict(zip(others, in_order(len(others)), strict=True))


def draw_panel(axes: Axes, rows: list[Row], title: str, sizes: str, *labels: str) -> None:
    """The losses of one facet, and what they are below."""
    colours = colours_of(row.loss for row in rows)
    for row, label, dash, marker in zip(rows, labels, cycle(DASHES), cycle(MARKERS), strict=False):
        colour, bars = colours[row.loss], 2 * row.stderr
        axes.plot(row.t, row.theory, color=colour, ls=dash, label=label)
        axes.errorbar(row.t, row.experiment, bars, fmt=marker, color=colour, markerfacecolor="white", markersize=3.5)
    axes.set(xlabel="time $t$")
    axes.set_title(title, fontsize=SMALLEST + 1.5)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    key = {"title": f"{sizes}\nbars: 2 standard errors", "title_fontsize": SMALLEST, "fontsize": SMALLEST}
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.22), borderaxespad=0, **key)
