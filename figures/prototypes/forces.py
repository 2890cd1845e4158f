"""Force fields: where each structural loss drives two prototypes, and a lone one outside the hull."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.store import Data
from figures.style import FULL, prism_style
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.outside import outside

LOSSES = ("coverage", "separation", "overlap")
SAMPLES, TAU, WIDTH = 10, 0.1, 4.0
DECADES = 6.0  # of force between the longest and the shortest arrow
LINES = {"coverage": "-", "separation": "--", "overlap": "-."}


def data(quick: bool) -> Data:
    """Forces on two prototypes on a grid of positions, and on a lone prototype at growing distance from the hull."""
    axis = np.linspace(-0.75, 1.75, 7 if quick else 13)
    gaps = np.geomspace(0.02, 1.5, 10 if quick else 60)
    return {
        "axis": axis,
        "gaps": gaps,
        "fields": {name: _field(name, axis) for name in LOSSES},
        "outside": {name: outside(name, gaps, TAU, WIDTH).force for name in LOSSES},
        "samples": SAMPLES,
        "tau": TAU,
        "width": WIDTH,
    }


def _field(name: str, axis: np.ndarray) -> np.ndarray:
    """Force (2, n, n) on prototypes at (c_1, c_2), c_1 along the last axis."""
    energy, widths = landscape({name: 1.0}, lattice(SAMPLES), TAU), np.full(2, WIDTH)
    rows = [[energy.forces(np.array([first, second]), widths) for first in axis] for second in axis]
    return np.moveaxis(np.array(rows), -1, 0)


def draw(data: Data) -> Figure:
    """Three fields in the plane of both positions, and the force outside the hull."""
    with prism_style():
        figure = Figure(figsize=(FULL, 2.2))
        panels = figure.subplots(1, 4, width_ratios=(1, 1, 1, 1.1))
        for axes, name in zip(panels, LOSSES, strict=False):
            _arrows(axes, np.asarray(data["axis"]), np.asarray(data["fields"][name]), name)
        panels[0].set_ylabel("$c_2$", labelpad=-2)
        _outside(panels[3], data)
        return figure


def _arrows(axes: Axes, axis: np.ndarray, force: np.ndarray, name: str) -> None:
    axes.add_patch(Rectangle((0, 0), 1, 1, color="0.9", lw=0, zorder=0))
    axes.plot(axis[[0, -1]], axis[[0, -1]], color="0.6", lw=0.8, ls=":", zorder=1)
    size = np.hypot(*force)
    decades = np.clip(1 + np.log10(np.maximum(size / size.max(), 10.0**-DECADES)) / DECADES, 0, 1)
    arrows = force * decades / np.where(size > 0, size, 1)
    step = axis[1] - axis[0]
    axes.quiver(axis, axis, *arrows, color="C0", pivot="mid", angles="xy", scale_units="xy", scale=1 / (0.95 * step),
                width=0.012, headwidth=4, headlength=4, headaxislength=3.5)  # fmt: skip
    axes.set(title=name, xlabel="$c_1$", xlim=_wider(axis), ylim=_wider(axis), aspect="equal")
    axes.set(xticks=[0, 1], yticks=[0, 1])
    axes.grid(visible=False)


def _wider(axis: np.ndarray) -> tuple[float, float]:
    half = (axis[1] - axis[0]) / 2
    return axis[0] - half, axis[-1] + half


def _outside(axes: Axes, data: Data) -> None:
    gaps = np.asarray(data["gaps"])
    for k, name in enumerate(LOSSES):
        force = np.asarray(data["outside"][name])
        axes.plot(gaps, force / np.abs(force).max(), LINES[name], color=f"C{k}", label=name)
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(title="outside the hull", xlabel="distance from the hull", ylabel="outward force / largest", xlim=(0, 1.5))
    axes.legend(loc="lower right", fontsize=7)


def caption(data: Data) -> str:
    """What each loss does outside, read off the forces."""
    inward = " and ".join(name for name in LOSSES if max(data["outside"][name]) < 0)
    outward = " and ".join(name for name in LOSSES if min(data["outside"][name]) > 0)
    shares = [abs(data["outside"][name][-1]) / max(map(abs, data["outside"][name])) for name in LOSSES]
    left = ", ".join(f"{share:.0e} ({name})" for share, name in zip(shares, LOSSES, strict=True))
    return f"""
        Force fields of the structural losses. First three panels: force on two prototypes at c_1, c_2 (length of the
        arrows: logarithm of the force, {DECADES:g} decades) over {data["samples"]} equally spaced samples on [0, 1]
        (grey: both inside the hull; dotted: equal positions), tau = {data["tau"]:g}, response widths w =
        {data["width"]:g}. Last panel: outward force on a lone prototype at a distance from the hull whose two end
        samples are held by others, over its largest modulus. At every distance {inward} pulls inwards, {outward} push
        outwards; at {data["gaps"][-1]:.2g} hull widths the shares left of the largest force are {left}. No random
        numbers enter."""
