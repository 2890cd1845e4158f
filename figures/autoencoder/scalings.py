"""Slices of the space of scalings, coloured by the face of the prism that wins."""

from fractions import Fraction

from matplotlib.figure import Figure

from figures.phase_diagram import scalings
from figures.store import Data
from theory.autoencoder.regimes import REGIMES
from theory.autoencoder.scaling_map import Slice, divided_slice

SLICES = (("N", "1"), ("N", "2"), ("sigma2", "-1"), ("H", "1"))


def data(quick: bool) -> Data:
    """The planes shown, and the faces met in each, by dimension of the face."""
    return {"slices": [_slice(size, power) for size, power in (SLICES[:2] if quick else SLICES)]}


def _slice(size: str, power: str) -> Data:
    found = divided_slice(Slice(size, Fraction(power)))
    met = {cell.regime.name for cell in (*found.regions, *found.borders, *found.points) if cell.regime}
    return {"size": size, "power": power, "faces": sorted(met)}


def draw(data: Data) -> Figure:
    """Two panels a row."""
    slices = [Slice(entry["size"], Fraction(entry["power"])) for entry in data["slices"]]
    return scalings.draw_slices([divided_slice(plane) for plane in slices], 2)


def caption(data: Data) -> str:
    """Which faces are met."""
    met = {face for entry in data["slices"] for face in entry["faces"]} & set(REGIMES)
    return f"""
        Regimes of the scalings H ~ p^x, N ~ p^y, sigma^2 ~ p^z in {len(data["slices"])} planes of the space of
        exponents. In each region one corner or edge of the prism wins, named by the facets that meet in it, with its
        natural rate T; on borders and at crossings (circles, bold names) faces of higher dimension do.
        {len(met)} of the {len(REGIMES)} faces (and the interior, where all exponents balance) are met here. Polygons
        are exact, from the corners of the prism. No random numbers enter."""
