"""The space of exponents in slices: which face of the prism wins where, exactly.

In ``H ~ p^x, N ~ p^y, sigma^2 ~ p^z`` a corner of the prism grows like p to a power that is linear in (x, y, z), so the
corner that grows fastest divides any plane into convex polygons. On a border corners tie, and the face they span wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from theory.autoencoder.classify import by_scaling
from theory.autoencoder.prism import Face, Point, prism
from theory.autoencoder.symbols import a0, alpha, eta, nu
from theory.errors import InputError
from theory.matrix.polyhedron import corners
from theory.matrix.rational import dot

EXPONENTS: Mapping[str, sp.Symbol] = {"H": sp.Symbol("x"), "N": sp.Symbol("y"), "sigma2": sp.Symbol("z")}
BOX: Mapping[str, tuple[Fraction, Fraction]] = {
    "H": (Fraction(0), Fraction(5, 2)),
    "N": (Fraction(0), Fraction(2)),
    "sigma2": (Fraction(-3), Fraction(1)),
}
Place = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Cell:
    """A face and the corners of where it wins: three or more for a polygon, two for a border, one for a point."""

    face: Face
    corners: tuple[Place, ...]

    @property
    def middle(self) -> Place:
        """The mean of the corners."""
        return mean_place(self.corners)


@dataclass(frozen=True)
class Slice:
    """The plane where the exponent of ``fixed`` is ``value``; ``axes`` are the other two, horizontal and vertical."""

    fixed: str
    value: Fraction

    def __post_init__(self) -> None:
        if self.fixed not in EXPONENTS:
            raise InputError(f"a slice fixes the exponent of {', '.join(EXPONENTS)}, got {self.fixed!r}")
        if self.value < 0 and self.fixed != "sigma2":
            raise InputError(f"{self.fixed} is at least 1, so its power of p is at least 0, got {self.value}")

    @property
    def axes(self) -> tuple[str, str]:
        """Names of the exponents that vary."""
        first, second = (name for name in EXPONENTS if name != self.fixed)
        return first, second

    def exponents(self, place: Place) -> dict[str, Fraction]:
        """All three exponents at a place of the slice."""
        return dict(zip(self.axes, place, strict=True)) | {self.fixed: self.value}

    def face(self, place: Place) -> Face:
        """The face that wins there."""
        powers = self.exponents(place)
        return by_scaling(powers["H"], powers["N"], powers["sigma2"]).face

    def power(self, corner: Point, place: Place) -> Fraction:
        """The growth of a corner of the prism there."""
        powers = self.exponents(place)
        return Fraction(dot(corner, (1 + powers["sigma2"], powers["H"] - 1, 1 - powers["N"])))

    def time_power(self, face: Face) -> sp.Expr:
        """The natural time scale of a face as a power of p, in the exponents x, y, z that vary."""
        powers = face.time_scale.subs(a0, alpha * eta).as_powers_dict()
        x, y, z = (sp.Rational(self.value) if name == self.fixed else symbol for name, symbol in EXPONENTS.items())
        return sp.expand(powers[alpha] * (1 + z) + powers[eta] * (x - 1) + powers[nu] * (1 - y))


@dataclass(frozen=True)
class ScalingMap:
    """The cells of a slice: ``regions`` fill it, ``borders`` and ``points`` are where they meet."""

    slice: Slice
    regions: tuple[Cell, ...]
    borders: tuple[Cell, ...]
    points: tuple[Cell, ...]


def mean_place(places: tuple[Place, ...]) -> Place:
    """The mean of places."""
    x, y = (sum(some, Fraction(0)) / len(places) for some in zip(*places, strict=True))
    return x, y


def prism_corners() -> list[Point]:
    """The six corners (m, h, d) of the train loss's prism at first order."""
    return sorted(corners((m, h, -k) for _, h, k, m in prism().interior.leading(1)))


def clipped_polygon(polygon: list[Place], heights: list[Fraction]) -> list[Place]:
    """The part of a convex polygon where a linear function, given at its corners, is not negative."""
    result = []
    for k, (place, height) in enumerate(zip(polygon, heights, strict=True)):
        before, low = polygon[k - 1], heights[k - 1]
        if (low < 0 < height) or (height < 0 < low):
            share = low / (low - height)
            result.append((before[0] + share * (place[0] - before[0]), before[1] + share * (place[1] - before[1])))
        if height >= 0:
            result.append(place)
    return result


def winning_region(plane: Slice, corner: Point, box: list[Place]) -> tuple[Place, ...]:
    """Where in the box a corner of the prism grows at least as fast as the others; empty if that has no area."""
    polygon = box
    for other in prism_corners():
        polygon = clipped_polygon(polygon, [plane.power(corner, q) - plane.power(other, q) for q in polygon])
        polygon = list(dict.fromkeys(polygon))
    return tuple(polygon) if len(polygon) > 2 else ()


def divided_slice(plane: Slice, limits: Mapping[str, tuple[Fraction, Fraction]] = BOX) -> ScalingMap:
    """The slice within limits of its axes, divided into the faces that win."""
    (left, right), (low, high) = (limits[name] for name in plane.axes)
    box = [(left, low), (right, low), (right, high), (left, high)]
    found = {
        frozenset(polygon): polygon for corner in prism_corners() if (polygon := winning_region(plane, corner, box))
    }

    def inside(place: Place) -> bool:
        return left < place[0] < right and low < place[1] < high

    sidelines = {
        frozenset(pair): pair
        for polygon in found.values()
        for pair in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
        if inside(mean_place(pair))
    }
    crossings = {place for polygon in found.values() for place in polygon if inside(place)}

    def cells(places: list[tuple[Place, ...]]) -> tuple[Cell, ...]:
        return tuple(Cell(plane.face(mean_place(some)), some) for some in sorted(places))

    regions, borders = cells(list(found.values())), cells(list(sidelines.values()))
    return ScalingMap(plane, regions, borders, cells([(place,) for place in crossings]))
