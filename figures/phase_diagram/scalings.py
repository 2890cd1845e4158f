"""Slices of the space of exponents, coloured by the face of the prism that wins, with its rate.

Caption: in H ~ p^x, N ~ p^y, sigma^2 ~ p^z each point of the plane selects a face of the prism; regions, borders and
crossings are faces of one dimension more each. The natural rate T of a region is its power of p.
"""

from collections.abc import Sequence
from fractions import Fraction

from matplotlib.figure import Figure

from figures.phase_diagram.colours import FACETS
from figures.phase_diagram.scaling_map import LETTERS, SIDE, Notation, draw_maps
from figures.style import FULL, prism_style
from theory.autoencoder.scaling_map import EXPONENTS, Slice, divided_slice
from theory.matrix.scaling_map import ScalingMap

SLICES = (
    Slice("N", Fraction(1)), Slice("N", Fraction(2)), Slice("N", Fraction(0)),
    Slice("sigma2", Fraction(-1)), Slice("sigma2", Fraction(-3, 2)), Slice("H", Fraction(1)),
)  # fmt: skip
PANEL = (FULL / 2, 3.4)  # inches
NOTATION = Notation("p", EXPONENTS, FACETS)


def draw(slices: Sequence[Slice] = SLICES) -> Figure:
    """One panel a slice within the default ranges."""
    return draw_slices([divided_slice(plane) for plane in slices])


def draw_plane(found: ScalingMap) -> Figure:
    """A single plane, whose axes are two of the powers."""
    return draw_slices([found], panel=(SIDE, SIDE))


def draw_slices(
    maps: Sequence[ScalingMap],
    columns: int = 3,
    panel: tuple[float, float] = PANEL,
) -> Figure:
    """One panel a slice, in rows of ``columns``."""
    columns = min(columns, len(maps))
    rows = -(-len(maps) // columns)
    with prism_style():
        figure = Figure(figsize=(panel[0] * columns, panel[1] * rows))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(maps) :]:
            axes.remove()
        draw_maps(figure, list(zip(panels, maps, strict=False)), NOTATION, LETTERS)
        return figure
