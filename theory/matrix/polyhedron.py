r"""The facets of the convex hull of integer points in any dimension, exactly.

The points are projected on as many of their own coordinates as the hull has dimensions, which is one to one on the
affine hull and keeps them integer. Qhull proposes the facets in floating point; each is computed again in rationals
from the points on it and checked against every point. For example, a triangle in the plane z = x + y of space:

      y                        (0,0,0) (2,0,2) (0,2,2), projected on (x, y):  (0,0) (2,0) (0,2)
      (0,2)                    the long edge: outer normal (1,1) there, so (1,1,0) in space
      |   \\                    (1,1,-1) gives every point the same weight: only the part of (1,1,0)
      (0,0)--(2,0)  x          orthogonal to it counts, (1,1,2)/3, and the facet's normal is (1,1,2)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from theory.matrix.rational import Vector, null_space, orthogonal, primitive, products, reduced, spanning

CLOSE = 1e-7
"""How near, in units of the points' spread, Qhull's rounding lets a point be to a facet that it lies on."""


@dataclass(frozen=True)
class Facet:
    """The points where ``normal . x`` is largest, ``offset``.

    ``normal`` points outwards, has the greatest common divisor 1 and is orthogonal to the directions that give every
    point the same weight.
    """

    normal: Vector
    offset: int
    points: frozenset[Vector]


def table_of(points: Iterable[Vector]) -> np.ndarray:
    """The points, sorted, one a row."""
    return np.array(sorted(points), dtype=np.int64)


def directions(table: np.ndarray) -> list[Vector]:
    """Independent differences of points that span the affine hull."""
    return spanning(table - table[0])


def dimension(points: Iterable[Vector]) -> int:
    """Dimension of the affine hull; a point has dimension 0, the empty set -1."""
    table = table_of(points)
    return len(directions(table)) if len(table) else -1


def lineality(points: Iterable[Vector]) -> list[Vector]:
    """The directions u that give every point the same weight ``u . x``."""
    table = table_of(points)
    return null_space(directions(table), table.shape[1])


def facets(points: Iterable[Vector]) -> list[Facet]:
    """The facets of the convex hull of ``points``, in the order of their normals; none for a single point."""
    table = table_of(set(points))
    span = directions(table) if len(table) else []
    axes, flat = list(reduced(span)), null_space(span, table.shape[-1])
    found: dict[Vector, Facet] = {}
    for near in proposals(table[:, axes]) if axes else []:
        facet = exact(table[near], axes, flat, table)
        found[facet.normal] = facet
    return [found[normal] for normal in sorted(found)]


def corners(points: Iterable[Vector]) -> frozenset[Vector]:
    """A few of the points that have the same convex hull: its vertices, and at most points that rounding cannot tell
    from vertices.
    """
    table = table_of(set(points))
    axes = list(reduced(directions(table)))
    kept = ConvexHull(table[:, axes]).vertices if len(axes) > 1 else [0, -1]
    return frozenset(tuple(row) for row in table[kept].tolist())


def proposals(table: np.ndarray) -> list[np.ndarray]:
    """The numbers of the points on each facet of a full-dimensional hull, up to rounding; a row a point."""
    if table.shape[1] == 1:
        return [np.flatnonzero(table == end) for end in (table.min(), table.max())]
    equations = np.unique(ConvexHull(table).equations.round(9), axis=0)
    distances = table @ equations[:, :-1].T + equations[:, -1]
    return [np.flatnonzero(abs(column) < CLOSE * np.ptp(table)) for column in distances.T]


def exact(near: np.ndarray, axes: Sequence[int], flat: Sequence[Vector], table: np.ndarray) -> Facet:
    """The facet through the points ``near``, its normal found on the coordinates ``axes`` and made orthogonal to
    ``flat``.
    """
    steps = [[step[i] for i in axes] for step in directions(near)]
    normals = null_space(steps, len(axes))
    if len(normals) != 1:
        raise ArithmeticError(f"Qhull proposed a facet of dimension {len(axes) - len(normals)}, not {len(axes) - 1}")
    lifted = [0] * table.shape[1]
    for axis, entry in zip(axes, normals[0], strict=True):
        lifted[axis] = entry
    normal = primitive(orthogonal(lifted, flat))
    weights = products(table, [normal])[:, 0]
    offset = int(products(near[:1], [normal])[0, 0])
    if weights.min() == offset:
        normal, weights, offset = tuple(-x for x in normal), -weights, -offset
    if weights.max() != offset:
        raise ArithmeticError(f"Qhull proposed a facet with points beyond it: {normal}")
    return Facet(normal, offset, frozenset(map(tuple, table[weights == offset].tolist())))
