"""Real data: the digits of scikit-learn in the two regimes that hold for any spectrum."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder import ladders
from figures.autoencoder.parts import BARS, KEY, LOSSES, in_powers, mark_cut, numbers, points, sizes_text
from figures.store import Data, remembered
from figures.style import FULL, LOSS_COLOURS, SMALLEST, prism_style
from linear_ae.data import load, prepare

TITLE = SMALLEST + 1.5
NAMES = {"train": "train", "population": "held out"}


def data(quick: bool) -> Data:
    """The last rung of both ladders of the digits, and the eigenvalues of their covariances."""
    l, held_out = prepare(load("digits"), holdout=ladders.HOLDOUT).eigenbasis()
    assert held_out is not None
    found = remembered(ladders.digits, quick)
    return found | {"train_variance": l[::-1], "held_out_variance": held_out.diagonal()[::-1]}


def draw(data: Data) -> Figure:
    """The spectrum, then a column a regime: the curves, and below what the simulation adds to the limit."""
    with prism_style():
        figure = Figure(figsize=(FULL, 4.4))
        panels = figure.subplot_mosaic([["spectrum", 0, 1], ["spectrum", 2, 3]], height_ratios=(3, 2))
        _spectrum(panels["spectrum"], data)
        for k, ladder in enumerate(data["ladders"]):
            _curves(panels[k], ladder)
            _gaps(panels[2 + k], ladder)
        panels[0].set(yscale="log", ylabel="$L(t)\\,/\\,L(0)$")
        mark_cut(panels[1])
        panels[2].set_ylabel("simulation − limit\n[% of $L(0)$]")
        handles = [pair for k in (0, 2) for pair in zip(*panels[k].get_legend_handles_labels(), strict=True)]
        figure.legend(*zip(*handles, strict=True), loc="outside lower center", ncols=3, **KEY)
        return figure


def _spectrum(axes: Axes, data: Data) -> None:
    train, held_out = np.asarray(data["train_variance"]), np.asarray(data["held_out_variance"])
    rank = np.arange(1, len(train) + 1)
    shown = train > 1e-6 * train[0]
    axes.plot(rank[shown], train[shown], "o", ms=2.5, color=LOSS_COLOURS["train"], label="train")
    axes.plot(rank[shown], held_out[shown], "s", ms=2.5, mfc="none", color=LOSS_COLOURS["population"], label="held out")
    axes.set(yscale="log", xlabel="eigenvector, by variance", ylabel="variance", ylim=(None, 3 * train[0]))
    ladder = data["ladders"][0]
    axes.set_title(f"spectrum\n$p={len(train)}$, $N={ladder['sizes'][-1]['N']}$, seed {ladder['seed']}", fontsize=TITLE)
    axes.legend(loc="lower left")


def _curves(axes: Axes, ladder: Data) -> None:
    limit = numbers(ladder["limit"])
    for loss in LOSSES:
        found, start = numbers(ladder["losses"][loss]), limit[loss][0]
        axes.plot(limit["t"], limit[loss] / start, color=LOSS_COLOURS[loss], label=f"{NAMES[loss]}, limit")
        bars = found["stderr"] / start
        points(axes, loss, found["t"], found["experiment"] / start, bars, label=f"{NAMES[loss]}, simulated")
    sizes = ladder["sizes"][-1]
    under = f"$H={sizes['H']}$, $\\sigma^2={in_powers(sizes['sigma2'])}$, {ladder['runs']} runs"
    axes.set_title(f"{ladder['regime']}\n{under}", fontsize=TITLE)


def _gaps(axes: Axes, ladder: Data) -> None:
    for loss in LOSSES:
        found = numbers(ladder["losses"][loss])
        gap, bars = (
            100 * values / found["theory"][0] for values in (found["experiment"] - found["theory"], found["stderr"])
        )
        points(axes, loss, found["t"], gap, bars)
        added = 100 * found["corrections"]
        axes.plot(found["t"], added, color=LOSS_COLOURS[loss], ls="--", label=f"{NAMES[loss]}, first correction")
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set_xlabel("time $t$")


def caption(data: Data) -> str:
    """Sizes and largest deviations."""
    first, variances = data["ladders"][0], data["train_variance"]
    idle = sum(v < 1e-6 * variances[0] for v in variances)
    panels = "; ".join(map(_text, data["ladders"]))
    return f"""
        The digits of scikit-learn, {len(variances)} pixels, {first["sizes"][-1]["N"]} training samples,
        {data["holdout"]:.0%} held out, centred and scaled to mean variance 1. Left: variances along the eigenvectors
        of the training covariance ({idle} pixels that never vary are left out). Middle and right, above: loss over its
        value at t = 0 in the limits that hold for any spectrum (lines) and simulated (points, bars of {BARS} standard
        errors): {panels} (seed {first["seed"]}). Below: simulation less limit, and the first correction to the limit
        (dashed), of order p/H in mean-field and H/p in narrow-latent."""


def _text(ladder: Data) -> str:
    train, held_out = (numbers(ladder["losses"][loss]) for loss in LOSSES)
    gaps = [np.max(np.abs(f["experiment"] - f["theory"])) / f["theory"][0] for f in (train, held_out)]
    return (
        f"{ladder['regime']}, {sizes_text(ladder['sizes'][-1])}, {ladder['runs']} runs, largest deviation "
        f"{gaps[0]:.2%} (train) and {gaps[1]:.2%} (held out) of L(0)"
    )
