"""Separation alone over its temperature: expelled fraction and reconstruction error."""

from dataclasses import asdict

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes import tau_sweep
from figures.prototypes.replay import as_data, as_dataset
from figures.store import Data
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.statistics import LEVEL
from numerics.prototypes.study.tau_sweep import continuum_expelled, flow_expelled, harm, trained_sweep

ELAPSED = 0.3


def data(quick: bool) -> Data:
    """Training with separation and without, the flow without a fit, and the continuum."""
    taus = (0.01, 0.1) if quick else (1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 1.0)
    settings, size, seeds = (Settings(steps=40), 5, 3) if quick else (Settings(), 20, 10)
    found = trained_sweep(settings, size, seeds, taus, workers=1)
    return as_data(found) | {
        "size": size,
        "settings": asdict(settings),
        "elapsed": ELAPSED,
        "flow": flow_expelled(size, taus, ELAPSED),
        "continuum": continuum_expelled(taus, ELAPSED),
    }


def draw(data: Data) -> Figure:
    """Fraction outside the hull and reconstruction error over tau."""
    return tau_sweep.draw(as_dataset(data), np.asarray(data["flow"]), np.asarray(data["continuum"]), data["size"])


def caption(data: Data) -> str:
    """Where separation does significant harm."""
    found = as_dataset(data)
    taus, p, seeds = found["tau"].values[1:], harm(found), found.sizes["run"]
    bad = ", ".join(f"{tau:g}" for tau in taus[p < LEVEL]) or "none"
    expelling = ", ".join(f"{tau:g}" for tau in taus[harm(found, "outside") < LEVEL]) or "none"
    outside = found["outside"].mean("run").values[1:]
    settings = data["settings"]
    return f"""
        Separation alone over its temperature tau at N = {data["size"]} samples and neurons, {seeds} seeds (0 to
        {seeds - 1}), {settings["steps"]} steps of {settings["optimizer"]}, lambda = {settings["strength"]:g}; bars
        and the baseline's band are 95 % bootstrap intervals, the dotted line is where sqrt(tau) passes the samples'
        mean spacing. Left: fraction of prototypes outside the hull after training with the fit (filled triangles;
        {outside[0]:.0%} at tau = {taus[0]:g}, {outside.max():.0%} at most) and without structural losses (black line),
        under the flow of separation without a fit for the time
        {data["elapsed"]:g} of the continuum (open circles), and of the porous-medium equation (dashed), which needs
        sqrt(tau) between the spacing and the hull; training expels significantly at tau = {expelling}. Right:
        reconstruction error of the inputs from the prototypes. Separation raises it significantly (Wilcoxon,
        Holm-corrected p < {LEVEL:g}) at tau = {bad}."""
