"""The claims map: for every claim and coefficient, the plane of the two temperatures, coloured by what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from figures.prototypes.looks import counted, noted
from figures.style import COLUMN, FULL, prism_style

Row = Mapping[str, Any]
COLOURS = {"settled": "#4D4D4D", "in the mean": "#A8A8A8", "open": "#EDEDED", "contradicted": "#F0E442"}
"""Greys and a yellow, for no loss has one of them."""
HATCH = "////"
LETTER, LINE = 0.065, 0.125  # inches: a digit of a number, and from line to line
NAMED = 1.3  # inches for the names of the claims
NAMES = {
    "coverage-lowest": "coverage\nlowest error", "coverage-specializes": "coverage\nspecializes",
    "overlap-harms": "overlap\nharms", "overlap-expels": "overlap\nexpels",
    "overlap-expels-clearly": "expels\nby 1 %", "overlap-fits": "overlap\nfits as well",
    "separation-mixed": "separation\nmixed", "all": "all claims",
}  # fmt: skip


def draw(rows: Sequence[Row], chosen: tuple[float, float, float] | None = None, title: str = "") -> Figure:
    """Cells of the map as ``numerics.prototypes.study.claims_map.Cell.as_dict`` gives them; numbers count the sizes at
    which the claim holds. ``chosen`` (strength, tau, coverage_tau) gets a frame. The last row is the worst of all."""
    strengths, taus, soft = (_axis(rows, name) for name in ("strength", "tau", "coverage_tau"))
    claims = [*rows[0]["claims"], "all"]
    with prism_style():
        wide = len(strengths) > 1
        figure = Figure(figsize=_size(len(claims), len(soft), len(strengths) * len(taus), wide))
        panels = figure.subplots(len(claims), len(strengths), sharex=True, sharey=True, squeeze=False)
        for line, claim in zip(panels, claims, strict=True):
            for axes, strength in zip(line, strengths, strict=True):
                _panel(axes, [r for r in rows if r["strength"] == strength], claim, taus, soft)
                if chosen is not None and strength == chosen[0]:
                    _frame(axes, taus, soft, chosen[1:])
            line[0].set_ylabel(NAMES[claim], rotation=0, ha="right", va="center", labelpad=8, fontsize=8)
        for axes, strength in zip(panels[0], strengths, strict=True):
            axes.set_title(rf"$\lambda = {strength:g}$", fontsize=8)
        panels[0, 0].annotate("temperature\nof coverage", (0, 1), xycoords="axes fraction", xytext=(-2, 3), fontsize=8,
                              textcoords="offset points", ha="right")  # fmt: skip
        panels[-1, len(strengths) // 2].set_xlabel(r"temperature of separation $\tau$", fontsize=8)
        for axes in panels[-1]:
            if LETTER * max(len(f"{t:g}") for t in taus) > (figure.get_figwidth() - NAMED) / len(strengths) / len(taus):
                axes.tick_params(axis="x", labelrotation=90)
        figure.suptitle(title, fontsize=8)
        hatches = [HATCH if name == "contradicted" else None for name in COLOURS]
        patches = [Patch(fc=colour, ec="0.6", lw=0.5, hatch=hatch, label=name)
                   for (name, colour), hatch in zip(COLOURS.items(), hatches, strict=True)]  # fmt: skip
        figure.legend(handles=patches, loc="outside lower center", ncols=len(COLOURS) if wide else 2)
        return figure


def _size(claims: int, rows: int, columns: int, wide: bool) -> tuple[float, float]:
    """Width and height in inches: those of a page, but where so many cells leave no room for their letters."""
    comfortable = min(8.8, 0.9 + (0.42 + 0.14 * rows) * claims)
    least = 1.6 + (0.2 + LINE * rows) * claims
    return max(FULL if wide else COLUMN, NAMED + 3 * LETTER * columns), max(comfortable, least)


def described(sizes: Sequence[int], seeds: Sequence[int], note: str = "") -> str:
    """The studies behind a map; ``note``: losses in the place of others."""
    studied = f"$N$ = {', '.join(map(str, sizes))}; {counted(len(seeds), 'seed')} from {seeds[0]}"
    return noted(f"{studied}\nnumbers: sizes at which a claim holds", note)


def _axis(rows: Sequence[Row], name: str) -> list[float]:
    return sorted({row[name] for row in rows})


def _panel(axes: Axes, rows: Sequence[Row], claim: str, taus: list[float], soft: list[float]) -> None:
    level, order = np.full((len(soft), len(taus)), np.nan), list(COLOURS)
    for row in rows:
        place = soft.index(row["coverage_tau"]), taus.index(row["tau"])
        found = row if claim == "all" else row["claims"][claim]
        level[place] = order.index(found["standing"])
        if found["standing"] == "contradicted":
            corner = place[1] - 0.5, place[0] - 0.5
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, ec="0.6", lw=0, hatch=HATCH))
        if claim != "all" and "sizes" in found:
            dark = found["standing"] == "settled"
            axes.text(*place[::-1], str(found["held"]), ha="center", va="center", fontsize=7, color="wk"[not dark])
    norm = BoundaryNorm(np.arange(len(order) + 1) - 0.5, len(order))
    axes.imshow(level, origin="lower", aspect="auto", cmap=ListedColormap(list(COLOURS.values())), norm=norm)
    axes.set_xticks(np.arange(len(taus)), [f"{t:g}" for t in taus])
    axes.set_yticks(np.arange(len(soft)), [f"{t:g}" for t in soft])
    axes.tick_params(labelsize=7, length=0)
    axes.grid(visible=False)


def _frame(axes: Axes, taus: list[float], soft: list[float], chosen: tuple[float, float]) -> None:
    if chosen[0] in taus and chosen[1] in soft:
        corner = taus.index(chosen[0]) - 0.5, soft.index(chosen[1]) - 0.5
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, ec="k", lw=1.6, zorder=5))
