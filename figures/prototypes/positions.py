"""Where the prototypes of one size end up under each mask (arXiv:2605.25939 shows N = 100)."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.prototypes.looks import HULL, look, noted
from figures.style import FULL, prism_style

if TYPE_CHECKING:
    from xarray import Dataset

WINDOW = 1.0  # hull widths shown on either side


def draw(data: "Dataset", size: int, seed: int | None = None, note: str = "") -> Figure:
    """First input coordinate of every prototype, one row a mask, over the samples of one seed, their range shaded, and
    right the share outside their hull; arrows on the frame count the prototypes beyond it.
    ``note``: losses in the place of others."""
    seed = int(data["seed"].values[0]) if seed is None else seed
    chosen = data.sel(size=size, seed=seed)
    samples = chosen["samples"].isel(dimension=0).dropna("sample").values
    left, right = samples.min(), samples.max()
    width = right - left or 1.0
    window = left - WINDOW * width, right + WINDOW * width
    masks = [str(mask) for mask in data["mask"].values]
    with prism_style():
        figure = Figure(figsize=(FULL, 0.32 * len(masks) + 1.4))
        axes = figure.subplots()
        axes.axvspan(left, right, color=HULL, zorder=0)
        axes.grid(visible=False)
        axes.plot(samples, np.full(len(samples), -1.0), "|", color="0.4", ms=9, mew=0.8)
        margin = 0.3 * width  # for the counts
        axes.set(
            xlim=(window[0] - margin, window[1] + margin),
            ylim=(len(masks) - 0.4, -1.6),
            xlabel="prototype $c_j$" if data.sizes["dimension"] == 1 else "first coordinate of the prototypes $c_j$",
        )
        title = f"$N = {size}$ samples (their hull shaded), seed {seed}; arrows count prototypes beyond"
        figure.suptitle(noted(title, note), fontsize=9)
        for row, mask in enumerate(masks):
            _row(axes, row, _first_coordinates(chosen.sel(mask=mask)), window, look(mask)["color"])
        axes.set_yticks(range(-1, len(masks)), ["samples", *masks])
        axes.tick_params(axis="y", length=0, pad=8)
        axes.spines.left.set_visible(False)
        shares = ["outside", *(f"{share:.0%}" for share in chosen["outside"].values)]
        for row, share in enumerate(shares, start=-1):
            axes.annotate(share, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), fontsize=8,
                          textcoords="offset points", va="center")  # fmt: skip
        return figure


def _row(axes: Axes, row: int, places: np.ndarray, window: tuple[float, float], colour: str) -> None:
    inside = places[(places >= window[0]) & (places <= window[1])]
    axes.plot(inside, np.full(len(inside), row), "|", color=colour, ms=9, mew=0.8)
    for count, edge, arrow, side in (
        (np.count_nonzero(places < window[0]), axes.get_xlim()[0], "$\\leftarrow$ {}", "left"),
        (np.count_nonzero(places > window[1]), axes.get_xlim()[1], "{} $\\rightarrow$", "right"),
    ):
        if count:
            axes.text(edge, row, arrow.format(count), ha=side, va="center", fontsize=7, color=colour)


def _first_coordinates(run: "Dataset") -> np.ndarray:
    weights = run["weights"].dropna("neuron")
    return -(weights.sel(parameter="b1") / weights.sel(parameter="w")).values
