"""Force fields: where each structural loss drives two prototypes, and a lone one outside the hull."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.store import Data
from figures.style import FULL, prism_style
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import Measure, lattice
from numerics.prototypes.energy_landscape import Landscape, landscape
from numerics.prototypes.kernels import Parameters
from numerics.prototypes.outside import outside
from theory.prototypes.energy import Energy

LOSSES = ("coverage", "separation", "overlap")
SAMPLES, TAU, WIDTH = 10, 0.1, 4.0
DECADES = 6.0  # of force between the longest and the shortest arrow
LINES = ("-", "--", "-.", ":")
GAPS = 0.02, 1.5  # distances from the hull
AXIS = -0.75, 1.75
ROW = 4  # panels
LABEL = 28  # characters of a loss


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
    beyond = outside(loss, gaps, tau, width, parameters=parameters).force
    return {"name": name, "axis": axis, "force": np.moveaxis(np.array(rows), -1, 0), "gaps": gaps, "outside": beyond}


def _force(energy: Landscape, centres: Array, widths: Array) -> Array:
    try:
        return energy.forces(centres, widths)
    except ConvergenceError:
        return np.full(2, np.nan)


def draw(data: Data) -> Figure:
    """Three fields in the plane of both positions, and the force outside the hull."""
    return panels(data["fields"])


def panels(fields: Sequence[Data]) -> Figure:
    """A field a loss, and last the forces outside the hull."""
    count = len(fields) + 1
    row = min(count, ROW if count % ROW in (0, 3) else ROW - 1)
    rows = -(-count // row)
    with prism_style():
        figure = Figure(figsize=(FULL * row / ROW, 2.2 * rows))
        axes = list(figure.subplots(rows, row, width_ratios=[*([1] * (row - 1)), 1.1], squeeze=False).flat)
        for k, field in enumerate(fields):
            _arrows(axes[k], field)
            if k % row == 0:
                axes[k].set_ylabel("$c_2$", labelpad=-2)
        _outside(axes[count - 1], fields)
        for unused in axes[count:]:
            unused.set_visible(False)
        return figure


def _arrows(axes: Axes, field: Data) -> None:
    axis, force = np.asarray(field["axis"]), np.asarray(field["force"], dtype=float)
    axes.add_patch(Rectangle((0, 0), 1, 1, color="0.9", lw=0, zorder=0))
    axes.plot(axis[[0, -1]], axis[[0, -1]], color="0.6", lw=0.8, ls=":", zorder=1)
    size = np.nan_to_num(np.hypot(*force))
    decades = np.clip(1 + np.log10(np.maximum(size / (size.max() or 1), 10.0**-DECADES)) / DECADES, 0, 1)
    arrows = np.nan_to_num(force) * decades / np.where(size > 0, size, 1)
    step = axis[1] - axis[0]
    axes.quiver(axis, axis, *arrows, color="C0", pivot="mid", angles="xy", scale_units="xy", scale=1 / (0.95 * step),
                width=0.012, headwidth=4, headlength=4, headaxislength=3.5)  # fmt: skip
    axes.set(title=_short(field["name"]), xlabel="$c_1$", xlim=_wider(axis), ylim=_wider(axis), aspect="equal")
    axes.set(xticks=[0, 1], yticks=[0, 1])
    axes.grid(visible=False)


def _short(name: str) -> str:
    """The name as a label without markup."""
    return (name if len(name) <= LABEL else name[: LABEL - 3] + "...").replace("$", r"\$")


def _wider(axis: np.ndarray) -> tuple[float, float]:
    half = (axis[1] - axis[0]) / 2
    return axis[0] - half, axis[-1] + half


def _outside(axes: Axes, fields: Sequence[Data]) -> None:
    for k, field in enumerate(fields):
        force = np.asarray(field["outside"], dtype=float)
        largest = np.abs(force).max() or 1.0
        axes.plot(field["gaps"], force / largest, LINES[k % len(LINES)], color=f"C{k}", label=_short(field["name"]))
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(title="outside the hull", xlabel="distance from the hull", ylabel="outward force / largest", xlim=(0, 1.5))
    axes.legend(loc="lower right", fontsize=7)


def caption(data: Data) -> str:
    """What each loss does outside, read off the forces."""
    forces = {field["name"]: field["outside"] for field in data["fields"]}
    inward = " and ".join(name for name, force in forces.items() if max(force) < 0)
    outward = " and ".join(name for name, force in forces.items() if min(force) > 0)
    shares = {name: abs(force[-1]) / max(map(abs, force)) for name, force in forces.items()}
    left = ", ".join(f"{share:.0e} ({name})" for name, share in shares.items())
    return f"""
        Force fields of the structural losses. First three panels: force on two prototypes at c_1, c_2 (length of the
        arrows: logarithm of the force, {DECADES:g} decades) over {data["samples"]} equally spaced samples on [0, 1]
        (grey: both inside the hull; dotted: equal positions), tau = {data["tau"]:g}, response widths w =
        {data["width"]:g}. Last panel: outward force on a lone prototype at a distance from the hull whose two end
        samples are held by others, over its largest modulus. At every distance {inward} pulls inwards, {outward} push
        outwards; at {data["fields"][0]["gaps"][-1]:.2g} hull widths the shares left of the largest force are {left}. No
        random numbers enter."""
