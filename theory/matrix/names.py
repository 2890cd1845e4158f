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
    """A name for each facet by a monomial that tends to infinity or to 0 on it alone: ``large-H/p``, ``small-lambda``.

    Facets without one are told apart by what is fixed on them, ``large-H/p-at-fixed-H*sigma2``, or numbered.
    """
    found = []
    for listed in conditions:
        moving, fixed = ([pair for pair in listed if (pair[1] == "fixed") == still] for still in (False, True))
        alone = [pair for pair in moving if sum(pair in other for other in conditions) == 1]
        sharing = [other for other in conditions if other != listed and moving[0] in other]
        telling = [pair for pair in fixed if not alone and not any(pair in other for other in sharing)]
        found.append(
            "-at-fixed-".join([direction(names, (alone or moving)[0]), *(text(names, p) for p, _ in telling[:1])])
        )
    return [name if found.count(name) == 1 else f"{name}-{found[:i].count(name) + 1}" for i, name in enumerate(found)]


def told_apart(names: Sequence[str], joined: Sequence[str], conditions: Sequence[Condition]) -> list[str]:
    """The names of faces, of which several may lie on the same facets: all but the first, the largest, then say what
    moves on them beyond: ``large-data``, ``large-data+small-lambda``. What lies on no facet is named by that alone.

    ``joined`` are the names of the facets that meet in each, empty for none.
    """
    found = list(joined)
    for facets in dict.fromkeys(joined):
        alike = [i for i, name in enumerate(joined) if name == facets]
        kept, others = (alike[:1], alike[1:]) if facets else ([], alike)
        more = systematic(names, [beyond(conditions[i], [conditions[k] for k in kept]) for i in others])
        for i, name in zip(others, more, strict=True):
            found[i] = "+".join(filter(None, (facets, name)))
    return [name if name not in found[:i] else f"{name}-{found[:i].count(name) + 1}" for i, name in enumerate(found)]


def beyond(one: Condition, others: Sequence[Condition]) -> Condition:
    """A condition without what moves in the others, too; all of it if nothing else moves."""
    moves = {pair for other in others for pair in other if pair[1] != "fixed"}
    rest = tuple(pair for pair in one if pair not in moves)
    return rest if any(what != "fixed" for _, what in rest) else one


def direction(names: Sequence[str], pair: tuple[Vector, str]) -> str:
    """``large-H/p``, ``small-lambda``."""
    powers, what = pair
    return f"{'large' if what == 'inf' else 'small'}-{text(names, powers)}"
