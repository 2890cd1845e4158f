"""Weight decay on given data: how many components survive, and the losses, against lambda."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import in_powers
from figures.style import FULL, POPULATION, SMALLEST, TRAIN, in_order, prism_style
from numerics.solutions.tied_weight_decay.survivors import Minimum, Modes

FINE = 400
LINES = {"train": (TRAIN, "-"), "error": (TRAIN, "--"), "held_out": (POPULATION, "-")}
LABELS = {"train": "train, with the penalty", "error": "train, without", "held_out": "held out"}


def draw(
    modes: Modes, minimum: Minimum | None, start: float = 0.0, t_max: float | None = None, subject: str = ""
) -> Figure:
    """Survivors on the left, losses on the right, at t = inf or at a time of the mean-field flow from A = start.

    ``subject`` is said before the sizes.
    """
    decays = modes.fatal * np.geomspace(1e-4, 1.5, FINE)
    with prism_style():
        figure = Figure(figsize=(FULL, 2.7), layout="constrained")
        left, right = figure.subplots(1, 2)
        draw_survivors(left, modes, decays)
        a = modes.ended(decays) if t_max is None else modes.at(decays, start, t_max)
        draw_losses(right, modes, decays, a, minimum)
        right.set_ylabel(r"loss at $t=\infty$" if t_max is None else f"loss at $t={t_max:g}$")
        for axes in (left, right):
            axes.axvline(modes.fatal, color="0.4", lw=0.8, ls=":", label=f"none beyond {modes.fatal:.3g}")
            axes.set(xscale="log", xlabel=r"weight decay $\lambda$")
        left.legend()
        figure.suptitle(f"{subject}$p={modes.l.size}$, $H={modes.latent}$", fontsize=SMALLEST + 1)
        return figure


def draw_survivors(axes: Axes, modes: Modes, decays: np.ndarray) -> None:
    """Their number and their share of the variance, both as shares; each step is where it is."""
    steps = 2 * modes.l[(2 * modes.l > decays[0]) & (2 * modes.l < decays[-1])]
    decays = np.unique([*decays, *steps])
    found = [modes.survivors(decay) for decay in decays]
    dark, light = in_order(2)
    number, share = [one.number / modes.l.size for one in found], [one.share for one in found]
    axes.step(decays, number, where="post", color=dark, label=f"of {modes.l.size} components")
    axes.step(decays, share, where="post", color=light, ls="--", label="of the variance")
    axes.set_ylabel("share that survives")


def draw_losses(axes: Axes, modes: Modes, decays: np.ndarray, a: np.ndarray, minimum: Minimum | None) -> None:
    """The curves, and the smallest held-out loss where it is inside."""
    for name, curve in modes.losses(a, decays).items():
        colour, line = LINES[name]
        noise = rf", noise $\delta^2={in_powers(modes.noise)}$" if modes.noise and name == "held_out" else ""
        axes.plot(decays, curve, color=colour, ls=line, label=LABELS[name] + noise)
    if minimum is not None and minimum.decay > decays[0]:
        label = f"smallest at {minimum.decay:.3g}"
        axes.plot(minimum.decay, minimum.loss, "o", color=POPULATION, mfc="white", label=label)
    axes.set_ylim(bottom=0)
    axes.legend()
