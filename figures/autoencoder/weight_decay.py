"""Weight decay on given data: how many components survive, and the losses, against lambda."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import FULL, POPULATION, SMALLEST, TRAIN, in_order, prism_style
from numerics.solutions.tied_weight_decay.survivors import Minimum, Modes

FINE = 400
LINES = {"train": (TRAIN, "-"), "error": (TRAIN, "--"), "held_out": (POPULATION, "-")}
LABELS = {"train": "train, with the penalty", "error": "train, without", "held_out": "held out"}


def draw(modes: Modes, minimum: Minimum | None, start: float = 0.0, t_max: float | None = None) -> Figure:
    """Survivors on the left, losses on the right, at t = inf or at a time of the mean-field flow from A = start."""
    decays = modes.fatal * np.geomspace(1e-4, 1.5, FINE)
    with prism_style():
        figure = Figure(figsize=(FULL, 2.7), layout="constrained")
        left, right = figure.subplots(1, 2)
        draw_survivors(left, modes, decays)
        a = modes.ended(decays) if t_max is None else modes.at(decays, start, t_max)
        draw_losses(right, modes, decays, a, minimum)
        right.set_ylabel(r"loss at $t=\infty$" if t_max is None else f"loss at $t={t_max:g}$")
        for axes in (left, right):
            axes.axvline(modes.fatal, color="0.4", lw=0.8, ls=":")
            axes.set(xscale="log", xlabel=r"weight decay $\lambda$")
        noise = rf", noise on inputs $\delta^2={modes.noise:g}$" if modes.noise else ""
        figure.suptitle(f"$p={modes.l.size}$, $H={modes.latent}${noise}", fontsize=SMALLEST + 1)
        return figure


def draw_survivors(axes: Axes, modes: Modes, decays: np.ndarray) -> None:
    """Their number and their share of the variance, both as shares."""
    found = [modes.survivors(decay) for decay in decays]
    dark, light = in_order(2)
    axes.plot(decays, [one.number / modes.l.size for one in found], color=dark, label=f"of {modes.l.size} components")
    axes.plot(decays, [one.share for one in found], color=light, ls="--", label="of the variance")
    axes.set_ylabel("share that survives")
    axes.legend()


def draw_losses(axes: Axes, modes: Modes, decays: np.ndarray, a: np.ndarray, minimum: Minimum | None) -> None:
    """The curves, and the smallest held-out loss where it is inside."""
    for name, curve in modes.losses(a, decays).items():
        colour, line = LINES[name]
        axes.plot(decays, curve, color=colour, ls=line, label=LABELS[name])
    if minimum is not None and minimum.decay > decays[0]:
        label = f"smallest at {minimum.decay:.3g}"
        axes.plot(minimum.decay, minimum.loss, "o", color=POPULATION, mfc="white", label=label)
    axes.set_ylim(bottom=0)
    axes.legend()
