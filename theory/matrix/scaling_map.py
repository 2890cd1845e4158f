r"""The space of exponents in planes: which regime a scaling leads to, and at what times, exactly.

In ``x_i ~ rho^(u_i)`` let two of the powers u vary and the others be fixed, infinite or affine functions of the two.
The growth from one order of time to the next, and the weight of a term at the times of the fastest growth, are then
affine functions of the place; the largest divide the plane into convex *cells*: regions, and borders and points where
they tie. For example, three terms of weights 0, x and y::

      y  |    y     /          the term x wins where x >= 0 and x >= y: a polygon, the box of the plane
         |        /  x         clipped by two half-planes
    -----+------/
      0  |    x                on the borders two terms tie, at the point all three

Infinite powers count first: a term that another exceeds by a power of an infinite size is out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import sympy as sp

from theory.errors import InputError
from theory.matrix.classify import by_scaling, rate, refuse_unknown
from theory.matrix.growth import Growth
from theory.matrix.model import Model
from theory.matrix.polyhedron import corners
from theory.matrix.rational import Row
from theory.matrix.regimes import Regime, Regimes

Place = tuple[Fraction, Fraction]
Affine = tuple[Fraction, Fraction, Fraction]
"""``(a, b, c)`` is a + b x + c y, x and y being the powers along the axes."""
Range = tuple[Fraction, Fraction]
ZERO: Affine = (Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Plane:
    """The powers of the sizes and scalars named ``axes`` within ``ranges``, horizontal and vertical.

    ``fixed``: the other powers as functions of the place, None for infinite; those left out are 0.
    """

    axes: tuple[str, str]
    ranges: tuple[Range, Range]
    fixed: Mapping[str, Affine | None]

    @property
    def box(self) -> list[Place]:
        """The corners, anticlockwise."""
        (left, right), (low, high) = self.ranges
        return [(left, low), (right, low), (right, high), (left, high)]

    @property
    def powers(self) -> dict[str, Affine | None]:
        """Every power that is not 0 as a function of the place."""
        one, none = Fraction(1), Fraction(0)
        return {**self.fixed, self.axes[0]: (none, one, none), self.axes[1]: (none, none, one)}

    def exponents(self, place: Place) -> dict[str, Fraction | None]:
        """The powers at a place."""
        return {name: None if power is None else value(power, place) for name, power in self.powers.items()}

    def inside(self, place: Place) -> bool:
        """Whether a place is in the box, not on its rim."""
        return all(low < x < high for x, (low, high) in zip(place, self.ranges, strict=True))

    def require(self, model: Model) -> None:
        """Raise :class:`theory.errors.InputError` unless it is a plane of the model's powers."""
        refuse_unknown(self.powers, model.names)
        if self.axes[0] == self.axes[1]:
            raise InputError(f"the axes of a plane are two different sizes or scalars, got {self.axes[0]} twice")
        for name, (low, high) in zip(self.axes, self.ranges, strict=True):
            if name in self.fixed:
                raise InputError(f"{name} is an axis of the plane, its power cannot be fixed; leave out one of the two")
            if low >= high:
                raise InputError(f"the range of an axis ascends, got {low} to {high} for {name}")
        for place in self.box:
            for name, power in self.exponents(place).items():
                rate(model, name, power)


@dataclass(frozen=True)
class Cell:
    """A regime and the corners of where it holds: three or more for a region, two for a border, one for a point.

    ``regime``: None where the largest terms are those of no regime, for the ``reason``; ``time_power``: the power of
    the reference size of the natural rate T as a function of the place, None if it is infinite.
    """

    regime: Regime | None
    corners: tuple[Place, ...]
    time_power: Affine | None
    reason: str = ""

    @property
    def middle(self) -> Place:
        """The mean of the corners."""
        return mean_place(self.corners)


@dataclass(frozen=True)
class ScalingMap:
    """The cells of a plane: ``regions`` fill it, ``borders`` and ``points`` are where they meet."""

    plane: Plane
    regions: tuple[Cell, ...]
    borders: tuple[Cell, ...]
    points: tuple[Cell, ...]


def value(function: Affine, place: Place) -> Fraction:
    """An affine function at a place."""
    return function[0] + function[1] * place[0] + function[2] * place[1]


def expression(function: Affine, symbols: Sequence[sp.Symbol]) -> sp.Expr:
    """An affine function as a sympy expression in two symbols."""
    return sp.Add(*(sp.Rational(c) * x for c, x in zip(function, (sp.Integer(1), *symbols), strict=True)))


def combination(weights: Iterable[int | Fraction], functions: Iterable[Affine]) -> Affine:
    """A linear combination of affine functions."""
    terms = [[weight * x for x in function] for weight, function in zip(weights, functions, strict=True)]
    a, b, c = (sum(column, Fraction(0)) for column in zip(*terms, strict=True))
    return a, b, c


def minus(first: Affine, second: Affine) -> Affine:
    """Difference."""
    return combination((1, -1), (first, second))


class Weights:
    """The powers of the reference size that monomials and terms have on a plane."""

    def __init__(self, model: Model, plane: Plane) -> None:
        powers = [plane.powers.get(name, ZERO) for name in model.names]
        self.infinities = [int(power is None) for power in powers]
        self.powers = [power or ZERO for power in powers]

    def infinite(self, exponents: Row) -> Fraction:
        """How often infinite a monomial is."""
        return sum((Fraction(n) * e for n, e in zip(self.infinities, exponents, strict=True)), Fraction(0))

    def finite(self, exponents: Row) -> Affine:
        """The rest of its power."""
        return combination(exponents, self.powers)

    def growths(self, found: Regimes) -> tuple[Fraction, dict[Affine, Growth]]:
        """How often infinite the fastest growth is, and the growths that can be the fastest by their power."""
        every = found.polyhedron.growths
        most = max(self.infinite(growth[:-1]) for growth in every)
        return most, {self.finite(growth[:-1]): growth for growth in every if self.infinite(growth[:-1]) == most}

    def heights(self, found: Regimes, infinities: Fraction, time_power: Affine) -> set[Affine]:
        """The weights of the terms that can be largest at times of that power."""
        often = {q: self.infinite(q[:-1]) - q[-1] * infinities for q in corners(found.polyhedron.points)}
        most = max(often.values())
        return {combination((1, -q[-1]), (self.finite(q[:-1]), time_power)) for q, n in often.items() if n == most}


def divided(found: Regimes, plane: Plane) -> ScalingMap:
    """The plane divided into the regimes of its scalings.

    Raises :class:`theory.errors.InputError` for a plane that the model has not: unknown names, sizes that shrink.

    >>> from theory.matrix.regimes import regimes
    >>> from theory.models import load
    >>> one = (Fraction(1), Fraction(0), Fraction(0))
    >>> box = (Fraction(0), Fraction(2)), (Fraction(-3), Fraction(1))
    >>> found = divided(regimes(load("tied-autoencoder")), Plane(("H", "sigma2"), box, {"p": one, "N": one}))
    >>> [cell.regime.name for cell in found.regions]
    ['mean-field+narrow-latent', 'narrow-latent+free', 'mean-field+free']
    """
    plane.require(found.model)
    infinities, growths = Weights(found.model, plane).growths(found)
    polygons = [
        polygon
        for time_power in growths
        if (where := largest(time_power, growths, plane.box))
        for heights in [Weights(found.model, plane).heights(found, infinities, time_power)]
        for height in heights
        if (polygon := largest(height, heights, where))
    ]
    vertices = {place for polygon in polygons for place in polygon}
    sides = {
        tuple(sorted(pair))
        for polygon in polygons
        for pair in parts(polygon, vertices)
        if plane.inside(mean_place(pair))
    }

    def cell(places: tuple[Place, ...]) -> Cell:
        middle = mean_place(places)
        result = by_scaling(found, plane.exponents(middle))
        power = None if infinities else max(growths, key=lambda function: value(function, middle))
        return Cell(result.regime, places, power, result.reason)

    return ScalingMap(
        plane,
        tuple(map(cell, sorted(map(tuple, polygons)))),
        tuple(map(cell, sorted(sides))),
        tuple(cell((place,)) for place in sorted(vertices) if plane.inside(place)),
    )


def largest(function: Affine, others: Iterable[Affine], polygon: list[Place]) -> list[Place]:
    """The part of a convex polygon where a function is at least as large as the others, from its first corner on.

    Empty if it has no area.
    """
    for other in others:
        difference = minus(function, other)
        polygon = clipped(polygon, [value(difference, place) for place in polygon])
    first = polygon.index(min(polygon)) if polygon else 0
    return [*polygon[first:], *polygon[:first]] if len(polygon) > 2 else []


def clipped(polygon: Sequence[Place], heights: Sequence[Fraction]) -> list[Place]:
    """The part of a convex polygon where a linear function, given at its corners, is not negative."""
    result = []
    for k, (place, height) in enumerate(zip(polygon, heights, strict=True)):
        before, low = polygon[k - 1], heights[k - 1]
        if (low < 0 < height) or (height < 0 < low):
            share = low / (low - height)
            result.append((before[0] + share * (place[0] - before[0]), before[1] + share * (place[1] - before[1])))
        if height >= 0:
            result.append(place)
    return list(dict.fromkeys(result))


def parts(polygon: Sequence[Place], vertices: Iterable[Place]) -> list[tuple[Place, Place]]:
    """The sides of a polygon, cut where a corner of another polygon lies on them."""
    result: list[tuple[Place, Place]] = []
    for first, last in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        on_it = sorted(place for place in vertices if between(place, first, last))
        stops = [first, *(on_it if first < last else reversed(on_it)), last]
        result += pairwise(stops)
    return result


def between(place: Place, first: Place, last: Place) -> bool:
    """Whether a place lies on a line, not at its ends."""
    (x, y), (x1, y1), (x2, y2) = place, first, last
    turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
    return turn == 0 and min(first, last) < place < max(first, last)


def mean_place(places: Sequence[Place]) -> Place:
    """The mean of places."""
    x, y = (sum(some, Fraction(0)) / len(places) for some in zip(*places, strict=True))
    return x, y
