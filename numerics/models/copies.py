"""Small copies of a point: the same ratios of sizes, scalars scaled so that the planar limit is the same.

A copy at scale s has the sizes ``s n``. Where these are no whole numbers, the losses of the nearest ones are
interpolated, each size by a polynomial of degree 3 through the four whole numbers around it (`lagrange`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from numerics.models.point import Point
from theory.matrix.homogeneity import Homogeneity

SMALLEST, LARGEST = 6, 20
"""The smallest size of a copy is at least the one and its largest at least the other; whichever asks for more."""
EXACT = 1e-9
"""Rounding of a size."""


@dataclass(frozen=True, eq=False)
class Copy:
    """``nodes`` with their weights, and the factors that turn the target's times and the nodes' losses around."""

    scale: float
    nodes: tuple[tuple[Point, float], ...]
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
        return max(math.prod(point.shape(x)) for point, _ in self.nodes for x in point.model.letters)


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
    axes = [lagrange(scale * size) for size in point.sizes.values()]
    nodes = tuple(
        (Point(point.model, dict(zip(point.sizes, map(int, sizes), strict=True)), values), math.prod(weights))
        for sizes, weights in (zip(*node, strict=True) for node in product(*(axis.items() for axis in axes)))
    )
    losses = {name: scale ** -float(power) for name, power in found.losses.items()}
    return Copy(scale, nodes, scale ** float(found.time), losses)


def lagrange(x: float) -> dict[int, float]:
    """Weights of whole numbers >= 1 around x that give polynomials of degree 3 at x.

    >>> lagrange(7.0)
    {7: 1.0}
    >>> lagrange(7.5)
    {6: -0.0625, 7: 0.5625, 8: 0.5625, 9: -0.0625}
    """
    if abs(x - round(x)) < EXACT:
        return {round(x): 1.0}
    first = max(1, math.floor(x) - 1)
    whole = range(first, first + 4)
    return {k: math.prod((x - j) / (k - j) for j in whole if j != k) for k in whole}
