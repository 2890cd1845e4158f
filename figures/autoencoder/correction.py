"""What the first correction removes: simulated losses less their limit, at sizes where the limit is visibly off."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import BARS, LOSSES, as_entry, numbers, points, sizes_text
from figures.store import Data
from figures.style import FULL, LOSS_COLOURS, prism_style
from linear_ae.simulate import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.comparison import compare, initial_loss
from numerics.autoencoder.predict import first_correction, predict

SEED, FINER = 0, 5


def data(quick: bool) -> Data:
    """Mean-field at H/p = 20 and large-data at N/p = 20, simulated, with limit and first correction."""
    p, runs = (48, 8) if quick else (200, 48)
    cases = {
        "mean-field": (Sizes(p, 20 * p, 2 * p, 0.3 / (20 * p)), 1.0, "H/p = 20"),
        "large-data": (Sizes(p, p // 2, 20 * p, 0.3 / p), 0.75, "N/p = 20"),
    }
    return {"panels": [_panel_data(name, *case, runs) for name, case in cases.items()], "runs": runs, "seed": SEED}


def _panel_data(regime: str, sizes: Sizes, horizon: float, ratio: str, runs: int) -> Data:
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
    return {"regime": regime, "sizes": as_entry(sizes), "ratio": ratio, "t": t, "fine": fine, "losses": losses}


def draw(data: Data) -> Figure:
    """Above the deviation and the correction, below what the correction leaves."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.9))
        grid = figure.subplots(2, 2, sharex="col", height_ratios=(2, 1))
        for (above, below), panel in zip(grid.T, data["panels"], strict=True):
            _column(above, below, panel)
        grid[0, 0].set_ylabel("deviation $/\\,L(0)$ [%]")
        grid[1, 0].set_ylabel("left [%]")
        grid[0, 0].legend()
        return figure


def _column(above: Axes, below: Axes, panel: Data) -> None:
    for loss in LOSSES:
        found = {key: 100 * value for key, value in numbers(panel["losses"][loss]).items()}
        above.plot(panel["fine"], found["correction"], color=LOSS_COLOURS[loss], label=f"{loss}, first correction")
        label = f"{loss}, simulation − limit"
        points(above, loss, panel["t"], found["deviation"], found["stderr"], label=label)
        points(below, loss, panel["t"], found["deviation"] - found["correction"][::FINER], found["stderr"])
    ratio = panel["ratio"].replace("/", "\\,/\\,")
    above.set_title(f"{panel['regime']}, ${ratio}$")
    below.set_xlabel("time $t$")
    for axes in (above, below):
        axes.axhline(0, color="0.4", lw=0.8)


def caption(data: Data) -> str:
    """How far the limit and the corrected limit are off."""
    panels = "; ".join(map(_text, data["panels"]))
    return f"""
        Simulated losses less their limit, over L(0), at sizes where the limit is visibly off (points, bars of {BARS}
        standard errors; {data["runs"]} runs, seed {data["seed"]}) and the first finite-size correction (lines): of
        order p/H to mean-field, p/N to large-data. Below, what is left once the correction is added. {panels}."""


def _text(panel: Data) -> str:
    found = numbers(panel["losses"]["train"])
    left = found["deviation"] - found["correction"][::FINER]
    share = np.abs(np.stack([found["deviation"], left])) / (found["theory"] / found["theory"][0])
    k = int(np.argmax(share[0]))
    return (
        f"{panel['regime']} ({sizes_text(panel['sizes'])}): largest deviation of the train loss "
        f"{np.max(np.abs(found['deviation'])):.2%} of L(0) before and {np.max(np.abs(left)):.2%} after, and at "
        f"t = {panel['t'][k]:.2g} {share[0, k]:.2%} of L(t) before and {share[1, k]:.2%} after"
    )
