"""One colour for each facet, in every figure; edges, vertices and regions have the mean of their facets' colours."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from matplotlib.colors import hsv_to_rgb, to_hex, to_rgb

FACETS = {
    "large-data": "#0072B2", "small-data": "#D55E00", "mean-field": "#009E73", "narrow-latent": "#CC79A7",
    "free": "#E69F00",
}  # fmt: skip
OTHERS = ("#8B5A2B", "#F0E442", "#56B4E9")
"""Colours of facets of other names, those that are read on white first."""
INTERIOR = "#FFFFFF"
NONE = "#DDDDDD"
TINT = 0.45  # share of white, so that black letters are read on every colour


class Face(Protocol):
    """A face of the prism or a regime of any model."""

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that meet in it."""


def facet_colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each facet: its own if it is one of the prism, else the next of the others, then new hues."""
    new = [name for name in dict.fromkeys(names) if name not in FACETS]
    spare = max(len(new) - len(OTHERS), 0)
    hues = [*OTHERS, *(to_hex(tuple(hsv_to_rgb((k / spare, 0.5, 0.8)))) for k in range(spare))]
    return {**FACETS, **dict(zip(new, hues, strict=False))}


def mixed(facets: Iterable[str], colours: Mapping[str, str] = FACETS) -> str:
    """The mean of the facets' colours; without facets white."""
    found = [to_rgb(colours[name]) for name in facets]
    if not found:
        return INTERIOR
    red, green, blue = (sum(channel) / len(found) for channel in zip(*found, strict=True))
    return to_hex((red, green, blue))


def face_colour(face: Face, colours: Mapping[str, str] = FACETS) -> str:
    """The colour of a face as a ground for letters."""
    return diluted(mixed(face.facets, colours), 1 - TINT)


def diluted(colour: str, share: float) -> str:
    """That share of the colour on white paper.

    >>> diluted("#0072B2", 0.5)
    '#80b8d8'
    """
    red, green, blue = (1 - share * (1 - c) for c in to_rgb(colour))
    return to_hex((red, green, blue))
