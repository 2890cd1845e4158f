r"""The facets of the convex hull of integer points in any dimension, exactly.

The points are projected on as many of their own coordinates as the hull has dimensions, which is one to one on the
affine hull and keeps them integer. Qhull proposes the facets in floating point; each is computed again in rationals from
the points on it and checked against every point. For example, a triangle in the plane z = x + y of space:

      y                        (0,0,0) (2,0,2) (0,2,2), projected on (x, y):  (0,0) (2,0) (0,2)
      (0,2)                    the long edge: outer normal (1,1) there, so (1,1,0) in space
      |   \\                    (1,1,-1) gives every point the same weight: only the part of (1,1,0)
      (0,0)--(2,0)  x          orthogonal to it counts, (1,1,2)/3, and the facet's normal is (1,1,2)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from theory.matrix.rational import Vector, null_space, orthogonal, primitive, reduced

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


def differences(points: Sequence[Vector]) -> list[Vector]:
    """From the first point to every other."""
    return [tuple(x - y for x, y in zip(point, points[0], strict=True)) for point in points[1:]]


def dimension(points: Iterable[Vector]) -> int:
    """Dimension of the affine hull; a point has dimension 0, the empty set -1."""
    every = list(points)
    return len(reduced(differences(every))) if every else -1


def lineality(points: Sequence[Vector]) -> list[Vector]:
    """The directions u that give every point the same weight ``u . x``."""
    return null_space(differences(points), len(points[0]))


def facets(points: Iterable[Vector]) -> list[Facet]:
    """The facets of the convex hull of ``points``, in the order of their normals; none for a single point."""
    every = sorted(set(points))
    if len(every) < 2:
        return []
    axes = list(reduced(differences(every)))
    flat = lineality(every)
    table = np.array(every, dtype=np.int64)
    found: dict[Vector, Facet] = {}
    for near in proposals(table[:, axes]):
        facet = exact([every[i] for i in near], axes, flat, table)
        found[facet.normal] = facet
    return [found[normal] for normal in sorted(found)]


def corners(points: Iterable[Vector]) -> frozenset[Vector]:
    """A few of the points that have the same convex hull: its vertices, and at most points that rounding cannot tell
    from vertices.
    """
    every = sorted(set(points))
    axes = list(reduced(differences(every)))
    if len(axes) < 2:
        return frozenset({every[0], every[-1]})
    hull = ConvexHull(np.array(every, dtype=np.int64)[:, axes])
    return frozenset(every[i] for i in hull.vertices)


def proposals(table: np.ndarray) -> list[np.ndarray]:
    """The numbers of the points on each facet of a full-dimensional hull, up to rounding; ``table`` has a row a point."""
    if table.shape[1] == 1:
        return [np.flatnonzero(table == end) for end in (table.min(), table.max())]
    equations = np.unique(ConvexHull(table).equations.round(9), axis=0)
    distances = table @ equations[:, :-1].T + equations[:, -1]
    return [np.flatnonzero(abs(column) < CLOSE * np.ptp(table)) for column in distances.T]


def exact(near: Sequence[Vector], axes: Sequence[int], flat: Sequence[Vector], table: np.ndarray) -> Facet:
    """The facet through the points ``near``, its normal found on the coordinates ``axes`` and made orthogonal to
    ``flat``.
    """
    steps = [[step[i] for i in axes] for step in differences(near)]
    directions = null_space(steps, len(axes))
    if len(directions) != 1:
        raise ArithmeticError(f"Qhull proposed a facet of dimension {len(axes) - len(directions)}, not {len(axes) - 1}")
    lifted = [0] * table.shape[1]
    for axis, entry in zip(axes, directions[0], strict=True):
        lifted[axis] = entry
    normal = primitive(orthogonal(lifted, flat))
    weights = table @ np.array(normal, dtype=np.int64)
    offset = int(np.array(near[0], dtype=np.int64) @ np.array(normal, dtype=np.int64))
    if weights.min() == offset:
        normal, weights, offset = tuple(-x for x in normal), -weights, -offset
    if weights.max() != offset:
        raise ArithmeticError(f"Qhull proposed a facet with points beyond it: {normal}")
    return Facet(normal, offset, frozenset(map(tuple, table[weights == offset].tolist())))
