"""Force fields: where each structural loss drives two prototypes, and a lone one outside the hull."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.quiver import Quiver
from numpy.typing import ArrayLike

from figures.prototypes.looks import HULL, colour, in_math, shortened
from figures.store import Data
from figures.style import COLUMN, FULL, prism_style
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import Measure, lattice
from numerics.prototypes.energy_landscape import Landscape, landscape
from numerics.prototypes.kernels import Parameters
from numerics.prototypes.outside import outward_forces
from theory.prototypes.energy import Energy

LOSSES = ("coverage", "separation", "overlap")
SAMPLES, TAU, WIDTH = 10, 0.1, 4.0
DECADES = 6  # of force between the longest and the shortest arrow
KEYS = (0, 2, 4)  # decades below the largest force whose arrows the scale shows
DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (2, 2)), (0, (8, 2)))
GAPS = 0.02, 1.5  # distances from the hull
AXIS = -0.75, 1.75
ROW = 4  # panels
LABEL, SHORT = 24, 16  # characters of a loss above a panel and in a legend
STRIP = 0.3  # inches below the panels for the scale of the arrows


def data(quick: bool) -> Data:
    """Forces on two prototypes on a grid of positions, and on a lone prototype at growing distance from the hull."""
    fields = [entry(name, name, lattice(SAMPLES), TAU, WIDTH, {}, quick=quick) for name in LOSSES]
    return {"fields": fields, "samples": SAMPLES, "tau": TAU, "width": WIDTH}


def entry(
    name: str, loss: Energy | str, data: Measure, tau: float, width: float, parameters: Parameters, quick: bool = False
) -> Data:
    """One loss: force (2, n, n) on prototypes at (c_1, c_2), c_1 along the last axis, NaN where it has a pole; and
    the outward force on a lone prototype by its distance from the hull."""
    axis, gaps = np.linspace(*AXIS, 7 if quick else 13), np.geomspace(*GAPS, 10 if quick else 60)
    energy, widths = landscape({loss: 1.0}, data, tau, parameters), np.full(2, width)
    rows = [[_force(energy, np.array([first, second]), widths) for first in axis] for second in axis]
    beyond = outward_forces(loss, gaps, tau, width, parameters=parameters)
    return {"name": name, "axis": axis, "force": np.moveaxis(np.array(rows), -1, 0), "gaps": gaps, "outside": beyond}


def _force(energy: Landscape, centres: Array, widths: Array) -> Array:
    try:
        return energy.forces(centres, widths)
    except ConvergenceError:
        return np.full(2, np.nan)


def draw(data: Data) -> Figure:
    """Three fields in the plane of both positions, and the force outside the hull."""
    return panels(data["fields"], data["samples"], data["width"], data["tau"])


def panels(fields: Sequence[Data], samples: int, width: float, tau: float, coverage_tau: float | None = None) -> Figure:
    """A field a loss, and last the forces outside the hull; below, which length of an arrow is which force.
    ``coverage_tau``: temperature of coverage, if it is another."""
    cold = coverage_tau if any(field["name"] == "coverage" for field in fields) else None
    count = len(fields) + 1
    row = min(count, ROW if count % ROW in (0, 3) else ROW - 1)
    rows = -(-count // row)
    with prism_style():
        figure = Figure(figsize=(max(FULL * row / ROW, COLUMN), 2.35 * rows + STRIP))
        strip = STRIP / figure.get_figheight()
        figure.set_layout_engine("constrained", rect=(0, strip, 1, 1 - strip), w_pad=0.06, wspace=0.03)
        axes = list(
            figure.subplots(rows, row, width_ratios=[*([1] * (row - 1)), 1.1 if rows == 1 else 1], squeeze=False).flat
        )
        arrows = [_arrows(axes[k], field) for k, field in enumerate(fields)]
        for axis in axes[:count:row]:
            axis.set_ylabel("prototype $c_2$", labelpad=2)
        _outside(axes[count - 1], fields)
        for unused in axes[count:]:
            unused.set_visible(False)
        figure.suptitle(_told(samples, width, tau, cold, ", " if row == ROW else "\n"), fontsize=8)
        _scale(figure, axes[0], arrows[0])
        return figure


def _told(samples: int, width: float, tau: float, coverage_tau: float | None, between: str) -> str:
    """What the fields have in common; grey is the square over the hull, dotted its diagonal and beyond."""
    cold = "" if coverage_tau is None else f" (coverage: ${in_math(coverage_tau)}$)"
    start = f"two prototypes, $N = {samples}$ samples on [0, 1] (grey)"
    return rf"{start}{between}dotted: $c_1 = c_2$, $w = {in_math(width)}$, $\tau = {in_math(tau)}${cold}"


def _arrows(axes: Axes, field: Data) -> Quiver:
    axis, force = np.asarray(field["axis"]), np.asarray(field["force"], dtype=float)
    axes.add_patch(Rectangle((0, 0), 1, 1, color=HULL, lw=0, zorder=0))
    axes.plot(axis[[0, -1]], axis[[0, -1]], color="0.6", lw=0.8, ls=":", zorder=1)
    size = np.nan_to_num(np.hypot(*force))
    largest, step = size.max(), axis[1] - axis[0]
    arrows = np.nan_to_num(force) * length(size / (largest or 1)) / np.where(size > 0, size, 1)
    drawn = axes.quiver(axis, axis, *arrows, color=colour([field["name"]]), pivot="mid", angles="xy",
                        scale_units="xy", scale=1 / (0.95 * step), width=0.012, headwidth=4, headlength=4,
                        headaxislength=3.5)  # fmt: skip
    axes.set_title(f"{shortened(field['name'], LABEL)}\n$\\max\\,|F| = {largest:.2g}$", fontsize=8)
    axes.set(xlabel="prototype $c_1$", xlim=_wider(axis), ylim=_wider(axis), aspect="equal")
    axes.set(xticks=[0, 1], yticks=[0, 1])
    axes.grid(visible=False)
    return drawn


def length(share: ArrayLike) -> Array:
    """Length of the arrow for a share of the largest force, 1 for all of it and 0 at ``DECADES`` below."""
    return np.clip(1 + np.log10(np.maximum(share, 10.0**-DECADES)) / DECADES, 0, 1)


def _scale(figure: Figure, axes: Axes, arrows: Quiver) -> None:
    """Arrows of known force in the strip below the panels."""
    middle = STRIP / 2 / figure.get_figheight()
    figure.text(0.02, middle, r"arrows, $|F|\,/\,\max\,|F|$:", fontsize=8, va="center")
    for k, decades in enumerate(KEYS):
        label = rf"$10^{{-{decades}}}$" if decades else "1"
        place = (1.75 + 0.55 * k) / figure.get_figwidth()
        axes.quiverkey(arrows, place, middle, float(length(10.0**-decades)), label, labelpos="E", labelsep=0.05,
                       coordinates="figure", color="k", fontproperties={"size": 8})  # fmt: skip


def _wider(axis: np.ndarray) -> tuple[float, float]:
    half = (axis[1] - axis[0]) / 2
    return axis[0] - half, axis[-1] + half


def _outside(axes: Axes, fields: Sequence[Data]) -> None:
    for k, field in enumerate(fields):
        force = np.asarray(field["outside"], dtype=float)
        largest = np.abs(force).max() or 1.0
        dashes, shown = DASHES[k % len(DASHES)], shortened(field["name"], SHORT if len(fields) < ROW else LABEL)
        axes.plot(field["gaps"], force / largest, ls=dashes, color=colour([field["name"]]), label=shown)
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set_title("a lone prototype\noutside the hull", fontsize=8)
    axes.set(xlabel="distance from the hull", ylabel="outward force / largest", xlim=(0, 1.5))
    few = len(fields) < ROW
    axes.set(ylim=(-1.05, 1.05 if few else 1.05 + 0.5 * len(fields)), yticks=[-1, 0, 1])
    if len(fields) == 1:
        return
    place: Literal["lower right", "upper right"] = "lower right" if few else "upper right"
    axes.legend(loc=place, fontsize=7, labelspacing=0.2, handlelength=2.2, handletextpad=0.5, borderaxespad=0.2)


def caption(data: Data) -> str:
    """What each loss does outside, read off the forces."""
    forces = {field["name"]: field["outside"] for field in data["fields"]}
    inward = " and ".join(name for name, force in forces.items() if max(force) < 0)
    outward = " and ".join(name for name, force in forces.items() if min(force) > 0)
    shares = {name: abs(force[-1]) / max(map(abs, force)) for name, force in forces.items()}
    left = ", ".join(f"{share:.0e} ({name})" for name, share in shares.items())
    return f"""
        Force fields of the structural losses, each of coefficient 1. First three panels: force on two prototypes at
        c_1, c_2 over {data["samples"]} equally spaced samples on [0, 1] (grey: both inside the hull; dotted: equal
        positions), tau = {data["tau"]:g}, response widths w = {data["width"]:g}. The length of an arrow is the
        logarithm of the force, from its largest modulus max |F| in that panel, given above it, down to none at
        10^-{DECADES} of it; black arrows below the panels are the scale. Last panel: outward force on a lone prototype
        at a distance from the hull whose two end samples are held by others, over its largest modulus. At every
        distance {inward} pulls inwards, {outward} push outwards; at {data["fields"][0]["gaps"][-1]:.2g} hull widths the
        shares left of the largest force are {left}. No random numbers enter."""
