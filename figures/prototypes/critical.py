"""Critical ratio of repulsion to coverage against softness: first estimate, fold, limit of stability, bisection."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.interpolate import CubicSpline

from figures.phase_diagram.decades import set_ticks
from figures.prototypes.looks import colour
from figures.store import Data
from figures.style import COLUMN, prism_style
from numerics.prototypes.bisection import bisected_ratio
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.locked import Balance, first_estimate, locked

REPULSOR = "separation"
FEW = 8  # triangles on a curve at most


def data(quick: bool) -> Data:
    """The routes to the critical ratio of locked lattices; bisection on the flow for the smallest one."""
    counts, softness = ((6,), (0.4, 0.5)) if quick else ((10, 30, 60), tuple(np.geomspace(0.2, 1.4, 9)))
    flowed, precision = (softness[1:], 0.3) if quick else ((0.3, 1.0), 0.01)
    return {
        "lattices": [_lattice(count, softness) for count in counts],
        "bisected": {
            "count": counts[0],
            "softness": flowed,
            "ratio": [bisected_ratio(locked(counts[0], k, REPULSOR), precision=precision) for k in flowed],
        },
    }


def _lattice(count: int, softness: tuple[float, ...]) -> Data:
    rows = np.transpose([_ratios(locked(count, k, REPULSOR)) for k in softness])
    return {"count": count, "softness": softness} | dict(zip(("estimate", "fold", "limit"), rows, strict=True))


def _ratios(balance: Balance) -> tuple[float, float, float]:
    fold = critical_fold(balance)
    return first_estimate(balance), fold.parameter, stability_limit(balance, fold)


def draw(data: Data) -> Figure:
    """Lines and symbols for the routes; the lattices, far apart, carry their sizes."""
    with prism_style():
        figure = Figure(figsize=(COLUMN, 3.2))
        axes = figure.subplots()
        for lattice in data["lattices"]:
            _routes(axes, lattice)
        found = data["bisected"]
        axes.plot(found["softness"], found["ratio"], "o", color="k", mfc="none", ms=6, label="bisection on the flow")
        axes.set(xscale="log", yscale="log", xlabel=r"softness $\tau / d^2$")
        axes.set(ylabel=f"critical ratio {REPULSOR} / coverage")
        axes.set_title("above its fold a lattice loses its ends", fontsize=8)
        set_ticks(axes.xaxis, *axes.get_xlim())
        set_ticks(axes.yaxis, *axes.get_ylim())
        axes.set_xlim(right=1.55 * axes.get_xlim()[1])  # for the sizes
        handles = {label: line for line, label in zip(*axes.get_legend_handles_labels(), strict=True)}
        axes.legend(list(handles.values()), list(handles), fontsize=7, loc="upper right")
        return figure


def _routes(axes: Axes, lattice: Data) -> None:
    softness, shown = lattice["softness"], colour([REPULSOR, "coverage"])
    axes.plot(softness, lattice["fold"], "-", color=shown, lw=1.2, label="fold")
    axes.plot(softness, lattice["limit"], "v", color=shown, ms=4, markevery=-(-len(softness) // FEW),
              label="limit of stability")  # fmt: skip
    axes.plot(softness, lattice["estimate"], ":", color=shown, lw=1.2, label="first estimate")
    axes.annotate(f"$N = {lattice['count']}$", (softness[-1], lattice["fold"][-1]), xytext=(6, 0), fontsize=8,
                  textcoords="offset points", va="center")  # fmt: skip


def caption(data: Data) -> str:
    """How the routes compare."""
    first, found = data["lattices"][0], data["bisected"]
    folds = np.exp(CubicSpline(*np.log([first["softness"], first["fold"]]))(np.log(found["softness"])))
    ratios = np.concatenate([np.divide(entry["fold"], entry["estimate"]) for entry in data["lattices"]])
    sizes = ", ".join(str(entry["count"]) for entry in data["lattices"])
    early = 1 - np.min(np.divide(first["limit"], first["fold"]))
    return f"""
        Ratio of separation to coverage at which the edge prototype of a locked lattice (M = N prototypes on equally
        spaced samples at distance d) leaves its sample, against the softness tau/d^2, for N =
        {sizes}. Solid lines: the fold at which the branch of equilibria turns back; triangles: where a displacement of
        all prototypes to one side becomes unstable, up to {early:.1%} before the fold at N = {first["count"]}; dotted
        lines: first estimate, from which the fold is a factor {ratios.min():.2g} to {ratios.max():.2g} away.
        Circles: bisection on the full flow at N =
        {found["count"]}, within {np.max(np.abs(np.divide(found["ratio"], folds) - 1)):.2%} of the fold. No random
        numbers enter."""
