"""The interior of the prism, where no formula is known: the planar limit against simulation."""

import math
from math import factorial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import BARS, KEY, LOSSES, as_entry, numbers, points, sizes_in_symbols, sizes_text
from figures.store import Data
from figures.style import FULL, LOSS_COLOURS, SMALLEST, prism_style
from linear_ae.controls import initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.comparison import Comparison, compare
from numerics.autoencoder.limits.free_correction import ORDER, chosen_sum, sufficient
from numerics.autoencoder.planar.approximants import enclose
from numerics.autoencoder.planar.interior import losses
from numerics.methods.arrays import Array
from theory.autoencoder.expansion import coefficient

PLACES = (((0.5, 0.5, 1.0), 1.5), ((2.0, 0.5, 2.0), 1.0), ((1.0, 2.0, 0.5), 0.6))
"""(alpha, eta, nu) and the last time shown."""
SHARES = ("limit", "found", "stderr", "error", "beyond")
EVERY = 4  # simulated times among those of the limit
SEED = 0


def data(quick: bool) -> Data:
    """Limit with its estimated error and simulation at three points (alpha, eta, nu)."""
    p, runs, accuracy, places = (64, 8, 0.05, PLACES[1:2]) if quick else (160, 16, 0.005, PLACES)
    return {"panels": [_panel_data(p, point, end, runs, accuracy) for point, end in places], "runs": runs, "seed": SEED}


def _panel_data(p: int, point: tuple[float, float, float], end: float, runs: int, accuracy: float) -> Data:
    alpha, eta, nu = point
    order = 4 if p < 100 else ORDER
    sizes, t = Sizes(p, round(eta * p), round(p / nu), alpha / p), np.linspace(0, end, 61)
    limit = losses(t, sizes, accuracy)
    there = limit.at_times(t[::EVERY])
    found = compare(there, simulate(sizes, there.t, runs, SEED), dict.fromkeys(LOSSES, initial_loss(p, sizes)))
    return {
        "point": point,
        "sizes": as_entry(sizes),
        "route": limit.route,
        "t": t,
        "losses": {
            name: _loss_data(curve, error, found[name], beyond_planar(name, t, sizes, order))
            for name, curve, error in zip(limit.names, limit.rows, limit.errors, strict=True)
        },
    }


def _loss_data(limit: Array, error: Array, found: Comparison, beyond: Array) -> Data:
    return {"limit": limit, "error": error, "found": found.experiment, "stderr": found.stderr, "beyond": beyond}


def beyond_planar(loss: str, t: Array, sizes: Sizes, order: int) -> Array:
    """What finite sizes add to the planar limit, from the exact terms that it leaves out, resummed, shape (n,).

    Of the terms p^i H^j N^k sigma^2m the planar limit keeps those of degree i + j + k = m + 1; the others are smaller
    by 1/p at least. NaN from the first time at which their series does not tell half of the largest value.
    """
    series = [
        chosen_sum(coefficient(loss, s).terms, sizes, lambda m, degree: degree <= m) / factorial(s)
        for s in range(order + 1)
    ]
    found = enclose(series, t)
    return np.where(np.logical_and.accumulate(sufficient(found)), found.values, np.nan)


def draw(data: Data) -> Figure:
    """One column a point: the curves, and below the deviation with the limit's own error and the finite size."""
    with prism_style():
        figure = Figure(figsize=(FULL, 4.7))
        rows = figure.subplots(2, len(data["panels"]), squeeze=False, sharex="col", sharey="row", height_ratios=(2, 1))
        for (above, below), panel in zip(rows.T, data["panels"], strict=True):
            _column(above, below, panel, f"{data['runs']} runs, seed {data['seed']}")
        rows[0, 0].set_ylabel("$L(t)\\,/\\,L(0)$")
        rows[1, 0].set_ylabel("simulation − limit\n[% of $L(0)$]")
        handles = [pair for axes in rows[:, 0] for pair in zip(*axes.get_legend_handles_labels(), strict=True)]
        figure.legend(*zip(*handles, strict=True), loc="outside lower center", ncols=4, **KEY)
        return figure


def _column(above: Axes, below: Axes, panel: Data, runs: str) -> None:
    for loss in LOSSES:
        found, colour = numbers(panel["losses"][loss]), LOSS_COLOURS[loss]
        limit, simulated, bars, error, beyond = (found[k] / found["limit"][0] for k in SHARES)
        above.plot(panel["t"], limit, color=colour, label=f"{loss}, limit")
        points(above, loss, panel["t"][::EVERY], simulated, bars, label=f"{loss}, simulated")
        below.fill_between(
            panel["t"], -100 * error, 100 * error, color=colour, alpha=0.2, lw=0, label=f"{loss}, limit's error"
        )
        below.plot(panel["t"], 100 * beyond, color=colour, ls="--", label=f"{loss}, finite size")
        points(below, loss, panel["t"][::EVERY], 100 * (simulated - limit[::EVERY]), 100 * bars)
    alpha, eta, nu = panel["point"]
    above.set_title(f"$\\alpha={alpha:g},\\ \\eta={eta:g},\\ \\nu={nu:g}$")
    above.legend(
        handles=[], title=f"{sizes_in_symbols(panel['sizes'])}\n{runs}", title_fontsize=SMALLEST, loc="upper right"
    )
    below.set_xlabel("time $t$")
    below.axhline(0, color="0.4", lw=0.8)


def caption(data: Data) -> str:
    """Sizes, routes and largest deviations."""
    p, panels = data["panels"][0]["sizes"]["p"], "; ".join(map(_text, data["panels"]))
    return f"""
        The interior of the prism, p, H and N comparable, where no formula is known. Above: planar limit (lines;
        sampled with free pairs or resummed, as stated) and simulated gradient flow at p = {p} (points, bars of {BARS}
        standard errors; {data["runs"]} runs, seed {data["seed"]}). Below: simulation less limit over L(0), with the
        error that the limit's computation states for itself as a band. {panels}. Points leave the bands by what finite
        sizes add, of relative order 1/p = {1 / p:.2%}; dashed: this, from the exact terms of the expansion that
        the limit leaves out, resummed up to order {ORDER} in time and shown as far as that tells half of it. Less
        these lines, the points are in the bands, within their bars, {_inside(data["panels"])}."""


def _inside(panels: list[Data]) -> str:
    """How often simulation and limit agree once the finite size is known."""
    known = inside = 0
    for panel in panels:
        for loss in LOSSES:
            found = numbers(panel["losses"][loss])
            limit, error, beyond = (found[key][::EVERY] for key in ("limit", "error", "beyond"))
            rest = np.abs(found["found"] - limit - beyond)
            known += int(np.isfinite(rest).sum())
            inside += int((rest <= error + BARS * found["stderr"]).sum())
    return f"at {inside} of the {known} points where they are known"


def _text(panel: Data) -> str:
    alpha, eta, nu = panel["point"]
    gap, error = -math.inf, -math.inf
    for loss in LOSSES:
        found = numbers(panel["losses"][loss])
        gap = max(gap, float(np.max(np.abs(found["found"] - found["limit"][::EVERY])) / found["limit"][0]))
        error = max(error, float(np.max(found["error"]) / found["limit"][0]))
    return (
        f"(alpha, eta, nu) = ({alpha:g}, {eta:g}, {nu:g}), {sizes_text(panel['sizes'])}, by {panel['route']}: largest "
        f"deviation {gap:.2%}, stated error {error:.2%}"
    )
