"""The narrow-latent limit below and above alpha = 2, where a column of W starts too long."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.autoencoder.parts import BARS, BARS_ARE, LOSSES, as_entry, numbers, sizes_text
from figures.store import Data
from figures.style import FULL, SMALLEST, in_order, prism_style
from linear_ae.controls import initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.comparison import compare
from numerics.autoencoder.limits.narrow_latent import column
from numerics.autoencoder.predict import predict
from numerics.autoencoder.spectrum import MarchenkoPastur

ALPHAS = (0.5, 1.0, 2.0, 3.0, 4.0)
MARKERS = "os^Dv"
SEED = 0
LEVEL: dict[str, Any] = {"color": "0.4", "lw": 0.8, "ls": ":"}
WHOLE: dict[str, Any] = {"clip_on": False, "zorder": 3}
"""Markers at t = 0 stand on the axis."""


def data(quick: bool) -> Data:
    """For each alpha: both losses less those of W = 0, per latent dimension, in the limit and simulated."""
    p, runs = (64, 16) if quick else (256, 128)
    return {"curves": [_curve(Sizes(p, 2, 2 * p, alpha / p), runs) for alpha in ALPHAS], "runs": runs, "seed": SEED}


def _curve(sizes: Sizes, runs: int) -> Data:
    t = 1.5 * np.linspace(0, 1, 16) ** 2
    fine = 1.5 * np.linspace(0, 1, 201) ** 2
    initial = dict.fromkeys(LOSSES, initial_loss(sizes.p, sizes))
    found = compare(predict("narrow-latent", t, sizes), simulate(sizes, t, runs, SEED), initial)
    limit, state = predict("narrow-latent", fine, sizes), column(fine, sizes.alpha, MarchenkoPastur(sizes.nu))
    assert limit.population is not None
    idle = sizes.p / 2
    return {
        "sizes": as_entry(sizes),
        "alpha": sizes.alpha,
        "t": t,
        "fine": fine,
        "s": state.s,
        "r": state.r,
        "train": (limit.train - idle) / sizes.H,
        "population": (limit.population - idle) / sizes.H,
        "found": {k: (c.experiment - idle) / sizes.H for k, c in found.items()},
        "stderr": {k: c.stderr / sizes.H for k, c in found.items()},
        "deviation": {k: float(np.max(np.abs(c.experiment - c.theory)) / sizes.H) for k, c in found.items()},
    }


def draw(data: Data) -> Figure:
    """Train loss, population loss, and the path of a column in the plane of growth and length."""
    with prism_style():
        figure = Figure(figsize=(FULL, 2.9))
        panels = figure.subplots(1, 3)
        panels[1].sharey(panels[0])
        for curve, colour, marker in zip(data["curves"], in_order(len(ALPHAS)), MARKERS, strict=True):
            for axes, loss in zip(panels, LOSSES, strict=False):
                _losses(axes, curve, loss, colour, marker)
            _path(panels[2], curve, colour, marker)
        panels[0].set(ylabel="$(L(t) - p/2)\\,/\\,H$", title="train loss")
        panels[1].set(title="population loss")
        panels[2].set(xlabel="growth $s$ along the data", ylabel="squared length $r$", title="path of a column")
        panels[2].axhline(2, **LEVEL)
        panels[2].axvline(0, **LEVEL)
        panels[2].text(1.6, 2.09, "$r=2$", ha="right")
        for axes in panels[:2]:
            axes.set(xlabel="time $t$ (square-root scale)")
            axes.set_xscale("function", functions=(_root, np.square))
            axes.set_xticks([0, 0.1, 0.5, 1, 1.5])
            axes.axhline(0, **LEVEL)
            axes.text(1.5, 0.08, "no autoencoder", ha="right", fontsize=SMALLEST)
        panels[1].legend(loc="upper right", title=r"$\alpha = p\sigma^2$")
        sizes = data["curves"][0]["sizes"]
        text = f"$p={sizes['p']}$, $H={sizes['H']}$, $N={sizes['N']}$\n{data['runs']} runs, seed {data['seed']}"
        panels[0].legend(handles=[], title=text, title_fontsize=SMALLEST, loc="upper right")
        figure.supxlabel(f"lines: limit; points: simulated; {BARS_ARE}", fontsize=8)
        return figure


def _root(t: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(t, 0))


def _losses(axes: Axes, curve: Data, loss: str, colour: str, marker: str) -> None:
    arrays = numbers(curve)
    found, bars = np.asarray(curve["found"][loss]), BARS * np.asarray(curve["stderr"][loss])
    axes.plot(arrays["fine"], arrays[loss], color=colour)
    label = f"{curve['alpha']:g}"
    axes.errorbar(arrays["t"], found, bars, fmt=marker, color=colour, mfc="white", ms=3.5, label=label, **WHOLE)


def _path(axes: Axes, curve: Data, colour: str, marker: str) -> None:
    axes.plot(curve["s"], curve["r"], color=colour)
    axes.plot(curve["s"][0], curve["r"][0], marker, color=colour, mfc="white")


def caption(data: Data) -> str:
    """Where the paths turn, and how far simulation is from the limit."""
    curves = data["curves"]
    turns = ", ".join(f"s = {min(c['s']):.3f} for alpha = {c['alpha']:g}" for c in curves if c["alpha"] > 2)
    gap = max(max(c["deviation"].values()) for c in curves)
    sizes, alpha = curves[-1]["sizes"], curves[-1]["alpha"]
    start = alpha**2 * (sizes["H"] + 1) / (2 * sizes["p"])
    return f"""
        The narrow-latent regime for initial squared column lengths alpha = sigma^2 p below and above 2. Left and
        middle: loss less its value p/2 without an autoencoder, per latent dimension, in the limit (lines) and
        simulated (points, bars of {BARS} standard errors; {data["runs"]} runs each, seed {data["seed"]};
        {sizes_text(sizes)} for alpha = {alpha:g}); largest difference {gap:.3f}, where what finite sizes add at t = 0,
        alpha^2 (H + 1)/(2 p), is {start:.3f}. Right: a column is w(t) = c(t)
        exp(s(t) S) w(0); markers are its start. Above alpha = 2 (dotted) it is so long that the flow first turns it
        away from the data, to {turns}, while its length shrinks through 2; there s turns round and grows."""
