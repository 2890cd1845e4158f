"""The terms that can lead when all sizes grow."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from theory.matrix.rational import Vector

Term = TypeVar("Term", bound=Vector)


def leading(terms: Iterable[Term], sizes: int) -> frozenset[Term]:
    """The Pareto-optimal exponents: no other has the same powers of the scalars and at least as high ones of each size.

    The first ``sizes`` exponents are those of sizes, which are at least 1 and grow; scalars may be large or small, so
    terms with different powers of them do not compare (docs/theory/matrix-models.md).
    """
    groups: defaultdict[Vector, list[Term]] = defaultdict(list)
    for term in terms:
        groups[term[sizes:]].append(term)
    kept: list[Term] = []
    for group in groups.values():
        top: list[Term] = []
        for term in sorted(group, key=sum, reverse=True):
            if not any(all(x >= y for x, y in zip(other, term, strict=True)) for other in top):
                top.append(term)
        kept += top
    return frozenset(kept)
