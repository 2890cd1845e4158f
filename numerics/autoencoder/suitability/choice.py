"""What given sizes suit: the facet whose leading terms neglect least of the exact low-order coefficients, and how much
the planar limit neglects of them."""

from collections.abc import Collection
from dataclasses import dataclass

from linear_ae.sizes import Sizes
from theory.autoencoder import classify


@dataclass(frozen=True)
class Choice:
    """A facet and the part of the exact coefficients of orders 1 to 3 that its leading terms neglect, from 0 to 1."""

    regime: str
    neglected: float


def nearest(sizes: Sizes, among: Collection[str]) -> Choice:
    """The facet among the named ones that neglects least."""
    neglected = neglected_by_faces(sizes)
    best = min(among, key=neglected.__getitem__)
    return Choice(best, neglected[best])


def neglected_by_faces(sizes: Sizes) -> dict[str, float]:
    """What the leading terms of each face neglect (theory.autoencoder.classify.missed_by_faces)."""
    return {name: float(share) for name, share in classify.missed_by_faces(classify.exact_sizes(sizes)).items()}


def neglected_by_planar(sizes: Sizes) -> float:
    """What the planar limit neglects, of order 1/p (theory.autoencoder.classify.missed_by_planar)."""
    return float(classify.missed_by_planar(classify.exact_sizes(sizes)))
