"""One plane of the space of exponents: regions coloured by regime with their rates, borders and points named.

The panel is drawn first and its size settled; texts are then placed where there is room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from figures.phase_diagram.colours import NONE, face_colour, facet_colours, mixed
from figures.phase_diagram.labels import Labels, add_key
from figures.style import SMALLEST, prism_style
from theory.matrix.render import latex_powers
from theory.matrix.scaling_map import Affine, Cell, Plane, ScalingMap, expression

NOTHING = "no regime"
SIDE = 4.2  # inches
LETTERS = SMALLEST + 0.5  # names on borders are half a point smaller
WIDEST = 66  # characters of LaTeX in a line of the title
BORDER, RIM = 2.0, 1.2  # points: a border in its colour, and both its black rims together


@dataclass(frozen=True)
class Notation:
    """How a map is written: LaTeX of the reference size, symbols of the powers by name, the colours of facets."""

    reference: str
    symbols: Mapping[str, sp.Symbol]
    colours: Mapping[str, str]


def draw(found: ScalingMap) -> Figure:
    """The map of any model: powers x and y of a reference size rho."""
    symbols = dict(zip(found.plane.axes, sp.symbols("x y"), strict=True))
    notation = Notation(r"\rho", symbols, colours_of([found]))
    with prism_style():
        figure = Figure(figsize=(SIDE, SIDE))
        draw_maps(figure, [(figure.subplots(), found)], notation, LETTERS)
        return figure


def colours_of(maps: Iterable[ScalingMap]) -> dict[str, str]:
    """The colours of all facets that meet in regimes of the maps."""
    cells = [cell for found in maps for cell in (*found.regions, *found.borders, *found.points)]
    return facet_colours(facet for cell in cells if cell.regime for facet in cell.regime.facets)


def draw_maps(
    figure: Figure, panels: Sequence[tuple[Axes, ScalingMap]], notation: Notation, letters: float
) -> list[list[str]]:
    """Draw each map into its panel; the texts that found no room, by panel, which then stand in a key."""
    for axes, found in panels:
        draw_cells(axes, found, notation)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    keys = [(axes.get_title(), named(Labels(axes, letters), found, notation)) for axes, found in panels]
    add_key(figure, keys)
    return [texts for _, texts in keys]


def draw_cells(axes: Axes, found: ScalingMap, notation: Notation) -> None:
    """Regions and borders without names, axes and title."""
    plane = found.plane
    (left, right), (low, high) = ((float(a), float(b)) for a, b in plane.ranges)
    for cell in found.regions:
        colour = face_colour(cell.regime, notation.colours) if cell.regime else NONE
        axes.add_patch(Polygon(numbers(cell), closed=True, facecolor=colour, edgecolor="none"))
    for cell in found.borders:
        colour = mixed(cell.regime.facets, notation.colours) if cell.regime else NONE
        for width, shown in ((BORDER + RIM, "black"), (BORDER, colour)):
            axes.plot(*zip(*numbers(cell), strict=True), color=shown, lw=width, solid_capstyle="butt")
    axes.set(xlim=(left, right), ylim=(low, high), title=title(plane, notation))
    axes.set(xlabel=axis_label(plane.axes[0], notation), ylabel=axis_label(plane.axes[1], notation))
    axes.grid(visible=False)


def named(labels: Labels, found: ScalingMap, notation: Notation) -> list[str]:
    """Place all names, those with the least choice of place first; what goes into the key."""
    for cell in found.points:
        labels.circle(numbers(cell)[0], mixed(cell.regime.facets, notation.colours) if cell.regime else NONE)
    for cell in found.regions:
        scale = time_scale(cell, found.plane, notation)
        labels.region(numbers(cell), [*facets(cell), *orders(cell), scale], f"{name(cell)}, {scale}")
    for cell in found.borders:
        labels.border(numbers(cell), [*facets(cell)[:-1], " ".join([facets(cell)[-1], *orders(cell)])])
    for cell in found.points:
        labels.beside(numbers(cell)[0], name(cell))
    return labels.key


def name(cell: Cell) -> str:
    """The regime in one line."""
    return " ".join([" + ".join(facets(cell)), *orders(cell)])


def facets(cell: Cell) -> tuple[str, ...]:
    """The facets that meet in the regime."""
    if cell.regime is None:
        return (NOTHING,)
    return cell.regime.facets or (cell.regime.name,)


def orders(cell: Cell) -> list[str]:
    """A mark for a regime of every second order."""
    return [f"({cell.regime.orders} orders)"] if cell.regime and cell.regime.orders != "all" else []


def numbers(cell: Cell) -> list[tuple[float, float]]:
    """The corners of a cell as floats."""
    return [(float(x), float(y)) for x, y in cell.corners]


def time_scale(cell: Cell, plane: Plane, notation: Notation) -> str:
    """The natural rate as a power, in LaTeX."""
    if cell.time_power is None:
        return r"$T = \infty$"
    return rf"$T \sim {power(affine(cell.time_power, plane, notation), notation)}$"


def affine(function: Affine, plane: Plane, notation: Notation) -> sp.Expr:
    """A function of the place in the symbols of the powers."""
    return expression(function, [notation.symbols[axis] for axis in plane.axes])


def title(plane: Plane, notation: Notation) -> str:
    """What the plane holds fixed, the reference size itself left out."""
    shown = []
    for size, function in plane.fixed.items():
        if function is None:
            shown.append(rf"{size_latex(size)} = \infty")
        elif (found := power(affine(function, plane, notation), notation)) != size:
            shown.append(rf"{size_latex(size)} \sim {found}")
    lines = [""]
    for text in shown:
        if lines[-1] and len(lines[-1]) + len(text) > WIDEST:
            lines.append("")
        lines[-1] += (r",\ " if lines[-1] else "") + text
    return "\n".join(f"${line}$" for line in lines) if shown else ""


def axis_label(size: str, notation: Notation) -> str:
    """What varies along an axis."""
    symbol = notation.symbols[size]
    return rf"${symbol}$  in  ${size_latex(size)} \sim {notation.reference}^{{{symbol}}}$"


def size_latex(size: str) -> str:
    r"""A name in LaTeX, ``\sigma^2`` for ``sigma2``; as it is if it has several words.

    >>> print(size_latex("sigma2"), size_latex("a_0"), size_latex("rate_of_decay"))
    \sigma^{2} a_{0} \mathrm{rate\_of\_decay}
    """
    whole = size.replace("_", r"\_")
    return rf"\mathrm{{{whole}}}" if size.count("_") > 1 else latex_powers([size], [1])


def power(exponent: sp.Expr, notation: Notation) -> str:
    """The reference size to an exponent, in LaTeX."""
    if exponent == 0:
        return "1"
    return notation.reference if exponent == 1 else f"{notation.reference}^{{{in_order(exponent)}}}"


def in_order(exponent: sp.Expr) -> str:
    """A linear expression in LaTeX: symbols first, those with a plus sign before the others, then the constant."""
    constant, linear = exponent.as_coeff_add()
    rising = sorted((term for term in linear if not term.could_extract_minus_sign()), key=str)
    falling = sorted((term for term in linear if term.could_extract_minus_sign()), key=str)
    terms = [*rising, *falling, constant] if rising else [constant, *falling]
    text = " + ".join(sp.latex(term, fold_short_frac=True) for term in terms if term)
    return text.replace("+ -", "- ")
