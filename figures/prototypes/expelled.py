"""Expelled fraction against time: prototypes, and the formulas of the continuum with Barenblatt's profile."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.store import Data
from figures.style import FULL, prism_style
from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import lattice, uniform
from numerics.prototypes.energy_landscape import Landscape, landscape
from numerics.prototypes.flow import centre_flow
from numerics.prototypes.particles import (
    absorbed_positions,
    barenblatt_positions,
    mass_outside,
    overlap_diffusivity,
    overlap_expelled,
    separation_diffusivity,
    separation_expelled,
)

SMALL, LARGE = 25, 200
MARKERS = "os^"
SNAPSHOTS = (0, 5, 30)  # of the times of separation, for its profile


def data(quick: bool) -> Data:
    """Few and many prototypes under separation (range 0.6 / sqrt(M)) and overlap (response width 0.28 / sqrt(M))."""
    counts = (10, 20) if quick else (SMALL, LARGE)
    return {"counts": counts, "separation": _separation(counts), "overlap": _overlap(counts)}


def _separation(counts: tuple[int, int]) -> Data:
    found = {}
    for count in counts:
        tau = 0.36 / count
        field = landscape({"separation": 1.0}, lattice(2), tau)
        elapsed = np.linspace(0, 1.5, 31)
        path = _followed(field, barenblatt_positions(count), elapsed / separation_diffusivity(tau), 1.0)
        found[str(count)] = mass_outside(path)
    profiles = {"time": elapsed[list(SNAPSHOTS)], "centres": np.sort(path[list(SNAPSHOTS)])}
    return {"time": elapsed, "formula": separation_expelled(elapsed, 1.0), "found": found, "profiles": profiles}


def _overlap(counts: tuple[int, int]) -> Data:
    found = {}
    for count in counts:
        width = float(np.sqrt(12.5 * count))
        field = landscape({"uniform-overlap": 1.0}, uniform())
        elapsed = np.linspace(0, 0.4, 31)
        found[str(count)] = mass_outside(
            _followed(field, absorbed_positions(count), elapsed / overlap_diffusivity(width), width)
        )
    return {"time": elapsed, "formula": overlap_expelled(elapsed, 1.0), "found": found}


def _followed(field: Landscape, start: Array, times: Array, width: float) -> Array:
    count = len(start)
    return centre_flow(field, start, np.full(count, width), times, mobility=count, rtol=1e-6).centres


def draw(data: Data) -> Figure:
    """One panel a loss, and the profile under separation at three times."""
    with prism_style():
        figure = Figure(figsize=(FULL, 2.5))
        panels = figure.subplots(1, 3)
        for axes, name in zip(panels, ("separation", "overlap"), strict=False):
            _panel(axes, data[name], name)
            axes.set(ylabel="fraction outside the hull", ylim=(0, 0.8))
        panels[1].legend(loc="lower right")
        _profiles(panels[2], data["separation"]["profiles"])
        return figure


def _profiles(axes: Axes, profiles: Data) -> None:
    axes.axvspan(0, 1, color="0.92", zorder=0)
    for k, (elapsed, centres) in enumerate(zip(profiles["time"], profiles["centres"], strict=True)):
        x = np.linspace(-1.5, 2.5, 401)
        axes.plot(x, _barenblatt(x - 0.5, elapsed + 1 / 36), color="k", lw=1)
        middle, density = np.add(centres[1:], centres[:-1]) / 2, 1 / np.diff(centres) / len(centres)
        axes.plot(middle[::5], density[::5], MARKERS[k], color=f"C{k}", ms=3, mfc="none", label=f"{elapsed:.2g}")
    axes.set(xlabel="position", ylabel="density", title="profiles, separation", ylim=(0, None))
    axes.legend(title="$D\\,t$", loc="upper right", handletextpad=0.1, borderpad=0)


def _barenblatt(x: Array, elapsed: float) -> Array:
    """``(R^2 - x^2)_+ / (6 D t)`` with ``R^3 = 9 D t / 2``."""
    return np.clip(np.cbrt(4.5 * elapsed) ** 2 - x**2, 0, None) / (6 * elapsed)


def _panel(axes: Axes, panel: Data, title: str) -> None:
    axes.plot(panel["time"], panel["formula"], color="k", label="continuum")
    for (count, found), marker, colour in zip(panel["found"].items(), "so", ("C1", "C0"), strict=True):
        axes.plot(panel["time"], found, marker, color=colour, ms=3.2, mfc="none", label=f"{count} prototypes")
    axes.set(xlabel="time $D\\,t$", title=title)


def caption(data: Data) -> str:
    """Distances to the formulas, and how they shrink with the number of prototypes."""
    gaps = {
        name: {m: _gap(data[name], found) for m, found in data[name]["found"].items()}
        for name in ("separation", "overlap")
    }
    few, many = map(str, data["counts"])
    return f"""
        Fraction of prototypes outside the unit hull [0, 1] against time in units of the continuum's diffusivity D,
        for {few} and {many} prototypes (markers) and the porous-medium equation (lines). Left: separation, D = 2
        sqrt(pi tau), tau = 0.36/M, started on Barenblatt's profile that fills the hull. Middle: overlap, D = 2
        pi/w^2, w^2 = 12.5 M, started on the separable profile between absorbing ends, where the fraction is D
        t/(0.173 + D t). Largest distance to the formula: {gaps["separation"][few]:.4f} at M = {few} and
        {gaps["separation"][many]:.4f} at M = {many} (separation), {gaps["overlap"][few]:.3f} and
        {gaps["overlap"][many]:.3f} (overlap, where the absorbing layer has the width of a response). Right: densities
        of the {many} prototypes under separation (markers, from neighbouring distances) and Barenblatt's profile
        (lines; the hull is shaded). No random numbers enter."""


def _gap(panel: Data, found: list[float]) -> float:
    return float(np.max(np.abs(np.subtract(found, panel["formula"]))))
