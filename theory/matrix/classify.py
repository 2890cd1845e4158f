"""From a scaling of sizes and scalars to a regime.

In ``x_i ~ rho^(u_i)``, rho -> inf, a term ``x^e t^s`` grows like rho to the power ``u.e - theta s`` at the times
``t ~ rho^-theta`` of the fastest growth. The regime is the face on which this is largest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import lcm
from operator import mul

from theory import notebook
from theory.errors import InputError
from theory.matrix.model import Model
from theory.matrix.rational import Row, Vector
from theory.matrix.regimes import Regime, Regimes
from theory.names import meant

Rate = tuple[Fraction, Fraction]
"""A power of the reference size: how often infinite, and the rest."""
Steps = tuple[int, int]
"""Such a power, the rest in steps of one over the common denominator of all: integers add up much faster."""


@dataclass(frozen=True)
class Classification:
    """The regime, None where no face holds terms of all orders, and how far every regime is, facets first.

    ``time_scale``: for a scaling the power of the reference size, None if it is infinite; for values the number T.
    ``distances``: for a scaling the power of the reference size by which a regime's terms lose, None for infinitely
    far; for values the part that its terms miss. ``within``: whether the regime's own is within the tolerance.
    ``orders``: those that have terms among the largest. ``reason``: why there is no regime.
    """

    regime: Regime | None
    time_scale: Fraction | float | None
    distances: Mapping[str, Fraction | float | None]
    within: bool
    orders: tuple[int, ...]
    reason: str = ""

    def _repr_html_(self) -> str:
        heading = f"no regime: {self.reason}" if self.regime is None else f"{self.regime.name}: {self.regime.condition}"
        return f"<p>{escape(heading)}</p>" + notebook.distances(self.distances)

    def _repr_latex_(self) -> str | None:
        return None if self.regime is None else self.regime._repr_latex_()

    def cite(self) -> str:
        """Where it is derived that faces are regimes."""
        name = "no regime" if self.regime is None else self.regime.name
        return f"{name}: docs/theory/matrix-models.md; the prism: arXiv:2606.05335"

    def __repr__(self) -> str:
        name = "no regime" if self.regime is None else self.regime.name
        return f"Classification({name}{'' if self.within else ', not within the tolerance'}; T: {self.time_scale})"


def by_scaling(found: Regimes, powers: Mapping[str, Fraction | None]) -> Classification:
    """The regime of sizes and scalars that grow like the given powers of a reference size; None means infinite.

    What is left out stays fixed, power 0. Raises :class:`theory.errors.InputError` for an unknown name, and for a size
    that shrinks.
    """
    rates = [rate(found.model, name, powers.get(name, Fraction(0))) for name in found.model.names]
    refuse_unknown(powers, found.model.names)
    polyhedron, (steps, unit) = found.polyhedron, counted(rates, found.polyhedron.growths)
    fastest = max(weight(steps, growth[:-1]) for growth in polyhedron.growths)
    heights = {point: minus(weight(steps, point[:-1]), times(fastest, point[-1])) for point in polyhedron.points}
    top = max(heights.values())
    leading = frozenset(point for point, height in heights.items() if height == top)
    gaps = {one.name: minus(top, max(map(heights.__getitem__, one.points))) for one in every(found)}
    regime = face_of(found, leading)
    return Classification(
        regime,
        power(fastest, unit),
        {name: power(gap, unit) for name, gap in gaps.items()},
        regime is not None,
        tuple(sorted({point[-1] for point in leading})),
        "" if regime else why_none(found, leading),
    )


def why_none(found: Regimes, leading: frozenset[Vector]) -> str:
    """Why the largest terms of a scaling are those of no regime."""
    if found.polyhedron.lasting(leading):
        return "sizes that stay fixed leave terms comparable that are negligible where all sizes grow"
    orders = ", ".join(map(str, sorted({point[-1] for point in leading})))
    return f"at the times of the fastest growth the terms of order {orders} exceed all others"


def rate(model: Model, name: str, power: Fraction | None) -> Rate:
    """A power, sizes being at least 1."""
    if power is None and name not in model.sizes:
        raise InputError(f"{name} scales like a power of the reference size; only sizes may be inf")
    if name in model.sizes and power is not None and power < 0:
        raise InputError(f"{name} counts dimensions or samples, so its power is at least 0, got {power}")
    return (Fraction(1), Fraction(0)) if power is None else (Fraction(0), Fraction(power))


def counted(rates: list[Rate], growths: Iterable[Sequence[Fraction]]) -> tuple[tuple[list[int], list[int]], int]:
    """The rates in steps, how often infinite and the rest, and how many steps are a whole power: so many that the
    growths have whole steps, too.
    """
    unit = lcm(*(finite.denominator for _, finite in rates)) * lcm(*(x.denominator for row in growths for x in row))
    return ([int(infinite * unit) for infinite, _ in rates], [int(finite * unit) for _, finite in rates]), unit


def power(steps: Steps, unit: int) -> Fraction | None:
    """The power of the reference size, None for an infinite one."""
    return None if steps[0] else Fraction(steps[1], unit)


def weight(steps: tuple[list[int], list[int]], exponents: Row) -> Steps:
    """The power of a monomial."""
    infinite, finite = (int(sum(map(mul, some, exponents))) for some in steps)
    return infinite, finite


def minus(first: Steps, second: Steps) -> Steps:
    """Difference."""
    return first[0] - second[0], first[1] - second[1]


def times(one: Steps, factor: int) -> Steps:
    """Multiple."""
    return one[0] * factor, one[1] * factor


def every(found: Regimes) -> tuple[Regime, ...]:
    """All regimes, those of every second order last."""
    return *found.regimes, *found.alternating


def facets(found: Regimes) -> list[Regime]:
    """The regimes of the largest dimension, those of every second order included."""
    return [one for one in every(found) if one.dimension == found.dimension - 1]


def face_of(found: Regimes, points: frozenset[Vector]) -> Regime | None:
    """The regime with these terms."""
    if points == found.polyhedron.points:
        return found.interior
    return next((one for one in every(found) if one.points == points), None)


def refuse_unknown(given: Mapping[str, object], names: tuple[str, ...]) -> None:
    """Raise for a name that the model has not."""
    for name in given:
        if name not in names:
            raise InputError(f"no size or scalar is named {name!r}{meant(name, names)}; known are {', '.join(names)}")
