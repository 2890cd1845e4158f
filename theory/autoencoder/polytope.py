"""Exact polytopes in three dimensions: facets and faces of a finite set of integer points."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import gcd

import sympy as sp

from theory.errors import InputError

Point = tuple[int, int, int]


@dataclass(frozen=True)
class Facet:
    """The points where ``normal . x`` is smallest, ``offset``; ``normal`` points inwards, its gcd is 1."""

    normal: Point
    offset: int
    points: frozenset[Point]


def dot(u: Iterable[int], v: Iterable[int]) -> int:
    """Scalar product."""
    return sum(x * y for x, y in zip(u, v, strict=True))


def minus(u: Point, v: Point) -> Point:
    """Difference."""
    return u[0] - v[0], u[1] - v[1], u[2] - v[2]


def cross(u: Point, v: Point) -> Point:
    """Vector product, divided by the greatest common divisor of its entries."""
    w = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    scale = gcd(*w) or 1
    return w[0] // scale, w[1] // scale, w[2] // scale


def dimension(points: Iterable[Point]) -> int:
    """Dimension of the affine hull; a point has dimension 0, the empty set -1."""
    every = list(points)
    if len(every) < 2:
        return len(every) - 1
    return int(sp.Matrix([minus(point, every[0]) for point in every[1:]]).rank())


def corners(points: frozenset[Point]) -> frozenset[Point]:
    """The points that are no midpoint of two others; every vertex is among them."""
    middles = {(u[0] + v[0], u[1] + v[1], u[2] + v[2]) for u, v in combinations(points, 2)}
    return frozenset(q for q in points if (2 * q[0], 2 * q[1], 2 * q[2]) not in middles)


def facets(points: Iterable[Point]) -> list[Facet]:
    """The facets of the convex hull of ``points``, found by trying every plane through three corners.

    Raises :class:`theory.errors.InputError` if the points lie in a plane.
    """
    every = frozenset(points)
    extreme = corners(every)
    if dimension(extreme) < 3:
        raise InputError(f"{len(every)} points lie in one plane; a three-dimensional polytope needs a higher order")
    found = {}
    for u, v, w in combinations(sorted(extreme), 3):
        normal = cross(minus(v, u), minus(w, u))
        heights = {dot(normal, point) - dot(normal, u) for point in extreme}
        if not any(normal) or (min(heights) < 0 < max(heights)):
            continue
        if min(heights) < 0:
            normal = minus((0, 0, 0), normal)
        offset = dot(normal, u)
        found[normal] = Facet(normal, offset, frozenset(q for q in every if dot(normal, q) == offset))
    return [found[normal] for normal in sorted(found)]


def intersections(sides: list[Facet]) -> dict[tuple[Facet, ...], frozenset[Point]]:
    """Every proper face: the facets that meet in it -> its points."""
    result: dict[tuple[Facet, ...], frozenset[Point]] = {}
    for number in range(1, len(sides) + 1):
        for some in combinations(sides, number):
            points = frozenset.intersection(*(side.points for side in some))
            if points:
                result[tuple(side for side in sides if points <= side.points)] = points
    return result
