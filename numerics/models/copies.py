"""Small copies of a point: the same ratios of sizes, scalars scaled so that the planar limit is the same.

A copy at scale s has the sizes ``s n``. Where d of these are no whole numbers, losses are interpolated by the
polynomial of total degree 2 through 1 + 2 d + d (d - 1) / 2 points of whole sizes: the nearest one, its neighbours
along each axis, and one corner for each two axes, on the side of ``s n`` (`lattice`). For d = 2::

      2--5                 0   nearest             x = (6.3, 9.2) is here between 0, 1, 2 and 5
      |x |
    3-0--1                 linear part             f0 + d1 (f1 - f0) + d2 (f2 - f0)
      |                    second differences      of f3 f0 f1 and of f4 f0 f2, and f5 - f1 - f2 + f0
      4
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from numerics.methods.arrays import Array
from numerics.models.point import Point
from theory.matrix.homogeneity import Homogeneity

SMALLEST, LARGEST = 6, 20
"""The smallest size of a copy is at least the one and its largest at least the other; whichever asks for more."""
EXACT = 1e-9
"""Rounding of a size."""
THIRD = 2.0
"""Third differences beside second ones, in units of 1/n: what n^k with -2 <= k <= 5 has, from n = 6 on."""


@dataclass(frozen=True, eq=False)
class Copy:
    """``nodes`` with their weights, and the factors that turn the target's times and the nodes' losses around.

    ``curved`` are weights of the nodes for the error of the interpolation: its second differences times ``THIRD / n``,
    n being the smallest size that is interpolated.
    """

    scale: float
    nodes: tuple[tuple[Point, float], ...]
    curved: tuple[float, ...]
    time: float
    losses: Mapping[str, float]

    @property
    def sizes(self) -> str:
        """Those of its heaviest node, for messages."""
        point, _ = max(self.nodes, key=lambda node: node[1])
        return ", ".join(f"{name} = {size}" for name, size in point.sizes.items())

    @property
    def entries(self) -> int:
        """Entries of the largest matrix of its largest node."""
        return max(point.entries for point, _ in self.nodes)


def copies(point: Point, found: Homogeneity) -> tuple[Copy, Copy]:
    """Two copies, the second about twice as large as the first."""
    sizes = tuple(point.sizes.values())
    least = max(SMALLEST / min(sizes), LARGEST / max(sizes))
    first = copy(point, found, nearest_scale(sizes, least, 1.5 * least))
    return first, larger(point, found, first)


def larger(point: Point, found: Homogeneity, before: Copy) -> Copy:
    """A copy about twice as large as another."""
    return copy(point, found, nearest_scale(tuple(point.sizes.values()), 1.8 * before.scale, 2.5 * before.scale))


def nearest_scale(sizes: tuple[int, ...], least: float, most: float) -> float:
    """The scale in [least, most] at which all sizes come closest to whole numbers, beside their own size.

    One size is whole; among equally good scales the smallest is taken.
    """
    whole = [k / n for n in sizes for k in range(math.ceil(least * n - EXACT), math.floor(most * n + EXACT) + 1)]

    def missed(scale: float) -> float:
        return sum(abs(scale * n - round(scale * n)) / (scale * n) for n in sizes)

    return min(sorted(set(whole)) or [least], key=lambda scale: round(missed(scale), 6))


def copy(point: Point, found: Homogeneity, scale: float) -> Copy:
    """The copy at a scale."""
    values = {name: value * scale ** float(found.scalars[name]) for name, value in point.values.items()}
    sizes = np.array([scale * size for size in point.sizes.values()])
    weights = lattice(sizes)
    nodes = tuple(
        (Point(point.model, dict(zip(point.sizes, node, strict=True)), values), sum(parts))
        for node, parts in weights.items()
    )
    broken = sizes[np.abs(sizes - np.rint(sizes)) >= EXACT]
    share = THIRD / broken.min() if broken.size else 0.0
    curved = tuple(share * second for _, second in weights.values())
    losses = {name: scale ** -float(power) for name, power in found.losses.items()}
    return Copy(scale, nodes, curved, scale ** float(found.time), losses)


def lattice(x: Array) -> dict[tuple[int, ...], tuple[float, float]]:
    """Weights of points of whole numbers around x, shape (sizes,), whose sums give polynomials of total degree 2 at x.

    The first parts alone are linear interpolation, the second ones second differences.

    >>> lattice(np.array([7.0, 7.5]))
    {(7, 8): (0.5, 0.25), (7, 7): (0.5, -0.125), (7, 9): (0.0, -0.125)}
    >>> len(lattice(np.array([7.5, 8.5, 9.5, 10.0])))
    10
    """
    nearest = np.rint(x).astype(int)
    away = np.abs(x - nearest)
    broken = np.flatnonzero(away >= EXACT)
    toward = np.where(x < nearest, -1, 1)[:, None] * np.eye(x.size, dtype=int)
    found: defaultdict[tuple[int, ...], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))

    def add(step: NDArray[np.integer], linear: float, second: float = 0.0) -> None:
        node = tuple(map(int, nearest + step))
        before = found[node]
        found[node] = before[0] + linear, before[1] + second

    add(0 * nearest, 1.0)
    for i in broken:
        half = away[i] * (away[i] - 1) / 2
        add(0 * nearest, -away[i], -2 * half)
        add(toward[i], away[i], half)
        add(-toward[i], 0.0, half)
    for i, j in combinations(broken, 2):
        both = away[i] * away[j]
        for step, sign in ((0 * nearest, 1), (toward[i], -1), (toward[j], -1), (toward[i] + toward[j], 1)):
            add(step, 0.0, sign * both)
    return {node: (float(linear), float(second)) for node, (linear, second) in found.items()}
