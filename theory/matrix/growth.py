r"""Time as one more size: the polyhedron of the leading terms of all orders, from those of the first few.

A term ``x^e`` of the derivative of order s is the point (e, s). With the orders the hull grows without end along
*growth lines*; the polyhedron is the hull of the first orders plus the cone of these directions::

    s = 3   o---o---o---o          o  leading terms         |  a growth line: a smallest face
    s = 2   o---o---o   :          \  the true side            with terms of all orders
    s = 1   o---o   :   :          The top end and the tilted sides of a hull that is cut off
            |   \               at order 3 are artifacts: they do not bear the directions | and \.

Derived in docs/theory/matrix-models.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from theory.matrix.faces import Points, faces, through
from theory.matrix.polyhedron import Facet, corners, dimension, facets, table_of
from theory.matrix.rational import Vector, dot, products

Growth = tuple[Fraction, ...]
"""What the exponents gain from one order to the next along a growth line; the last entry is 1."""


@dataclass(frozen=True)
class Polyhedron:
    """The leading terms ``points`` of the ``orders``, the ``sides`` of the polyhedron with the points on them, the
    directions of its growth lines, and the facets of the hull of ``points`` that are no sides of it (``artifacts``).

    ``settled``: whether the terms of the highest order lie in the polyhedron of the lower ones.
    """

    points: Points
    orders: tuple[int, ...]
    sides: tuple[Facet, ...]
    growths: tuple[Growth, ...]
    artifacts: tuple[Facet, ...]
    settled: bool

    def lasting(self, face: Points) -> str | None:
        """Which orders a face has terms of: ``all``, every second one (``odd`` or ``even``), or None for fewer."""
        return lasting(face, self.orders)

    def faces(self) -> list[Points]:
        """The faces with terms of all orders or of every second one that a growth line runs in."""
        found = faces(self.sides, lambda face: self.lasting(face) is not None)
        return [face for face in found if self.growths_in(face)]

    def growths_in(self, face: Points) -> list[Growth]:
        """The directions of growth lines that no side through the face is left by."""
        met = through(face, self.sides)
        return [growth for growth in self.growths if not any(dot(side.normal, growth) for side in met)]


def lasting(face: Points, orders: Sequence[int]) -> str | None:
    """``all``, ``odd`` or ``even`` if the face has terms of all these orders and they are two at least, or None."""
    held = {point[-1] for point in face}
    for name, asked in (
        ("all", list(orders)),
        ("odd", [s for s in orders if s % 2]),
        ("even", [s for s in orders if s % 2 == 0]),
    ):
        if len(asked) > 1 and held.issuperset(asked):
            return name
    return None


def polyhedron(terms: Mapping[int, Iterable[Vector]]) -> Polyhedron:
    """The polyhedron of the leading terms, ``{order: exponents}`` with terms of three orders at least."""
    points = frozenset((*term, s) for s, some in terms.items() for term in some)
    orders = tuple(sorted({point[-1] for point in points}))
    before = up_to(points, orders[-2])
    hull, earlier = facets(points), facets(before)
    candidates = growth_lines(hull, earlier, orders)
    growths = tuple(growth for growth in candidates if respects(growth, lasting_facets(hull, earlier, orders)))
    ends = sides(points, growths)
    settled = growths == candidates and places(ends) == places(sides(before, growths))
    normals = {side.normal for side in ends if lasting(side.points, orders)}
    artifacts = tuple(facet for facet in hull if facet.normal not in normals)
    return Polyhedron(points, orders, ends, growths, artifacts, settled)


def places(sides: Iterable[Facet]) -> set[tuple[Vector, int]]:
    """Normals and offsets."""
    return {(side.normal, side.offset) for side in sides}


def lasting_facets(hull: list[Facet], before: list[Facet], orders: Sequence[int]) -> list[Facet]:
    """The facets with terms of all orders that were there one order before."""
    earlier = places(before)
    return [side for side in hull if lasting(side.points, orders) == "all" and (side.normal, side.offset) in earlier]


def respects(growth: Growth, sides: Iterable[Facet]) -> bool:
    """Whether nothing that grows in this direction leaves the sides."""
    return all(dot(side.normal, growth) <= 0 for side in sides)


def up_to(points: Iterable[Vector], order: int) -> Points:
    """The points of orders up to ``order``."""
    return frozenset(point for point in points if point[-1] <= order)


def growth_lines(hull: list[Facet], before: list[Facet], orders: Sequence[int]) -> tuple[Growth, ...]:
    """The directions of the smallest faces of the hull that last and were faces one order before.

    A hull that is a line is its own and only growth line.
    """
    whole = frozenset().union(*(side.points for side in hull))
    if dimension(whole) == 1:
        return (growth(whole),)
    earlier = faces(before, lambda face: lasting(face, orders[:-1]) is not None)

    def lasted(face: Points) -> bool:
        old = up_to(face, orders[-2])
        return old in earlier and dimension(old) == dimension(face)

    found = {face for face in faces(hull, lambda face: lasting(face, orders) is not None) if lasted(face)}
    return tuple(sorted({growth(face) for face in found if not any(other < face for other in found)}))


def growth(line: Points) -> Growth:
    """From the first point of a line to its last, an order."""
    first, last = (end(line, key=lambda point: point[-1]) for end in (min, max))
    return tuple(Fraction(y - x, last[-1] - first[-1]) for x, y in zip(first, last, strict=True))


def sides(points: Points, growths: Sequence[Growth]) -> tuple[Facet, ...]:
    """The facets of the hull of ``points`` plus the cone of ``growths``, each with the points on it.

    They are the facets of the hull of the points and the points moved along each direction that no direction leaves.
    """
    scale = lcm(*(entry.denominator for growth in growths for entry in growth))
    steps = [tuple(int(entry * scale) for entry in growth) for growth in growths]
    ends = corners(points)
    moved = {tuple(x + y for x, y in zip(point, step, strict=True)) for point in ends for step in steps}
    table = table_of(points)
    return tuple(
        replace(side, points=frozenset(map(tuple, table[products(table, [side.normal])[:, 0] == side.offset].tolist())))
        for side in facets(ends | moved)
        if all(respects(growth, [side]) for growth in growths)
    )
