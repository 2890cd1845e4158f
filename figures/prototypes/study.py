"""The study's measures by number of samples and mask."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import counted, look, noted
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.statistics import bootstrap_mean, bootstrap_median

if TYPE_CHECKING:
    from xarray import Dataset

SHOWN = {"error": "log", "specialization": "linear", "outside": "linear", "fit": "log"}
EXACT = 1e-10  # mean squared errors below are drawn here
TICKS = 6  # of a logarithmic axis at most
SPREAD = 0.8  # of the distance of neighbouring sizes, over which the masks of one size stand


def draw(data: "Dataset", note: str = "") -> Figure:
    """Means over seeds, of the fit medians, with 95 % bootstrap intervals; the fit is at least ``EXACT``.

    Masks stand side by side at each size; with overlap, symbols are open. ``note``: losses in the place of others."""
    sizes, masks = data["size"].values, [str(mask) for mask in data["mask"].values]
    with prism_style():
        figure = Figure(figsize=(FULL, 7.6))
        panels = figure.subplots(4, 1, sharex=True)
        for axes, (measure, scale) in zip(panels, SHOWN.items(), strict=True):
            for k, mask in enumerate(masks):
                place = shifted(len(sizes), k, len(masks))
                _bars(axes, place, data[measure].sel(mask=mask).transpose("size", "seed").values, measure, mask)
            axes.set(
                yscale=scale, ylabel=MEASURES[measure].replace(" outside", "\noutside").replace(" error", "\nerror")
            )
            if scale == "log":
                low, high = axes.get_ylim()
                set_ticks(axes.yaxis, low, high, TICKS)
            axes.grid(visible=False, axis="x")
            for border in np.arange(1, len(sizes)) - 0.5:
                axes.axvline(border, color="0.8", lw=0.6)
        panels[3].set_ylabel(f"{MEASURES['fit'].replace(' error', chr(10) + 'error')} (median)")
        mark_exact(panels[3])
        panels[-1].set_xticks(np.arange(len(sizes)), [str(n) for n in sizes])
        panels[-1].set(xlabel="samples $N$", xlim=(-0.5, len(sizes) - 0.5))
        figure.align_ylabels(panels)
        seeds = f"{counted(data.sizes['seed'], 'seed')} from {data['seed'].values[0]}"
        told = f"{seeds}: means (in the last panel medians); bars: 95 % bootstrap intervals"
        figure.suptitle(noted(told, note), fontsize=9)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, columnspacing=1.2)
        return figure


def mark_exact(axes: Axes) -> None:
    """The tick at ``EXACT`` says what is drawn there, if something is."""
    if axes.get_ylim()[0] < EXACT:
        known = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
        above = {place: label.get_text() for place, label in known if place > 5 * EXACT}
        axes.set_yticks([EXACT, *above], [r"$\leq 10^{-10}$", *above.values()])


def shifted(sizes: int, k: int, masks: int) -> Array:
    """Where the k-th mask stands at each size."""
    return np.arange(sizes, dtype=np.float64) + SPREAD * ((k + 0.5) / masks - 0.5)


def _bars(axes: Axes, place: Array, values: Array, measure: str, mask: str) -> None:
    if measure == "fit":
        values = np.maximum(values, EXACT)
        middle, (low, high) = np.median(values, axis=1), np.transpose([bootstrap_median(v) for v in values])
    else:
        middle, (low, high) = values.mean(axis=1), np.transpose([bootstrap_mean(v) for v in values])
    shown = look(mask) | {"ls": ""}
    axes.errorbar(place, middle, [middle - low, high - middle], label=mask, elinewidth=1, capsize=1.5, **shown)
