"""Slices of the space of exponents, coloured by the face of the prism that wins, with its time scale.

Caption: in H ~ p^x, N ~ p^y, sigma^2 ~ p^z each point of the plane selects a face of the prism; regions, borders and
crossings are faces of one dimension more each. The natural time scale T of a region is its power of p.
"""

from collections.abc import Sequence
from fractions import Fraction

from matplotlib.figure import Figure

from figures.phase_diagram.colours import INTERIOR, face_colour
from figures.phase_diagram.scaling_map import Notation, draw_maps
from figures.style import prism_style
from theory.autoencoder.scaling_map import EXPONENTS, Slice, divided_slice

SLICES = (
    Slice("N", Fraction(1)), Slice("N", Fraction(2)), Slice("N", Fraction(0)),
    Slice("sigma2", Fraction(-1)), Slice("sigma2", Fraction(-3, 2)), Slice("H", Fraction(1)),
)  # fmt: skip
LETTERS = 6.5
PANEL = (3.1, 3.0)  # inches
NOTATION = Notation("p", EXPONENTS, lambda regime: face_colour(regime) if regime else INTERIOR)


def draw(
    slices: Sequence[Slice] = SLICES,
    columns: int = 3,
    panel: tuple[float, float] = PANEL,
    letters: float = LETTERS,
) -> Figure:
    """One panel a slice, in rows of ``columns``."""
    columns = min(columns, len(slices))
    rows = -(-len(slices) // columns)
    with prism_style():
        figure = Figure(figsize=(panel[0] * columns, panel[1] * rows))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(slices) :]:
            axes.remove()
        found = [(axes, divided_slice(plane)) for axes, plane in zip(panels, slices, strict=False)]
        draw_maps(figure, found, NOTATION, letters)
        return figure
