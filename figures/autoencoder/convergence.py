"""Deviation of simulated losses from their limits against the size: the order of the first neglected term."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder import ladders
from figures.autoencoder.parts import BARS, LOSSES, points, sizes_text
from figures.store import Data, remembered
from figures.style import FULL, prism_style

ROOM = 3.5  # factor below the lowest point for each line of the legend


def data(quick: bool) -> Data:
    """The ladders of the five facets and of the digits."""
    found = [remembered(ladders.gaussian, quick), remembered(ladders.digits, quick)]
    return {"ladders": [ladder for entry in found for ladder in entry["ladders"]]}


def draw(data: Data) -> Figure:
    """One panel a facet against p; in the last, both ladders of the digits against H/p."""
    with prism_style():
        figure = Figure(figsize=(FULL, 4.6))
        grid = figure.subplots(2, 3).ravel()
        for k, ladder in enumerate(data["ladders"]):
            _panel(grid[k] if ladder["along"] == "p" else grid[5], ladder)
        grid[5].set(title="digits", xlabel="$p/H$ or $H/p$")
        for axes in filter(Axes.get_legend, grid):
            axes.set_ylim(bottom=axes.dataLim.y0 / ROOM ** len(axes.get_legend().get_texts()))
        for unused in (axes for axes in grid if not axes.has_data()):
            unused.remove()
        for axes in grid[[0, 3]]:
            axes.set_ylabel("$|$deviation$|\\,/\\,L(0)$")
        return figure


def _panel(axes: Axes, ladder: Data) -> None:
    small = np.asarray(ladder["size"], dtype=float) ** np.sign(ladder["expected"])
    style = {"fmt": "^"} if (ladder["along"], ladder["regime"]) == ("H/p", "narrow-latent") else {}
    for loss in LOSSES:
        found = ladder["losses"][loss]
        gap = np.abs(found["deviation"])
        points(axes, loss, small, gap, found["deviation_stderr"], label=_order(loss, ladder), **style)
        line = gap[-1] * (small / small[-1]) ** abs(ladder["expected"])
        axes.plot(small, line, color="0.4", lw=0.8, ls="--", zorder=1)
    axes.set(xscale="log", yscale="log", title=ladder["regime"], xlabel=f"$1/{ladder['along']}$")
    axes.set_xticks(small, [f"1/{round(1 / x)}" for x in small])
    axes.set_xticks([], minor=True)
    axes.legend(loc="lower right", fontsize=7, handletextpad=0.2, borderpad=0)


def _order(loss: str, ladder: Data) -> str:
    found, sign = ladder["losses"][loss], np.sign(ladder["expected"])
    kind = "" if ladder["along"] == "p" else ", $p/H$" if sign < 0 else ", $H/p$"
    return f"{loss}{kind}: ${sign * found['slope']:.3f}\\pm{found['slope_stderr']:.3f}$"


def caption(data: Data) -> str:
    """What was fitted, and the orders."""
    orders, seed = "; ".join(map(_text, data["ladders"])), data["ladders"][0]["seed"]
    return f"""
        Deviation of the mean simulated loss from its limit, relative to L(0), at the time at which all sizes resolve
        it best (bars: {BARS} standard errors), along ladders of sizes on which each limit is approached. Dashed: the
        order of the first neglected term, through the point of the largest size. Fitted orders (also in the legends):
        {orders}; seed {seed}. The last panel has the digits of scikit-learn with a quarter of the samples held out,
        against p/H (mean-field) and H/p (narrow-latent, triangles). On the free facet bars leave out the error of the
        sampled limit itself."""


def _text(ladder: Data) -> str:
    sign, last = int(np.sign(ladder["expected"])), ladder["sizes"][-1]
    small = f"1/{ladder['along']}" if ladder["along"] == "p" else "p/H" if sign < 0 else "H/p"
    orders = ", ".join(
        f"{sign * found['slope']:.3f} +- {found['slope_stderr']:.3f} ({loss})"
        for loss, found in ladder["losses"].items()
    )
    expected = abs(ladder["expected"])
    return (
        f"{ladder['regime']}, {orders} in {small}, expected {expected}, {ladder['runs']} runs, up to {sizes_text(last)}"
    )
