"""Deviation of simulated losses from their limits against the size, with its first order as derived.

A slope fitted to a few sizes is that of the first order only where the next one is small. So the first correction is
drawn by its formula, without a fit, and with it the next order, a factor 1 + b x in the small ratio x with one fitted
number: together they say which slope the fit of a power should find.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.autoencoder import ladders
from figures.autoencoder.next_order import next_order, small_ratio
from figures.autoencoder.parts import BARS, LOSSES, numbers, points, sizes_in_symbols, sizes_text
from figures.store import Data, remembered
from figures.style import FULL, LOSS_COLOURS, SMALLEST, prism_style

LINE, FACTOR = 0.085, 2.7  # a line of the text below the points: of a panel's height, and at least on its axis
FINE = 33  # sizes at which the curves are drawn


def data(quick: bool) -> Data:
    """The ladders of the five facets and of the digits."""
    found = [remembered(ladders.gaussian, quick), remembered(ladders.digits, quick)]
    return {"ladders": [ladder for entry in found for ladder in entry["ladders"]]}


def draw(data: Data) -> Figure:
    """One panel a facet against 1/p; in the last, both ladders of the digits against p/H or H/p."""
    with prism_style():
        figure = Figure(figsize=(FULL, 6.0))
        grid = figure.subplots(2, 3).ravel()
        placed = [(grid[k if one["along"] == "p" else 5], one) for k, one in enumerate(data["ladders"])]
        for axes, ladder in placed:
            _panel(axes, ladder)
        for panel in grid:
            _slopes(panel, [ladder for axes, ladder in placed if axes is panel])
        for unused in (axes for axes in grid if not axes.has_data()):
            unused.remove()
        for axes in grid[[0, 3]]:
            axes.set_ylabel("$|$simulation − limit$|\\,/\\,L(0)$")
        told = f"slope ± standard error (slope of the line); bars of {BARS} standard errors; seed {_seed(data)}"
        handles = dict(zip(*reversed(grid[0].get_legend_handles_labels()), strict=True))
        figure.legend(
            handles.values(), handles.keys(), loc="outside lower center", ncols=4, title=told, title_fontsize=8
        )
        return figure


def _seed(data: Data) -> int:
    return int(data["ladders"][0]["seed"])


def _panel(axes: Axes, ladder: Data) -> None:
    x, on_digits = small_ratio(ladder), ladder["along"] != "p"
    for loss in LOSSES:
        found = ladder["losses"][loss]
        style = {"fmt": "^"} if _narrow_digits(ladder) else {}
        points(axes, loss, x, np.abs(found["deviation"]), found["deviation_stderr"], label=loss, **style)
        _curves(axes, ladder, loss)
    label = "$p/H$, or $H/p$ (triangles)" if on_digits else "$1/p$"
    axes.set(xscale="log", yscale="log", title="digits" if on_digits else ladder["regime"], xlabel=label)
    axes.set_xticks(x, [f"1/{round(1 / one)}" for one in x])
    axes.set_xticks([], minor=True)


def _slopes(axes: Axes, ladders: Sequence[Data]) -> None:
    """Sizes and slopes in the colours of the losses, with room for them below the points."""
    lines = [(_order(loss, ladder), LOSS_COLOURS[loss]) for ladder in ladders for loss in LOSSES]
    if not lines:
        return
    handles = [Line2D([], [], ls="none", color=colour, label=text) for text, colour in lines]
    title = _sizes(ladders)
    axes.legend(
        handles=handles, title=title, loc="lower right", labelcolor="linecolor", fontsize=SMALLEST,
        title_fontsize=SMALLEST, handlelength=0, handletextpad=0, borderpad=0, alignment="left",
    )  # fmt: skip
    low, top, count = axes.dataLim.minposy, axes.get_ylim()[1], len(lines) + len(title.split("\n"))
    share = LINE * count
    axes.set_ylim(bottom=low / max((top / low) ** (share / (1 - share)), FACTOR**count))


def _sizes(ladders: Sequence[Data]) -> str:
    """The largest sizes of a ladder, or what several have in common, and the runs."""
    last, runs = ladders[0]["sizes"][-1], " and ".join(str(one["runs"]) for one in ladders)
    sizes = sizes_in_symbols(last) if len(ladders) == 1 else f"$p={last['p']}$, $N={last['N']}$"
    return f"{sizes}, {runs} runs"


def _narrow_digits(ladder: Data) -> bool:
    return (ladder["along"], ladder["regime"]) == ("H/p", "narrow-latent")


def _curves(axes: Axes, ladder: Data, loss: str) -> None:
    """The first correction, dashed, and with the next order."""
    x, found = small_ratio(ladder), next_order(ladder, loss)
    if not found.known:
        return
    fine = np.geomspace(x.min(), x.max(), FINE)
    order = np.argsort(x)
    first = np.exp(np.interp(np.log(fine), np.log(x[order]), np.log(np.abs(found.first[order]))))
    axes.plot(fine, first, color="0.4", lw=0.8, ls="--", zorder=1, label="first correction")
    axes.plot(
        fine, first * (1 + found.value * fine), color=LOSS_COLOURS[loss], lw=0.8, zorder=1, label="with the next order"
    )


def _order(loss: str, ladder: Data) -> str:
    fit, sign = ladder["losses"][loss], np.sign(ladder["expected"])
    name = loss if ladder["along"] == "p" else "$p/H$" if sign < 0 else "$H/p$"
    slope = f"${sign * fit['slope']:.3f}\\pm{fit['slope_stderr']:.3f}$"
    found = next_order(ladder, loss)
    return f"{name}: {slope}" + (f" ({found.slope:.2f})" if found.known else "")


def caption(data: Data) -> str:
    """What was fitted, and the orders."""
    orders = "; ".join(map(_text, data["ladders"]))
    fits = [(f"{one['regime']}, {loss}", next_order(one, loss)) for one in data["ladders"] for loss in LOSSES]
    known = [(name, fit) for name, fit in fits if fit.known]
    misfit, freedom = sum(fit.misfit for _, fit in known), sum(fit.first.size - 1 for _, fit in known)
    where, worst = max(known, key=lambda item: item[1].misfit)
    return f"""
        Deviation of the mean simulated loss from its limit, relative to L(0), at the time at which all sizes resolve
        it best (points, bars of {BARS} standard errors), along ladders of sizes on which each limit is approached; the
        sizes on a panel are the largest. Dashed: the first correction by its formula, without any fit. Coloured
        lines: the same times 1 + b x, the next order in the small ratio x of the axis, with b fitted; over all
        curves, chi squared is {misfit:.0f} for {freedom} degrees of freedom, {worst.misfit:.0f} of it in one curve
        ({where}). {_refused(data["ladders"])}On the panels,
        the slope of a power fitted to the points with its standard error, and in brackets the slope that the same fit
        finds on the coloured line: slopes are off the whole number where the next order is felt at the smaller sizes,
        and on the digits in narrow-latent, where H is 4, 2 and 1, because the first correction itself is no power of
        H. Fits: {orders}; seed {_seed(data)}. The last panel has the digits of scikit-learn with a quarter of the
        samples held out, against p/H (mean-field; circles, squares) and H/p (narrow-latent; triangles). On the free
        facet bars leave out the error of the sampled limit itself."""


def _refused(ladders: Sequence[Data]) -> str:
    """Where the first correction is continued."""
    found = [
        f"{ladder['regime']} at p = {ladder['sizes'][k]['p']}"
        for ladder in ladders
        for k in np.flatnonzero(~np.isfinite(numbers(ladder["losses"]["train"])["correction"]))
    ]
    if not found:
        return ""
    return (
        f"The first correction is continued in x where its formula refuses, having grown too far: {', '.join(found)}. "
    )


def _text(ladder: Data) -> str:
    sign, last = int(np.sign(ladder["expected"])), ladder["sizes"][-1]
    small = f"1/{ladder['along']}" if ladder["along"] == "p" else "p/H" if sign < 0 else "H/p"
    orders = ", ".join(_fit_text(ladder, loss) for loss in ladder["losses"])
    return (
        f"{ladder['regime']}{'' if ladder['along'] == 'p' else ' on the digits'} in x = {small}, first order "
        f"{abs(ladder['expected'])}, {ladder['runs']} runs, up to {sizes_text(last)}: {orders}"
    )


def _fit_text(ladder: Data, loss: str) -> str:
    found, bend = ladder["losses"][loss], next_order(ladder, loss)
    slope = float(np.sign(ladder["expected"])) * found["slope"]
    text = f"{slope:.3f} +- {found['slope_stderr']:.3f} ({loss})"
    if not bend.known:
        return text
    return f"{text}, with the next order {bend.slope:.3f}, b = {bend.value:.2g} +- {bend.stderr:.2g}"
