"""Real data: the digits of scikit-learn in the two regimes that hold for any spectrum."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder import ladders
from figures.autoencoder.parts import BARS, LOSSES, numbers, points, sizes_text
from figures.store import Data, remembered
from figures.style import FULL, LOSS_COLOURS, prism_style
from linear_ae.data import load, prepare


def data(quick: bool) -> Data:
    """The last rung of both ladders of the digits, and the eigenvalues of their covariances."""
    l, held_out = prepare(load("digits"), holdout=ladders.HOLDOUT).eigenbasis()
    assert held_out is not None
    found = remembered(ladders.digits, quick)
    return found | {"train_variance": l[::-1], "held_out_variance": held_out.diagonal()[::-1]}


def draw(data: Data) -> Figure:
    """The spectrum, then one panel a regime."""
    with prism_style():
        figure = Figure(figsize=(FULL, 2.6))
        panels = figure.subplots(1, 3)
        _spectrum(panels[0], data)
        for axes, ladder in zip(panels[1:], data["ladders"], strict=True):
            _curves(axes, ladder)
        panels[1].set_ylabel("$L(t)\\,/\\,L(0)$")
        panels[2].legend(loc="upper right")
        return figure


def _spectrum(axes: Axes, data: Data) -> None:
    train, held_out = np.asarray(data["train_variance"]), np.asarray(data["held_out_variance"])
    rank = np.arange(1, len(train) + 1)
    shown = train > 1e-6 * train[0]
    axes.plot(rank[shown], train[shown], "o", ms=2.5, color=LOSS_COLOURS["train"], label="training samples")
    axes.plot(rank[shown], held_out[shown], "s", ms=2.5, mfc="none", color=LOSS_COLOURS["population"], label="held out")
    axes.set(yscale="log", xlabel="eigenvector", ylabel="variance", title="spectrum")
    axes.legend(loc="lower left")


def _curves(axes: Axes, ladder: Data) -> None:
    limit = numbers(ladder["limit"])
    for loss in LOSSES:
        found, start = numbers(ladder["losses"][loss]), limit[loss][0]
        name = "train loss" if loss == "train" else "loss held out"
        axes.plot(limit["t"], limit[loss] / start, color=LOSS_COLOURS[loss], label=name)
        points(axes, loss, found["t"], found["experiment"] / start, found["stderr"] / start)
    sizes = ladder["sizes"][-1]
    axes.set(title=f"{ladder['regime']}, $H={sizes['H']}$", xlabel="time $t$")


def caption(data: Data) -> str:
    """Sizes and largest deviations."""
    first, variances = data["ladders"][0], data["train_variance"]
    idle = sum(v < 1e-6 * variances[0] for v in variances)
    panels = "; ".join(map(_text, data["ladders"]))
    return f"""
        The digits of scikit-learn, {len(variances)} pixels, {first["sizes"][-1]["N"]} training samples,
        {data["holdout"]:.0%} held out, centred and scaled to mean variance 1. Left: variances along the eigenvectors
        of the training covariance ({idle} pixels that never vary are left out). Middle and right: loss over its value
        at t = 0 in the limits that hold for any spectrum (lines) and simulated (points, bars of {BARS} standard
        errors): {panels} (seed {first["seed"]})."""


def _text(ladder: Data) -> str:
    train, held_out = (numbers(ladder["losses"][loss]) for loss in LOSSES)
    gaps = [np.max(np.abs(f["experiment"] - f["theory"])) / f["theory"][0] for f in (train, held_out)]
    return (
        f"{ladder['regime']}, {sizes_text(ladder['sizes'][-1])}, {ladder['runs']} runs, largest deviation "
        f"{gaps[0]:.2%} (train) and {gaps[1]:.2%} (held out) of L(0)"
    )
