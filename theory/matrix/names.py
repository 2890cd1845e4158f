"""Names of facets: the model's own for known normals, else what tends to infinity or to 0 on them."""

from collections.abc import Mapping, Sequence

from theory.matrix.condition import Condition
from theory.matrix.growth import Growth
from theory.matrix.rational import Vector, dot, orthogonal, primitive
from theory.matrix.scales import text


def known(
    names: Sequence[str], table: Mapping[str, Mapping[str, int]], growths: Sequence[Growth], flat: Sequence[Vector]
) -> dict[Vector, str]:
    """The normals that a table ``{regime: {variable: power}}`` names -> regime, orthogonal to ``flat`` and primitive.

    The power of t follows from those of sizes and scalars: it is that of the fastest growth.
    """
    found = {}
    for regime, powers in table.items():
        direction = [powers.get(name, 0) for name in names]
        fastest = max(dot(direction, growth[:-1]) for growth in growths)
        found[primitive(orthogonal([*direction, -fastest], flat))] = regime
    return found


def systematic(names: Sequence[str], conditions: Sequence[Condition]) -> list[str]:
    """A name for each facet by the first monomial of its condition, ``large-H/p`` or ``small-lambda``.

    Facets that share it are told apart by what is fixed on them, ``large-H/p-at-fixed-H*sigma2``, or numbered.
    """
    found = []
    for listed in conditions:
        others = [other for other in conditions if other != listed and other[0] == listed[0]]
        telling = [
            powers for powers, what in listed if what == "fixed" and not all((powers, what) in some for some in others)
        ]
        fixed = f"-at-fixed-{text(names, telling[0])}" if telling else ""
        found.append(first(names, listed) + fixed)
    return [name if found.count(name) == 1 else f"{name}-{found[:i].count(name) + 1}" for i, name in enumerate(found)]


def first(names: Sequence[str], listed: Condition) -> str:
    """By the monomial that a condition begins with."""
    powers, what = listed[0]
    return f"{'large' if what == 'inf' else 'small'}-{text(names, powers)}"
