"""The two forms of a structural energy, each built from sympy kernels that a user can replace.

``PairEnergy``: a mean over ordered pairs of prototypes of a function of data means,

    E = 1/(M(M-1)) sum_{j != k} outer( <feature_1(x, p_j, p_k)>, <feature_2(x, p_j, p_k)>, ... ).

``AssignmentEnergy``: every sample is compared with all prototypes (or every prototype with all samples),

    E = < outer( reduce_j inner_1(x, p_j), reduce_j inner_2(x, p_j), ... ) >,

``reduce`` being a sum, a log-sum-exp or a min.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import sympy as sp

from theory.errors import InputError
from theory.names import meant
from theory.prototypes.system import Point, Prototype, System, Uniform

Feature = Callable[[Point, Prototype, Prototype], sp.Expr]
Inner = Callable[[Point, Prototype], sp.Expr]
Reduction = Literal["sum", "logsumexp", "min"]

REDUCTIONS: dict[str, Callable[[Sequence[sp.Expr]], sp.Expr]] = {
    "sum": lambda terms: sp.Add(*terms),
    "logsumexp": lambda terms: sp.log(sp.Add(*(sp.exp(term) for term in terms))),
    "min": lambda terms: sp.Min(*terms),
}

OVER = ("prototypes", "samples")


@dataclass(frozen=True)
class PairEnergy:
    """Mean over pairs of ``outer`` of the data means of ``features``; needs M >= 2."""

    name: str
    features: tuple[Feature, ...]
    outer: Callable[[Sequence[sp.Expr]], sp.Expr]

    def __post_init__(self) -> None:
        _require_functions(self.name, features=self.features)

    def value(self, system: System) -> sp.Expr:
        count = len(system.prototypes)
        if count < 2:
            raise InputError(f"{self.name} is an energy of pairs and got {count} prototype(s): give at least 2")
        pairs = permutations(system.prototypes, 2)
        return sp.Add(*(self._pair(system, p, q) for p, q in pairs)) / (count * (count - 1))

    def _pair(self, system: System, p: Prototype, q: Prototype) -> sp.Expr:
        return self.outer([_mean(system, feature, p, q) for feature in self.features])


@dataclass(frozen=True)
class AssignmentEnergy:
    """Mean over samples (or prototypes) of ``outer(reductions, M)``; ``over`` says what is reduced.

    With ``over="samples"`` the reduction runs over the samples and the mean over the prototypes.
    """

    name: str
    inner: tuple[Inner, ...]
    outer: Callable[[Sequence[sp.Expr], sp.Expr], sp.Expr]
    reduce: Reduction = "sum"
    over: Literal["prototypes", "samples"] = "prototypes"

    def __post_init__(self) -> None:
        _require_functions(self.name, inner=self.inner)
        for option, given, known in (("reduce", self.reduce, REDUCTIONS), ("over", self.over, OVER)):
            if given not in known:
                raise InputError(
                    f"{self.name}: {option}={given!r}{meant(given, known)}: choose from {', '.join(known)}"
                )

    def value(self, system: System) -> sp.Expr:
        return self._over_prototypes(system) if self.over == "prototypes" else self._over_samples(system)

    def _over_prototypes(self, system: System) -> sp.Expr:
        count = sp.Integer(len(system.prototypes))
        reduce = REDUCTIONS[self.reduce]
        return system.data.mean(
            lambda z: self.outer([reduce([f(z, p) for p in system.prototypes]) for f in self.inner], count)
        )

    def _over_samples(self, system: System) -> sp.Expr:
        if isinstance(system.data, Uniform):
            raise InputError(f"{self.name} reduces over the samples and got an interval: give finitely many samples")
        count = sp.Integer(len(system.prototypes))
        reduce, points = REDUCTIONS[self.reduce], system.data.points
        terms = (self.outer([reduce([f(z, p) for z in points]) for f in self.inner], count) for p in system.prototypes)
        return sp.Add(*terms) / count


Energy = PairEnergy | AssignmentEnergy


def _require_functions(name: str, **given: Sequence[Callable]) -> None:
    """Refuse an energy whose ``features`` or ``inner`` are not a tuple of at least one function."""
    for option, functions in given.items():
        if not (isinstance(functions, tuple) and functions and all(map(callable, functions))):
            raise InputError(f"{name}: {option}={functions!r}: give a tuple of functions, such as (f,)")


def _mean(system: System, feature: Feature, p: Prototype, q: Prototype) -> sp.Expr:
    """Data mean of a feature of a pair; a feature that does not look at the data is its own mean."""
    probe = tuple(sp.Dummy() for _ in p.centre)
    value = feature(probe, p, q)
    return system.data.mean(lambda z: feature(z, p, q)) if value.free_symbols & set(probe) else value
