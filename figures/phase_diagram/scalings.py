"""Slices of the space of exponents, coloured by the face of the prism that wins, with its time scale.

Caption: in H ~ p^x, N ~ p^y, sigma^2 ~ p^z each point of the plane selects a face of the prism; regions, borders and
crossings are faces of one dimension more each. The natural time scale T of a region is its power of p.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from figures.phase_diagram.colours import face_colour
from figures.style import prism_style
from theory.autoencoder.scaling_map import BOX, EXPONENTS, Cell, ScalingMap, Slice, divided_slice

SLICES = (
    Slice("N", Fraction(1)), Slice("N", Fraction(2)), Slice("N", Fraction(0)),
    Slice("sigma2", Fraction(-1)), Slice("sigma2", Fraction(-3, 2)), Slice("H", Fraction(1)),
)  # fmt: skip
LETTER = 0.019  # a letter of a border's name, as a share of the panel's width
SIZES = {"H": "H", "N": "N", "sigma2": r"\sigma^2"}


def draw(slices: Sequence[Slice] = SLICES) -> Figure:
    """One panel a slice, three in a row."""
    columns = min(3, len(slices))
    rows = -(-len(slices) // columns)
    with prism_style():
        figure = Figure(figsize=(3.1 * columns, 3.0 * rows))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(slices) :]:
            axes.remove()
        for axes, plane in zip(panels, slices, strict=False):
            draw_slice(axes, divided_slice(plane))
        return figure


def draw_slice(axes: Axes, found: ScalingMap) -> None:
    """Regions with their names and time scales, borders and crossings with their names."""
    first, second = found.slice.axes
    axes.set(xlim=tuple(map(float, BOX[first])), ylim=tuple(map(float, BOX[second])), title=title(found.slice))
    for cell in found.regions:
        axes.add_patch(Polygon(numbers(cell), closed=True, facecolor=face_colour(cell.face), edgecolor="none"))
        label_region(axes, found.slice, cell)
    for cell in found.borders:
        axes.plot(*zip(*numbers(cell), strict=True), color="black", lw=1, solid_capstyle="butt")
        label_border(axes, cell)
    for cell in found.points:
        (place,) = numbers(cell)
        axes.plot(*place, "o", color="black", ms=4.5, mfc="white", zorder=3)
        axes.annotate(cell.face.name, place, (-6, -17), textcoords="offset points", fontsize=6.5, fontweight="bold",
                      ha="right")  # fmt: skip
    axes.set(xlabel=axis_label(first), ylabel=axis_label(second))
    axes.grid(visible=False)


def numbers(cell: Cell) -> list[tuple[float, float]]:
    """The corners of a cell as floats."""
    return [(float(x), float(y)) for x, y in cell.corners]


def title(plane: Slice) -> str:
    """What the slice holds fixed."""
    return rf"${SIZES[plane.fixed]} \sim {power(sp.Rational(plane.value))}$"


def axis_label(name: str) -> str:
    """What varies along an axis."""
    symbol = EXPONENTS[name]
    return rf"${symbol}$  in  ${SIZES[name]} \sim p^{{{symbol}}}$"


def power(exponent: sp.Expr) -> str:
    """p to an exponent, in LaTeX."""
    if exponent == 0:
        return "1"
    return "p" if exponent == 1 else f"p^{{{in_order(exponent)}}}"


def in_order(exponent: sp.Expr) -> str:
    """A linear expression in LaTeX: symbols first, those with a plus sign before the others, then the constant."""
    constant, linear = exponent.as_coeff_add()
    rising = sorted((term for term in linear if not term.could_extract_minus_sign()), key=str)
    falling = sorted((term for term in linear if term.could_extract_minus_sign()), key=str)
    terms = [*rising, *falling, constant] if rising else [constant, *falling]
    text = " + ".join(sp.latex(term, fold_short_frac=True) for term in terms if term)
    return text.replace("+ -", "- ")


def label_region(axes: Axes, plane: Slice, cell: Cell) -> None:
    """The facets that meet in the face, one a line, and the time scale."""
    scale = rf"$T \sim {power(plane.time_power(cell.face))}$"
    x, y = map(float, centroid(cell))
    text = "\n".join([*cell.face.facets, scale]) if cell.face.facets else f"interior\n{scale}"
    axes.text(x, y, text, ha="center", va="center", fontsize=6.5, linespacing=1.15)


def centroid(cell: Cell) -> tuple[Fraction, Fraction]:
    """The centre of mass of a polygon, by triangles from its first corner."""
    (x0, y0), *others = cell.corners
    total = x = y = Fraction(0)
    for (x1, y1), (x2, y2) in pairwise(others):
        area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
        total, x, y = total + area, x + area * (x0 + x1 + x2) / 3, y + area * (y0 + y1 + y2) / 3
    return x / total, y / total


def label_border(axes: Axes, cell: Cell) -> None:
    """The name of the face along its line; across a short horizontal line, one facet above the other."""
    (x1, y1), (x2, y2) = numbers(cell)
    text = " + ".join(cell.face.facets)
    left, right = axes.get_xlim()
    if y1 == y2 and len(text) * LETTER * (right - left) > abs(x2 - x1):
        text = text.replace(" + ", " +\n")
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    axes.text(
        (x1 + x2) / 2, (y1 + y2) / 2, text, fontsize=5.5, ha="center", va="center", rotation_mode="anchor",
        rotation=angle - 180 if angle > 90 else angle, transform_rotates_text=True,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )  # fmt: skip
