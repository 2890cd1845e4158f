"""The interior of the prism, where no formula is known: the planar limit against simulation."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import BARS, LOSSES, as_entry, numbers, points, sizes_text
from figures.store import Data
from figures.style import FULL, LOSS_COLOURS, prism_style
from linear_ae.controls import initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.comparison import Comparison, compare
from numerics.autoencoder.planar.interior import losses
from numerics.methods.arrays import Array

PLACES = (((0.5, 0.5, 1.0), 1.5), ((2.0, 0.5, 2.0), 1.0), ((1.0, 2.0, 0.5), 0.6))
"""(alpha, eta, nu) and the last time shown."""
EVERY = 4  # simulated times among those of the limit
SEED = 0


def data(quick: bool) -> Data:
    """Limit with its estimated error and simulation at three points (alpha, eta, nu)."""
    p, runs, accuracy, places = (64, 8, 0.05, PLACES[1:2]) if quick else (400, 8, 0.004, PLACES)
    return {"panels": [_panel_data(p, point, end, runs, accuracy) for point, end in places], "runs": runs, "seed": SEED}


def _panel_data(p: int, point: tuple[float, float, float], end: float, runs: int, accuracy: float) -> Data:
    alpha, eta, nu = point
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
            name: _loss_data(curve, error, found[name])
            for name, curve, error in zip(limit.names, limit.rows, limit.errors, strict=True)
        },
    }


def _loss_data(limit: Array, error: Array, found: Comparison) -> Data:
    return {"limit": limit, "error": error, "found": found.experiment, "stderr": found.stderr}


def draw(data: Data) -> Figure:
    """One column a point: the curves, and below the deviation with the limit's own error as a band."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.9))
        rows = figure.subplots(2, len(data["panels"]), squeeze=False, sharex="col", sharey="row", height_ratios=(2, 1))
        for (above, below), panel in zip(rows.T, data["panels"], strict=True):
            _column(above, below, panel)
        rows[0, 0].set_ylabel("$L(t)\\,/\\,L(0)$")
        rows[1, 0].set_ylabel("deviation [%]")
        rows[0, -1].legend()
        return figure


def _column(above: Axes, below: Axes, panel: Data) -> None:
    for loss in LOSSES:
        found, colour = numbers(panel["losses"][loss]), LOSS_COLOURS[loss]
        limit, runs, bars, error = (found[k] / found["limit"][0] for k in ("limit", "found", "stderr", "error"))
        above.plot(panel["t"], limit, color=colour, label=f"{loss}, limit")
        points(above, loss, panel["t"][::EVERY], runs, bars, label=f"{loss}, simulated")
        below.fill_between(panel["t"], -100 * error, 100 * error, color=colour, alpha=0.2, lw=0)
        points(below, loss, panel["t"][::EVERY], 100 * (runs - limit[::EVERY]), 100 * bars)
    alpha, eta, nu = panel["point"]
    above.set_title(f"$\\alpha={alpha:g},\\ \\eta={eta:g},\\ \\nu={nu:g}$")
    below.set_xlabel("time $t$")
    below.axhline(0, color="0.4", lw=0.8)


def caption(data: Data) -> str:
    """Sizes, routes and largest deviations."""
    p, panels = data["panels"][0]["sizes"]["p"], "; ".join(map(_text, data["panels"]))
    return f"""
        The interior of the prism, p, H and N comparable, where no formula is known. Above: planar limit (lines;
        sampled with free pairs or resummed, as stated) and simulated gradient flow at p = {p} (points, bars of {BARS}
        standard errors; {data["runs"]} runs, seed {data["seed"]}). Below: simulation less limit over L(0), with the
        error that the limit's computation states for itself as a band. {panels}. The rest is the finite size: terms
        of relative order 1/p = {1 / p:.2%} are no part of the limit."""


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
