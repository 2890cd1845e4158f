"""From a scaling of sizes and scalars, or from their values, to a regime.

*Scalings* ``x_i ~ rho^(u_i)``, rho -> inf: a term ``x^e t^s`` grows like rho to the power ``u.e - theta s`` at the times
``t ~ rho^-theta`` of the fastest growth, and the regime is the face on which this is largest. *Values*: the distance of a
regime is the part of the exact derivatives that its leading terms miss.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf, sqrt

from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.matrix.model import Model
from theory.matrix.places import meant
from theory.matrix.rational import Row, Vector
from theory.matrix.regimes import Regime, Regimes

ORDERS = (1, 2, 3)
"""Orders that values are judged by."""
TOLERANCE = 0.1
Rate = tuple[Fraction, Fraction]
"""A power of the reference size: how often infinite, and the rest."""


@dataclass(frozen=True)
class Classification:
    """The regime, None where no face holds terms of all orders, and how far the facets are.

    ``time_scale``: for a scaling the power of the reference size, None if it is infinite; for values the number T.
    ``distances``: for a scaling the power of the reference size by which a facet's terms lose, None for infinitely far;
    for values the part that each facet and the regime miss. ``within``: whether that is within the tolerance.
    ``orders``: those that have terms among the largest.
    """

    regime: Regime | None
    time_scale: Fraction | float | None
    distances: Mapping[str, Fraction | float | None]
    within: bool
    orders: tuple[int, ...]


def by_scaling(found: Regimes, powers: Mapping[str, Fraction | None]) -> Classification:
    """The regime of sizes and scalars that grow like the given powers of a reference size; None means infinite.

    What is left out stays fixed, power 0. Raises :class:`theory.errors.InputError` for an unknown name, and for a size
    that shrinks.
    """
    rates = [rate(found.model, name, powers.get(name, Fraction(0))) for name in found.model.names]
    refuse_unknown(powers, found.model.names)
    polyhedron = found.polyhedron
    fastest = max(weight(rates, growth[:-1]) for growth in polyhedron.growths)
    heights = {point: minus(weight(rates, point[:-1]), times(fastest, point[-1])) for point in polyhedron.points}
    top = max(heights.values())
    leading = frozenset(point for point, height in heights.items() if height == top)
    gaps = {one.name: minus(top, max(heights[point] for point in one.points)) for one in facets(found)}
    regime = face_of(found, leading)
    return Classification(
        regime,
        None if fastest[0] else fastest[1],
        {name: None if gap[0] else gap[1] for name, gap in gaps.items()},
        regime is not None,
        tuple(sorted({point[-1] for point in leading})),
    )


def rate(model: Model, name: str, power: Fraction | None) -> Rate:
    """A power, sizes being at least 1."""
    if power is None and name not in model.sizes:
        raise InputError(f"{name} scales like a power of the reference size; only sizes may be inf")
    if name in model.sizes and power is not None and power < 0:
        raise InputError(f"{name} counts dimensions or samples, so its power is at least 0, got {power}")
    return (Fraction(1), Fraction(0)) if power is None else (Fraction(0), Fraction(power))


def weight(rates: list[Rate], exponents: Row) -> Rate:
    """The power of a monomial."""
    infinite, finite = (sum((r * e for r, e in zip(some, exponents, strict=True)), Fraction(0)) for some in zip(*rates))
    return infinite, finite


def minus(first: Rate, second: Rate) -> Rate:
    """Difference."""
    return first[0] - second[0], first[1] - second[1]


def times(one: Rate, factor: int) -> Rate:
    """Multiple."""
    return one[0] * factor, one[1] * factor


def facets(found: Regimes) -> list[Regime]:
    """The regimes of the largest dimension, those of every second order included."""
    return [one for one in (*found.regimes, *found.alternating) if one.dimension == found.dimension - 1]


def face_of(found: Regimes, points: frozenset[Vector]) -> Regime | None:
    """The regime with these terms."""
    if points == found.polyhedron.points:
        return found.interior
    return next((one for one in (*found.regimes, *found.alternating) if one.points == points), None)


def by_values(found: Regimes, values: Mapping[str, Fraction | None], tolerance: float = TOLERANCE) -> Classification:
    """The nearest regime: of those that miss at most ``tolerance`` the closest one of the lowest dimension.

    If even the facets miss more, the closest facet. ``values`` has every size, scalar and moment of the derivatives of
    orders 1 to 3; a size may be infinite, None.
    """
    missing = misses(found, values)
    near = [one for one in (*found.regimes, *found.alternating) if missing[one.name] <= tolerance]
    candidates = near or facets(found)
    if not candidates:
        raise InputError(f"{found.model.name} has no regimes but its interior: no dimensionless parameter is free")
    nearest = min(candidates, key=lambda one: (one.dimension, missing[one.name]))
    distances = {name: missing[name] for name in (*(one.name for one in facets(found)), nearest.name)}
    orders = tuple(sorted({point[-1] for point in nearest.points}))
    return Classification(nearest, value(found.model, values, nearest.growth), distances, bool(near), orders)


def misses(found: Regimes, values: Mapping[str, Fraction | None]) -> dict[str, float]:
    """For each regime ``max_s sum |terms of Y_s but its leading ones| / sum |terms of Y_s|``, s = 1, 2, 3.

    Y_s is the exact derivative of order s. 0: the regime's terms are all there is; 1: they are nothing of it. A regime of
    every second order s has no terms in between; there its part is ``|Y_s| / (|Y_s| + sqrt(|Y_(s-1)| |Y_(s+1)|))``, which
    does not depend on the unit of time.
    """
    terms = {s: magnitudes(found, s, values) for s in ORDERS}
    totals = {s: sum(some.values()) for s, some in terms.items()}
    return {
        one.name: float(max(missed(one, s, terms, totals) for s in ORDERS))
        for one in (*found.regimes, *found.alternating)
    }


def missed(
    one: Regime, s: int, terms: Mapping[int, Mapping[Vector, Fraction]], totals: Mapping[int, Fraction]
) -> Fraction | float:
    """The part of one derivative that the regime's leading terms miss."""
    leading = one.leading(s)
    if leading:
        return 1 - sum((terms[s][exponents] for exponents in leading), Fraction(0)) / totals[s]
    if not {s - 1, s + 1} <= set(ORDERS):
        return 1.0
    return float(totals[s]) / (float(totals[s]) + sqrt(totals[s - 1]) * sqrt(totals[s + 1]))


def magnitudes(found: Regimes, s: int, values: Mapping[str, Fraction | None]) -> dict[Vector, Fraction]:
    """The absolute values of the terms of one derivative, by their exponents of sizes and scalars."""
    derivative = expansion(found.model, found.loss, s)
    given = [checked(found.model, name, values) for name in derivative.names]
    refuse_unknown(values, derivative.names)
    result: dict[Vector, Fraction] = {}
    for exponents, coefficient in derivative.terms.items():
        size = abs(coefficient)
        for number, power, name in zip(given, exponents, derivative.names, strict=True):
            size *= raised(number, power, name)
        key = exponents[: len(found.model.names)]
        result[key] = result.get(key, Fraction(0)) + size
    if not any(result.values()):
        raise InputError(f"at these values the derivative of order {s} of the loss {found.loss} vanishes: nothing moves")
    return result


def raised(number: Fraction | None, power: int, name: str) -> Fraction:
    """A power of a value; those of an infinite size that are negative vanish."""
    if number is not None:
        return abs(number) ** power
    if power > 0:
        raise InputError(f"the loss grows without end with {name}: {name} cannot be inf")
    return Fraction(int(power == 0))


def checked(model: Model, name: str, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """A value that its name allows."""
    if name not in values:
        raise InputError(f"a value of {name} is missing; it takes {', '.join(model.names)}")
    number = values[name]
    if number is None and name not in model.sizes:
        raise InputError(f"{name} is a number; only sizes may be inf")
    if name in model.sizes and number is not None and (number < 1 or number.denominator != 1):
        raise InputError(f"{name} counts dimensions or samples and is an integer >= 1, got {number}")
    if name in model.scalars and number is not None and number <= 0:
        raise InputError(f"{name} is positive, got {number}")
    return number


def refuse_unknown(given: Mapping[str, object], names: tuple[str, ...]) -> None:
    """Raise for a name that the model has not."""
    for name in given:
        if name not in names:
            raise InputError(f"no size or scalar is named {name!r}{meant(name, names)}; known are {', '.join(names)}")


def value(model: Model, values: Mapping[str, Fraction | None], powers: Row) -> float:
    """A monomial as a number."""
    result = 1.0
    for name, power in zip(model.names, powers, strict=True):
        number = values[name]
        result *= (inf if number is None else float(number)) ** float(power) if power else 1.0
    return result
