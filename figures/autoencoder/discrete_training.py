"""Distance of discrete training from the gradient flow against the step size."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from figures.autoencoder.parts import BARS, BARS_ARE
from figures.style import COLUMN, SMALLEST, in_order, prism_style
from linear_ae.distance import distances
from linear_ae.sizes import Sizes
from numerics.methods.arrays import Array

SIZES = Sizes(30, 10, 64, 0.5 / 30)
END, SEED, BATCH = 1.0, 0, 16
OPTIMIZERS = {"gd": None, "sgd": BATCH, "adam": None}  # and their minibatches
NAMES = {"gd": "gradient descent", "sgd": f"SGD, batches of {BATCH}", "adam": "Adam"}
MARKS = {"gd": "o", "sgd": "s", "adam": "^"}


def data(quick: bool) -> dict[str, Any]:
    """Root mean square over runs of the largest distance, for each optimizer and number of steps."""
    steps, runs = ([16, 64, 256], 2) if quick else ([16, 32, 64, 128, 256, 512, 1024], 8)
    found = {name: distances(SIZES, END, steps, name, runs, SEED, batch) for name, batch in OPTIMIZERS.items()}
    return {
        "rate": [END / count for count in steps],
        "distance": {name: root_mean_square(d)[0].tolist() for name, d in found.items()},
        "stderr": {name: root_mean_square(d)[1].tolist() for name, d in found.items()},
        "runs": runs,
    }


def root_mean_square(x: Array) -> tuple[Array, Array]:
    """Over the first axis, with its standard error, that of the mean square over twice the root."""
    mean, error = (x**2).mean(axis=0), (x**2).std(axis=0, ddof=1) / np.sqrt(len(x))
    return np.sqrt(mean), error / (2 * np.sqrt(mean))


def slopes(data: dict[str, Any]) -> dict[str, float]:
    """Order of each distance in the rate, fitted to the smaller half of the rates."""
    half = len(data["rate"]) // 2
    rate = np.log(data["rate"][half:])
    return {name: float(np.polyfit(rate, np.log(d[half:]), 1)[0]) for name, d in data["distance"].items()}


def draw(data: dict[str, Any]) -> Figure:
    """Both axes logarithmic, with lines of slope 1 through the smallest rate of descent and of SGD."""
    with prism_style():
        figure = Figure(figsize=(COLUMN, 2.9))
        axes, rate, order = figure.subplots(), np.asarray(data["rate"]), slopes(data)
        for (name, distance), colour in zip(data["distance"].items(), in_order(len(MARKS)), strict=True):
            label = NAMES[name] if name == "adam" else f"{NAMES[name]}: slope {order[name]:.2f}"
            bars = BARS * np.asarray(data["stderr"][name])
            axes.errorbar(rate, distance, bars, fmt=MARKS[name], label=label, color=colour, mfc="none", capsize=1.2)
            if name != "adam":
                told = "slope 1" if name == "sgd" else None
                axes.plot(rate, distance[-1] * rate / rate[-1], color="0.5", lw=0.8, ls="--", zorder=1, label=told)
        axes.set(
            xscale="log", yscale="log", xlabel=r"learning rate $\epsilon$", ylabel="distance from the flow / $L(0)$"
        )
        axes.set_ylim(top=1)
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.legend(loc="center left", bbox_to_anchor=(0, 0.64), fontsize=SMALLEST)
        sizes = f"$p={SIZES.p}$, $H={SIZES.H}$, $N={SIZES.N}$, $\\alpha={SIZES.alpha:g}$"
        axes.set_title(f"{sizes}\n{data['runs']} runs, seed {SEED}; {BARS_ARE}", fontsize=SMALLEST)
        return figure


def caption(data: dict[str, Any]) -> str:
    """What was run, and what is to be seen."""
    order, s = slopes(data), SIZES
    return (
        f"Largest distance of the train and population losses from those of the gradient flow with the same data and "
        f"the same start, at four times up to t = {END:g}, in units of the losses at t = 0 (root mean square of "
        f"{data['runs']} runs, bars of {BARS} standard errors; p = {s.p}, "
        f"H = {s.H}, N = {s.N}, alpha = {s.alpha:g}, seed {SEED}). Time is the rate "
        f"times the number of steps. Dashed: slope 1. Gradient descent is Euler's method for the flow (fitted slope "
        f"{order['gd']:.2f}); SGD that takes every sample once an epoch follows it to the same order "
        f"({order['sgd']:.2f}), since the minibatches' noise cancels within an epoch. Adam, at the same nominal time, "
        f"follows another flow: its distance does not vanish."
    )
