"""The Pareto-optimal terms of the expansion, order by order, as the layers of a growing prism."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures.phase_diagram.colours import FACETS, diluted
from figures.store import Data
from figures.style import FULL, prism_style
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import lattice_point, leading

SIDES = {name: FACETS[name] for name in ("mean-field", "narrow-latent", "free")}
LAYERS = {name: diluted(FACETS[name], 0.3) for name in ("large-data", "small-data")}


def data(quick: bool) -> Data:
    """Lattice points (m, h, d) of the leading terms of the train loss with their coefficients, for s = 0, 1, ..."""
    shown, counted = (2, 3) if quick else (3, 6)
    orders = [_order(s) for s in range(counted)]
    return {"orders": orders[:shown], "counts": [[o["order"], len(o["points"]), o["terms"]] for o in orders]}


def _order(s: int) -> Data:
    found = coefficient("train", s)
    best = [e for e in leading(found.terms) if e[3]]  # p/2, the loss at W = 0, moves nowhere
    points = sorted((*lattice_point(e), str(found.terms[e])) for e in best)
    return {"order": s, "terms": len(found.terms), "points": points}


def draw(data: Data) -> Figure:
    """One row an order s, one column a layer d."""
    count = len(data["orders"])
    with prism_style():
        figure = Figure(figsize=(FULL, 1.5 * count + 0.2))
        grid = figure.subplots(count, count, squeeze=False)
        for s, entry in enumerate(data["orders"]):
            for d in range(count):
                if d <= s:
                    _layer(grid[s, d], entry, d)
                else:
                    grid[s, d].set_axis_off()
        for axes in grid[-1]:
            axes.set_xlabel("$m$, power of $\\alpha$")
        for s, axes in enumerate(grid[:, 0]):
            axes.set_ylabel(f"$s = {s}$\n$h$, power of $\\eta$")
        _legend(grid[0, 1])
        return figure


def _layer(axes: Axes, entry: Data, d: int) -> None:
    s, top = entry["order"], entry["order"] + 2
    corners = {"narrow-latent": [(1, 1), (top, 1)], "free": [(top, 1), (top, top)], "mean-field": [(top, top), (1, 1)]}
    shade = LAYERS["large-data"] if d == 0 else LAYERS["small-data"] if d == s else "none"
    axes.fill([1, top, top], [1, 1, top], color=shade, lw=0, zorder=0)
    for name, ends in corners.items():
        axes.plot(*zip(*ends, strict=True), color=SIDES[name], lw=1.6, zorder=1)
    for m, h, layer, value in entry["points"]:
        if layer == d:
            _number(axes, m, h, value)
    axes.set(xlim=(0.4, top + 0.6), ylim=(0.4, top + 0.6), title=f"$d = {d}$")
    axes.set(xticks=range(1, top + 1), yticks=range(1, top + 1))
    axes.grid(visible=False)


def _number(axes: Axes, m: int, h: int, value: str) -> None:
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    axes.text(m, h, value.replace("-", "−"), ha="center", va="center", fontsize=7, bbox=box)


def _legend(axes: Axes) -> None:
    sides = [Line2D([], [], color=colour, label=name) for name, colour in SIDES.items()]
    layers = [Patch(color=colour, label=name) for name, colour in LAYERS.items()]
    told = "number: coefficient of $p\\,\\alpha^m\\eta^h\\nu^d$\nin $d^sL/dt^s$ at $t=0$, train loss"
    key = axes.legend(
        handles=[*layers, *sides], loc="upper left", bbox_to_anchor=(0, 1.2), title=told, title_fontsize=8,
        alignment="left", ncols=2,
    )  # fmt: skip
    key.set_in_layout(False)  # wider than its column


def caption(data: Data) -> str:
    """Sizes of the lattices, counted, and the rule of the signs."""
    counts = ", ".join(f"{best} of {every} terms at s = {s}" for s, best, every in data["counts"])
    points = [(m, value) for order in data["orders"] for m, _, _, value in order["points"]]
    alternate = all(value.startswith("-") == (m % 2 == 1) for m, value in points)
    return f"""
        The terms of the exact expansion of the train loss that can dominate. The derivative E[d^s L/dt^s(0)] is a
        polynomial in the sizes; its Pareto-optimal terms are p alpha^m eta^h nu^d with alpha = sigma^2 p, eta = H/p,
        nu = p/N: {counts} (the constant p/2 of s = 0 left out). They fill the layers d = 0 ... s of a triangular
        prism, here for s < {len(data["orders"])}, one row an order, one panel a layer. The sides of each triangle are
        the facets mean-field (h = m), narrow-latent (h = 1) and free (m = s + 2); the first and the last layer
        (shaded) are large-data and small-data. Numbers are the exact coefficients, which are
        {"negative where m is odd" if alternate else "of either sign"}. No random numbers enter."""
