"""The faces of a polyhedron below its facets, as sets of points."""

from collections.abc import Callable, Iterable

from theory.matrix.polyhedron import Facet
from theory.matrix.rational import Vector

Points = frozenset[Vector]


def faces(sides: Iterable[Facet], keep: Callable[[Points], bool]) -> set[Points]:
    """The intersections of facets that satisfy ``keep``, each as its points.

    ``keep`` must hold for every set that contains one for which it holds, as "has points of all orders" does: what
    fails it is not intersected further.
    """
    kept = {side.points for side in sides if keep(side.points)}
    found, new = set(kept), set(kept)
    while new:
        new = {some for face in new for side in kept if (some := face & side) not in found and keep(some)}
        found |= new
    return found


def through(face: Points, sides: Iterable[Facet]) -> tuple[Facet, ...]:
    """The facets that contain a face."""
    return tuple(side for side in sides if face <= side.points)
