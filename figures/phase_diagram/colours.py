"""A colour for each face of the prism: its corners' colours mixed, so that neighbours look alike; for other models one
for each regime of a map.
"""

from collections.abc import Iterable
from typing import Protocol

from matplotlib.colors import hsv_to_rgb, to_hex, to_rgb

from theory.autoencoder import faces

HUES = {
    frozenset({"mean-field", "narrow-latent"}): "#56B4E9",
    frozenset({"mean-field", "free"}): "#E69F00",
    frozenset({"narrow-latent", "free"}): "#009E73",
}
LIGHT, FULL = 0.7, 0.15  # shares of white mixed into corners with infinite data, and with few samples
FACETS = {
    "large-data": "#0072B2", "small-data": "#D55E00", "mean-field": "#009E73", "narrow-latent": "#CC79A7",
    "free": "#E69F00",
}  # fmt: skip
INTERIOR = "#FFFFFF"
NONE = "#DDDDDD"
PALETTE = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#0072B2", "#D55E00")
TINT = 0.45  # share of white, so that black letters are read on every colour


class Face(Protocol):
    """A face of the prism or a regime of the tied autoencoder."""

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that meet in it."""


def face_colour(face: Face) -> str:
    """The mean colour of the face's corners; the interior is white."""
    if not face.facets:
        return INTERIOR
    mixed = [corner_colour(corner) for corner in faces().values() if corner.dimension == 0 and within(corner, face)]
    red, green, blue = (sum(channel) / len(mixed) for channel in zip(*mixed, strict=True))
    return to_hex((red, green, blue))


def within(corner: Face, face: Face) -> bool:
    """Whether the corner lies on the face."""
    return set(face.facets) <= set(corner.facets)


def corner_colour(corner: Face) -> tuple[float, float, float]:
    """A hue for each edge between the two triangles, paler with infinite data than with few samples."""
    hue = to_rgb(HUES[frozenset(corner.facets) - {"large-data", "small-data"}])
    white = LIGHT if "large-data" in corner.facets else FULL
    red, green, blue = (c + white * (1 - c) for c in hue)
    return red, green, blue


def regime_colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each name, those told apart by the colour-blind first, then hues at equal distances."""
    names = list(dict.fromkeys(names))
    spare = max(len(names) - len(PALETTE), 1)
    hues = [*map(to_rgb, PALETTE), *(tuple(hsv_to_rgb((k / spare, 0.5, 0.8))) for k in range(spare))]
    return {name: to_hex(paler(*hue)) for name, hue in zip(names, hues, strict=False)}


def paler(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """The colour with its share of white."""
    return red + TINT * (1 - red), green + TINT * (1 - green), blue + TINT * (1 - blue)
