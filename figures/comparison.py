"""Theory beside simulation at a user's own sizes: the curves above, and below how far each theory is off."""

import re
import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from figures.phase_diagram.colours import mixed
from figures.phase_diagram.decades import set_ticks
from figures.style import COLUMN, PLANAR, prism_style
from linear_ae.sizes import Sizes
from numerics import Compared, Point
from numerics import compare as numbers
from numerics.comparison.compared import Theory

CAPTION = (
    "Above: losses over the simulated loss at t = 0, of theory (lines, within their errors where these are known) and "
    "of simulated gradient flow (points, with bars of two standard errors). Below: the distance of each theory from "
    "the simulation; in the grey, two standard errors of the runs, it is not resolved. Delta L is the simulated change."
)
BARS, POINTS, LETTERS = 2, 21, 44
"""Standard errors of a bar, the most points of a panel, and letters of the title over one column."""
WIDEST = 34  # letters of a panel's title
NOISE = "not resolved by these runs"
SAMPLE, LETTER = 0.55, 0.057
"""Inches of the legend's sample with the gaps around it, and of a letter."""
GREEK = re.compile(r"\b(alpha|beta|gamma|delta|eta|kappa|lambda|mu|nu|rho|sigma|tau)(\d?)(?=\u00a0)")
"""Names of scalars; a digit after them is a power."""
MOST = 1e3
"""Percent of L(0) up to which deviations are drawn: theories beyond that say nothing, and would hide the others."""
FAINTEST = 1e-6
"""A deviation below this share of L(0) is not drawn: it is the integrator's."""


def compare(at: Sizes | Point, t: ArrayLike, *options: Any, figure: Figure | None = None, **named: Any) -> NDArray[Any]:
    """Theory beside simulation in one picture: the axes, of shape (2, losses), curves above and deviations below.

    Arguments as for :func:`numerics.comparison.side_by_side.compare`; ``figure`` is drawn into if it is given, such as
    ``plt.figure()``. The picture is ``axes[0, 0].figure``.

    >>> axes = compare(Sizes(p=60, H=1200, N=120, sigma2=2e-4), np.linspace(0, 0.2, 5), runs=4)
    >>> axes.shape, axes[0, 0].get_title()
    ((2, 2), 'train')
    """
    return draw(numbers(at, t, *options, **named), figure)


def draw(found: Compared, figure: Figure | None = None) -> NDArray[Any]:
    """The axes, of shape (2, losses): curves above, deviations below."""
    names = list(found.simulation.losses)
    with prism_style():
        width = COLUMN * max(len(names), 1.35)
        page = Figure() if figure is None else figure
        page.set_layout_engine("constrained")
        columns = columns_of(found, width)
        rows = -(-(len(found.theories) + 2) // columns)
        page.set_size_inches(width, 4.3 + 0.2 * rows)
        grid = page.subplots(2, len(names), squeeze=False, sharex=True, height_ratios=[1.6, 1])
        for (above, below), name in zip(grid.T, names, strict=True):
            draw_curves(above, found, name)
            draw_deviations(below, found, name)
        for (above, below), name in list(zip(grid.T, names, strict=True))[: None if found.by_change else 1]:
            unit = r"\Delta L" if name in found.by_change else "L(0)"
            above.set_ylabel(rf"$L(t)\,/\,{unit}$")
            below.set_ylabel(f"|simulation − theory|\n[% of ${unit}$]")
        page.suptitle(title(found, int(LETTERS * width / COLUMN)), fontsize=9)
        handles = {
            label: handle
            for axes in grid.ravel()
            for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        page.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=columns)
        return grid


def columns_of(found: Compared, width: float) -> int:
    """How many columns of the longest name fit into a legend of so many inches, of up to three."""
    longest = max(len(NOISE), *(len(theory.name) for theory in found.theories), len(runs_of(found)))
    return min(max(int(width / (SAMPLE + LETTER * longest)), 1), 3)


def runs_of(found: Compared) -> str:
    """The simulation in the legend."""
    return f"simulation, {found.simulation.runs} runs (seed {found.simulation.seed})"


def draw_curves(axes: Axes, found: Compared, loss: str) -> None:
    """Lines of the theories with their errors, points of the simulation."""
    start, simulation = found.unit(loss), found.simulation
    for theory in with_loss(found, loss):
        curve, colour = theory.losses[loss] / start, colour_of(theory)
        axes.plot(found.t, curve, color=colour, ls=dashes(theory), label=theory.name)
        if loss in theory.errors:
            error = theory.errors[loss] / start
            axes.fill_between(found.t, curve - error, curve + error, color=colour, alpha=0.25, lw=0)
    some = slice(None, None, -(-len(found.t) // POINTS))
    values, bars = simulation.losses[loss] / start, BARS * simulation.stderr[loss] / start
    style: dict[str, Any] = {"fmt": "o", "color": "black", "mfc": "white", "ms": 3.5, "elinewidth": 0.9, "zorder": 5}
    axes.errorbar(found.t[some], values[some], bars[some], label=runs_of(found), **style)
    axes.set_title("\n".join(textwrap.wrap(loss, WIDEST)))
    keep_in_sight(axes, values[some], bars[some])


def keep_in_sight(axes: Axes, values: NDArray[np.float64], bars: NDArray[np.float64]) -> None:
    """Limits of the simulation with some room: a theory far off its domain leaves the panel, not the others."""
    low, high = float((values - bars).min()), float((values + bars).max())
    room = 0.25 * (high - low)
    bottom, top = axes.get_ylim()
    axes.set_ylim(max(bottom, low - room), min(top, high + room))
    axes.ticklabel_format(axis="y", useOffset=False, scilimits=(-9, 9))


def draw_deviations(axes: Axes, found: Compared, loss: str) -> None:
    """How far theories are from the simulation, over the part of it that its runs do not resolve."""
    noise = 100 * BARS * found.simulation.stderr[loss] / found.unit(loss)
    floor = max(float(np.median(noise)) / 20, 100 * FAINTEST)
    axes.fill_between(found.t, floor, np.maximum(noise, floor), color="0.85", lw=0, label=NOISE)
    for theory in with_loss(found, loss):
        gap = np.maximum(100 * np.abs(found.deviation(theory, loss)), floor / 10)
        axes.plot(found.t, gap, color=colour_of(theory), ls=dashes(theory), lw=1.1)
    axes.set(yscale="log", xlabel="time $t$")
    axes.set_ylim(floor, min(axes.get_ylim()[1], max(MOST, 2 * float(noise.max()))))
    set_ticks(axes.yaxis, *axes.get_ylim())


def with_loss(found: Compared, loss: str) -> list[Theory]:
    """The theories that know the loss."""
    return [theory for theory in found.theories if loss in theory.losses]


def colour_of(theory: Theory) -> str:
    """That of the facet, the mean of those that meet in an edge or a vertex, and one for the planar limit."""
    if not theory.facets:
        return PLANAR
    return mixed(theory.facets)


def dashes(theory: Theory) -> str:
    """Limits are drawn through, what is corrected is dashed; edges and vertices are dash-dotted."""
    if theory.corrected:
        return "--"
    return "-." if len(theory.facets) > 1 else "-"


def title(found: Compared, width: int) -> str:
    """The model, its sizes and its data, on lines of so many letters that break between sizes."""
    numbers = ", ".join(f"{name}\u00a0=\u00a0{value:g}" for name, value in found.point.items())
    subject = f"{found.subject}: {numbers}" + f"; {found.data}" * bool(found.data)
    return GREEK.sub(r"$\\\1^{\2}$", "\n".join(textwrap.wrap(subject, width)))
