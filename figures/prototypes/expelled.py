"""Expelled fraction against time: particles and the continuum's formulas."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import prism_style
from numerics.prototypes.flow import centre_flow
from numerics.prototypes.landscape import landscape
from numerics.prototypes.measure import Array, lattice, uniform
from numerics.prototypes.particles import (
    absorbed_positions,
    barenblatt_positions,
    mass_outside,
    overlap_diffusivity,
    overlap_expelled,
    separation_diffusivity,
    separation_expelled,
)


def draw(count: int = 100) -> Figure:
    """``count`` prototypes under separation (range 0.6 / sqrt(M)) and overlap (response width 0.28 /
    sqrt(M))."""
    with prism_style():
        figure = Figure(figsize=(6.8, 2.9))
        panels = figure.subplots(1, 2, sharey=True)
        _panel(panels[0], *_separation(count, 0.36 / count), "separation")
        _panel(panels[1], *_overlap(count, np.sqrt(12.5 * count)), "overlap")
        panels[0].set(ylabel="fraction outside the hull", ylim=(0, 1))
        return figure


def _separation(count: int, tau: float) -> tuple[Array, Array, Array]:
    diffusivity, dimensionless = separation_diffusivity(tau), np.linspace(0, 1.5, 31)
    times = dimensionless / diffusivity
    field = landscape({"separation": 1.0}, lattice(2), tau)
    path = centre_flow(field, barenblatt_positions(count), np.ones(count), times, mobility=count, rtol=1e-6)
    return dimensionless, mass_outside(path.centres), separation_expelled(times, diffusivity)


def _overlap(count: int, width: float) -> tuple[Array, Array, Array]:
    diffusivity, dimensionless = overlap_diffusivity(width), np.linspace(0, 0.4, 31)
    times, field = dimensionless / diffusivity, landscape({"uniform-overlap": 1.0}, uniform())
    widths = np.full(count, width)
    path = centre_flow(field, absorbed_positions(count), widths, times, mobility=count, rtol=1e-6)
    return dimensionless, mass_outside(path.centres), overlap_expelled(times, diffusivity)


def _panel(axes: Axes, time: Array, found: Array, formula: Array, title: str) -> None:
    axes.plot(time, formula, color="C0", label="formula")
    axes.plot(time, found, "o", color="C1", ms=3.5, mfc="none", label="prototypes")
    axes.set(xlabel=r"$D\,t$", title=title)
    axes.legend(loc="lower right")
