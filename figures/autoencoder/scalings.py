"""Slices of the space of scalings, coloured by the face of the prism that wins."""

from fractions import Fraction

from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from figures.phase_diagram.scalings import draw_slice
from figures.store import Data
from figures.style import FULL, SMALLEST, prism_style
from theory.autoencoder.regimes import REGIMES
from theory.autoencoder.scaling_map import Slice, divided_slice

SLICES = (("N", "1"), ("N", "2"), ("sigma2", "-1"), ("H", "1"))
BELOW = (-6, -19)  # place of a crossing's name in points from it: clear of the names on borders


def data(quick: bool) -> Data:
    """The planes shown, and the faces met in each, by dimension of the face."""
    return {"slices": [_slice(size, power) for size, power in (SLICES[:2] if quick else SLICES)]}


def _slice(size: str, power: str) -> Data:
    found = divided_slice(Slice(size, Fraction(power)))
    met = {part.face.name for parts in (found.regions, found.borders, found.points) for part in parts}
    return {"size": size, "power": power, "faces": sorted(met)}


def draw(data: Data) -> Figure:
    """Two panels a row."""
    rows = -(-len(data["slices"]) // 2)
    with prism_style():
        figure = Figure(figsize=(FULL, 3.4 * rows))
        for axes, entry in zip(figure.subplots(rows, 2, squeeze=False).ravel(), data["slices"], strict=True):
            draw_slice(axes, divided_slice(Slice(entry["size"], Fraction(entry["power"]))))
        for text in figure.findobj(Text):
            text.set_fontsize(max(text.get_fontsize(), SMALLEST))
        for note in figure.findobj(Annotation):
            note.xyann = BELOW
        return figure


def caption(data: Data) -> str:
    """Which faces are met."""
    met = {face for entry in data["slices"] for face in entry["faces"]} & set(REGIMES)
    return f"""
        Regimes of the scalings H ~ p^x, N ~ p^y, sigma^2 ~ p^z in {len(data["slices"])} planes of the space of
        exponents. In each region one corner or edge of the prism wins, named by the facets that meet in it, with its
        natural time scale T; on borders and at crossings (circles, bold names) faces of higher dimension do.
        {len(met)} of the {len(REGIMES)} faces (and the interior, where all exponents balance) are met here. Polygons
        are exact, from the corners of the prism. No random numbers enter."""
