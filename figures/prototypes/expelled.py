"""Expelled fraction against time: prototypes, and the formulas of the continuum with Barenblatt's profile."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.prototypes.looks import HULL, colour
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

SMALL, LARGE = 25, 100
MARKERS = {"fewer": "s", "more": "o"}
TITLES = {"separation": "separation of $M$ prototypes", "overlap": "overlap of $M$ prototypes"}
DIFFUSIVITIES = {
    "separation": r"$D = 2\sqrt{\pi\tau}$, $\tau = 0.36 / M$",
    "overlap": r"$D = 2\pi / w^2$, $w^2 = 12.5\,M$",
}
SNAPSHOTS = (0, 5, 30)  # of the times of separation, for its profile
EVERY = 3  # of the distances shown in a profile


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
        figure = Figure(figsize=(FULL, 2.6))
        figure.set_layout_engine("constrained", w_pad=0.06, wspace=0.04)
        panels = figure.subplots(1, 3)
        for axes, name in zip(panels, ("separation", "overlap"), strict=False):
            _panel(axes, data[name], name)
            axes.set(ylim=(0, 0.8))
        panels[0].set_ylabel("fraction outside the hull")
        for axes in panels[:2]:
            axes.legend(loc="lower right", fontsize=7)
        _profiles(panels[2], data["separation"]["profiles"])
        return figure


def _profiles(axes: Axes, profiles: Data) -> None:
    axes.axvspan(0, 1, color=HULL, zorder=0)
    x, shade = np.linspace(-1.5, 2.5, 401), colour(["separation"])
    for elapsed, centres in zip(profiles["time"], profiles["centres"], strict=True):
        profile = _barenblatt(x - 0.5, elapsed + 1 / 36)
        axes.plot(x[profile > 0], profile[profile > 0], color="k", lw=0.8)
        middle, density = np.add(centres[1:], centres[:-1]) / 2, 1 / np.diff(centres) / len(centres)
        chosen = slice(len(middle) % EVERY // 2, None, EVERY)
        axes.plot(middle[chosen], density[chosen], MARKERS["more"], color=shade, ms=2.6, mfc="none")
        flank = np.flatnonzero(profile > 0.75 * profile.max())[-1]
        axes.annotate(f"$D\\,t = {elapsed:.2g}$", (x[flank], profile[flank]), xytext=(7, 0), fontsize=7,
                      textcoords="offset points", va="bottom")  # fmt: skip
    axes.text(0.5, 1.64, "hull", ha="center", va="center", fontsize=7)
    axes.set(xlabel="position $x$", ylabel=r"density $\rho$", xlim=(-1.6, 3.1), ylim=(0, 1.75))
    axes.set_title(f"{TITLES['separation']}\n$M = {len(centres)}$", fontsize=8)


def _barenblatt(x: Array, elapsed: float) -> Array:
    """``(R^2 - x^2)_+ / (6 D t)`` with ``R^3 = 9 D t / 2``."""
    return np.clip(np.cbrt(4.5 * elapsed) ** 2 - x**2, 0, None) / (6 * elapsed)


def _panel(axes: Axes, panel: Data, name: str) -> None:
    axes.plot(panel["time"], panel["formula"], color="k", lw=1, label="continuum")
    for (count, found), marker in zip(panel["found"].items(), MARKERS.values(), strict=True):
        style: dict[str, Any] = {"color": colour([name]), "ms": 3.2, "mfc": "none", "clip_on": False}
        axes.plot(panel["time"], found, marker, **style, label=f"$M = {count}$")
    axes.set(xlabel="time $D\\,t$")
    axes.set_title(f"{TITLES[name]}\n{DIFFUSIVITIES[name]}", fontsize=8)


def caption(data: Data) -> str:
    """Distances to the formulas, and how they shrink with the number of prototypes."""
    gaps = {
        name: {m: _gap(data[name], found) for m, found in data[name]["found"].items()}
        for name in ("separation", "overlap")
    }
    few, many = map(str, data["counts"])
    return f"""
        Fraction of prototypes outside the unit hull [0, 1] against time in units of the continuum's diffusivity D,
        for M = {few} prototypes (squares), M = {many} (circles) and the porous-medium equation (black lines).
        Left: separation, D = 2 sqrt(pi tau), tau = 0.36/M, started on Barenblatt's profile that fills the hull.
        Middle: overlap, D = 2 pi/w^2, w^2 = 12.5 M, started on the separable profile between absorbing ends, where
        the fraction is D t/(0.173 + D t). Largest distance to the formula: {gaps["separation"][few]:.4f} at M =
        {few} and
        {gaps["separation"][many]:.4f} at M = {many} (separation), {gaps["overlap"][few]:.3f} and
        {gaps["overlap"][many]:.3f} (overlap, where the absorbing layer has the width of a response). Right: densities
        of the {many} prototypes under separation at three times (circles: from every {EVERY}rd distance of
        neighbours) and Barenblatt's profile (lines; the hull is shaded). No random numbers enter."""


def _gap(panel: Data, found: list[float]) -> float:
    return float(np.max(np.abs(np.subtract(found, panel["formula"]))))
