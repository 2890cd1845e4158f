"""Critical ratio of repulsion to coverage against softness: closed form, fold, limit of stability,
bisection."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.style import prism_style
from numerics.prototypes.bisection import bisected_ratio
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.locked import first_estimate, locked


@dataclass(frozen=True)
class Threshold:
    """The four values at one softness."""

    softness: float
    estimate: float
    fold: float
    limit: float
    bisected: float


def threshold(count: int, softness: float, repulsor: str) -> Threshold:
    """Every route to the critical ratio of one locked lattice."""
    balance = locked(count, softness, repulsor)
    fold = critical_fold(balance)
    found = bisected_ratio(balance)
    return Threshold(softness, first_estimate(balance), fold.parameter, stability_limit(balance, fold), found)


def draw(softness: Sequence[float], counts: Sequence[int] = (10, 30), repulsor: str = "separation") -> Figure:
    """One colour per number of prototypes."""
    with prism_style():
        figure = Figure(figsize=(4.6, 3.4))
        _draw(figure.subplots(), softness, counts, repulsor)
        return figure


def _draw(axes: Axes, softness: Sequence[float], counts: Sequence[int], repulsor: str) -> None:
    for color, count in zip(("C0", "C1", "C2"), counts, strict=False):
        rows = [threshold(count, k, repulsor) for k in softness]
        axes.plot(softness, [r.estimate for r in rows], ":", color=color, lw=1)
        axes.plot(softness, [r.fold for r in rows], "-", color=color, label=f"N = {count}")
        axes.plot(softness, [r.limit for r in rows], "--", color=color, lw=1)
        axes.plot(softness, [r.bisected for r in rows], "o", color=color, ms=4, mfc="none")
    styles = ((":", "first estimate"), ("-", "fold"), ("--", "limit of stability"))
    for style, label in styles:
        axes.plot([], [], style, color="0.3", label=label)
    axes.plot([], [], "o", color="0.3", ms=4, mfc="none", label="bisection on the flow")
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(softness, [f"{k:g}" for k in softness], minor=False)
    axes.set_xticks([], minor=True)
    axes.set(xlabel=r"$\tau / d^2$", ylabel=f"critical {repulsor} / coverage")
    axes.legend()
