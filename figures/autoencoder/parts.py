"""What several figures of the autoencoder share."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from figures.store import Data
from figures.style import FULL, POPULATION, TRAIN, prism_style
from linear_ae.sizes import Sizes

LOSSES = ("train", "population")
POINTS: dict[str, dict[str, Any]] = {
    "train": {"fmt": "o", "color": TRAIN, "mfc": "white", "ms": 4.5, "elinewidth": 1.0, "capsize": 1.2},
    "population": {"fmt": "s", "color": POPULATION, "ms": 2.4, "elinewidth": 1.0, "capsize": 1.2},
}
"""Small squares inside open circles: both losses are seen where they coincide."""
BARS = 2
"""Standard errors that a bar reaches to either side."""
BARS_ARE = f"bars: {BARS} standard errors"
KEY: dict[str, Any] = {"title": BARS_ARE, "title_fontsize": 8}
"""Of a legend with simulated points."""


def numbers(entry: Data) -> dict[str, np.ndarray]:
    """The lists of numbers in ``entry`` as float arrays; null becomes NaN."""
    return {key: np.asarray(value, dtype=float) for key, value in entry.items() if isinstance(value, list)}


def as_entry(sizes: Sizes) -> dict[str, Any]:
    """The four sizes for the store; infinite N as text, which JSON can hold."""
    return {"p": sizes.p, "H": sizes.H, "N": sizes.N if np.isfinite(sizes.N) else "inf", "sigma2": sizes.sigma2}


def sizes_text(entry: Data) -> str:
    """The sizes in one line of a caption."""
    return f"p = {entry['p']}, H = {entry['H']}, N = {entry['N']}, sigma^2 = {entry['sigma2']:.3g}"


def sizes_in_symbols(entry: Data) -> str:
    """The sizes in two lines of a panel, in LaTeX."""
    return f"$p={entry['p']}$, $H={entry['H']}$\n$N={entry['N']}$, $\\sigma^2={in_powers(entry['sigma2'])}$"


def in_powers(x: float) -> str:
    """Three digits in LaTeX.

    >>> print(in_powers(1.8312e-5), in_powers(0.25))
    1.83\\cdot10^{-5} 0.25
    """
    digits, _, power = f"{x:.3g}".partition("e")
    return digits + (rf"\cdot10^{{{int(power)}}}" if power else "")


def points(axes: Axes, loss: str, x: ArrayLike, y: ArrayLike, stderr: ArrayLike, **style: Any) -> None:
    """Simulated values with bars, in the markers of the loss."""
    axes.errorbar(x, y, BARS * np.asarray(stderr, dtype=float), **POINTS[loss] | style)


def mark_cut(axes: Axes) -> None:
    """Two strokes across the lower end of the axis of values: it does not start from zero."""
    stroke: dict[str, Any] = {"marker": [(-1.0, -0.5), (1.0, 0.5)], "ms": 7, "mew": 0.9, "color": "k", "clip_on": False}
    for height in (0.03, 0.06):
        axes.plot(0, height, transform=axes.transAxes, **stroke)


def facet_panels(entries: Sequence[Data], draw: Callable[[Axes, Data], None], quantity: str) -> Figure:
    """``draw`` in one panel a facet over time, and the legend in the sixth; ``quantity`` labels the values."""
    with prism_style():
        figure = Figure(figsize=(FULL, 4.4))
        grid = figure.subplots(2, 3).ravel()
        for axes, entry in zip(grid, entries, strict=False):
            draw(axes, entry)
            axes.set_xlabel("time $t$")
            axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        for unused in grid[len(entries) :]:
            unused.set_axis_off()
        grid[5].legend(*grid[0].get_legend_handles_labels(), loc="center", **KEY)
        for axes in grid[[0, 3]]:
            axes.set_ylabel(quantity)
        return figure
