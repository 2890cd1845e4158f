"""The facets of the polytope of integer points (m, h, d), from ``theory.matrix.polyhedron``, seen from inside."""

from collections.abc import Iterable
from dataclasses import dataclass

from theory.errors import InputError
from theory.matrix import polyhedron
from theory.matrix.rational import Vector

Point = Vector


@dataclass(frozen=True)
class Facet:
    """The points where ``normal . x`` is smallest, ``offset``; ``normal`` points inwards, its gcd is 1."""

    normal: Point
    offset: int
    points: frozenset[Point]


def facets(points: Iterable[Point]) -> list[Facet]:
    """The facets of the convex hull of ``points`` in three dimensions, in the order of their normals.

    Raises :class:`theory.errors.InputError` if the points lie in a plane.
    """
    every = frozenset(points)
    if polyhedron.dimension(every) < 3:
        raise InputError(f"{len(every)} points lie in one plane; a three-dimensional polytope needs a higher order")
    sides = reversed(polyhedron.facets(every))
    return [Facet(tuple(-x for x in side.normal), -side.offset, side.points) for side in sides]
