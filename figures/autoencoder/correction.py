"""What the first correction removes: simulated losses less their limit, at sizes where the limit is visibly off."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import (
    BARS,
    LOSSES,
    as_entry,
    facet_panels,
    numbers,
    points,
    sizes_in_symbols,
    sizes_text,
)
from figures.store import Data
from figures.style import LOSS_COLOURS, SMALLEST
from linear_ae.controls import initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.comparison import compare
from numerics.autoencoder.predict import first_correction, predict

SEED, FINER = 0, 5
FREE: dict[str, Any] = {
    "large-data": "lower left",
    "small-data": "lower right",
    "mean-field": "upper right",
    "narrow-latent": "upper left",
    "free": "lower right",
}
"""Corners of the panels without curves, the upper ones with some room added."""
ROOM = 1.35


def data(quick: bool) -> Data:
    """Every facet where its small ratio is 1/20, simulated, with limit and first correction."""
    p, share = (40, 3) if quick else (120, 1)
    cases = (
        ("large-data", "N/p", Sizes(p, p // 2, 20 * p, 0.3 / p), 0.75, 24),
        ("small-data", "p/N", Sizes(p, p // 2, p // 20, 0.5 / p), 0.2, 128),
        ("mean-field", "H/p", Sizes(p, 20 * p, 2 * p, 0.3 / (20 * p)), 1.0, 24),
        ("narrow-latent", "p/H", Sizes(p, p // 20, 2 * p, 0.5 / p), 1.5, 128),
        ("free", "\\alpha", Sizes(p, p // 2, 2 * p, 20 / p), 0.04, 24),
    )
    shown = cases[:-1] if quick else cases
    return {"panels": [_panel_data(*case[:-1], case[-1] // share) for case in shown], "seed": SEED}


def _panel_data(regime: str, ratio: str, sizes: Sizes, horizon: float, runs: int) -> Data:
    t = np.linspace(0, horizon, 16)
    initial = dict.fromkeys(LOSSES, initial_loss(sizes.p, sizes))
    found = compare(predict(regime, t, sizes), simulate(sizes, t, runs, SEED), initial)
    fine = np.linspace(0, horizon, FINER * (len(t) - 1) + 1)
    added = first_correction(regime, fine, sizes)
    losses = {
        name: {
            "theory": c.theory,
            "deviation": c.deviation,
            "stderr": c.deviation_stderr,
            "correction": getattr(added, name) / c.theory[0],
        }
        for name, c in found.items()
    }
    names = {"regime": regime, "sizes": as_entry(sizes), "ratio": ratio, "runs": runs}
    return names | {"t": t, "fine": fine, "losses": losses}


def draw(data: Data) -> Figure:
    """One panel a facet, and the legend in the sixth."""
    return facet_panels(data["panels"], _panel, "simulation − limit [% of $L(0)$]")


def _panel(axes: Axes, panel: Data) -> None:
    for loss in LOSSES:
        found = {key: 100 * value for key, value in numbers(panel["losses"][loss]).items()}
        axes.plot(panel["fine"], found["correction"], color=LOSS_COLOURS[loss], label=f"{loss}, first correction")
        label = f"{loss}, simulated"
        points(axes, loss, panel["t"], found["deviation"], found["stderr"], label=label)
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set_title(f"{panel['regime']}, ${panel['ratio']} = 20$, {panel['runs']} runs", fontsize=SMALLEST + 1.5)
    if FREE[panel["regime"]].startswith("upper"):
        axes.set_ylim(top=ROOM * axes.get_ylim()[1])
    axes.legend(handles=[], title=sizes_in_symbols(panel["sizes"]), title_fontsize=SMALLEST, loc=FREE[panel["regime"]])


def caption(data: Data) -> str:
    """How far the limit and the corrected limit are off."""
    panels = "; ".join(map(_text, data["panels"]))
    return f"""
        Simulated losses less their limit, over L(0), on {len(data["panels"])} facets where their small ratio is 1/20
        (points, bars of {BARS} standard errors; seed {data["seed"]}), and the first finite-size correction (lines):
        the orders of the small ratio and of 1/p. Largest deviations of the train and population loss, before and
        after adding it: {panels}. What is left beyond the bars is due to the next orders, (1/20)^2 = {1 / 20**2:.2%}
        times numbers of order one."""


def _text(panel: Data) -> str:
    before, after = [], []
    for loss in LOSSES:
        found = numbers(panel["losses"][loss])
        before.append(np.max(np.abs(found["deviation"])))
        after.append(np.max(np.abs(found["deviation"] - found["correction"][::FINER])))
    shares = f"{before[0]:.2%} and {before[1]:.2%} before, {after[0]:.2%} and {after[1]:.2%} after"
    return f"{panel['regime']} ({sizes_text(panel['sizes'])}, {panel['runs']} runs) {shares}"
