"""From values of sizes and scalars to the nearest regime, by what its leading terms miss of the exact derivatives."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf, sqrt

from theory.errors import InputError
from theory.matrix.classify import Classification, every, facets, refuse_unknown
from theory.matrix.model import Model
from theory.matrix.rational import Row, Vector
from theory.matrix.regimes import Regime, Regimes

ORDERS = (1, 2, 3)
"""Orders of the derivatives that values are judged by."""
TOLERANCE = Fraction(1, 10)


def by_values(
    found: Regimes, values: Mapping[str, Fraction | None], tolerance: Fraction | float = TOLERANCE
) -> Classification:
    """The nearest regime: of those that miss at most ``tolerance`` the closest one of the lowest dimension.

    If even the facets miss more, the closest facet. ``values`` has every size, scalar and moment of the derivatives of
    orders 1 to 3; a size may be infinite, None.
    """
    missing = misses(found, values)
    near = [one for one in every(found) if missing[one.name] <= tolerance]
    candidates = near or facets(found)
    if not candidates:
        raise InputError(f"{found.model.name} has no regimes but its interior: no dimensionless parameter is free")
    nearest = min(candidates, key=lambda one: (one.dimension, missing[one.name]))
    orders = tuple(sorted({point[-1] for point in nearest.points}))
    return Classification(nearest, value(found.model, values, nearest.growth), missing, bool(near), orders)


def misses(found: Regimes, values: Mapping[str, Fraction | None]) -> dict[str, Fraction | float]:
    """For each regime ``max_s sum |terms of Y_s but its leading ones| / sum |terms of Y_s|``, s = 1, 2, 3.

    Y_s is the exact derivative of order s. 0: the regime's terms are all there is; 1: they are nothing of it. Absolute
    values keep the measure meaningful where Y_s changes sign, and no regime misses less than one that contains it. A
    regime of every second order has no terms in between; there the part is
    ``|Y_s| / (|Y_s| + sqrt(|Y_(s-1)| |Y_(s+1)|))``, which does not depend on the unit of time, and is a float.
    """
    names = max((found.derivative(s).names for s in ORDERS), key=len)
    refuse_unknown(values, names)
    require(found.model, names, values)
    terms = {s: magnitudes(found, s, values) for s in ORDERS}
    totals = {s: sum(some.values(), Fraction(0)) for s, some in terms.items()}
    return {one.name: max(missed(one, s, terms, totals) for s in ORDERS) for one in every(found)}


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
    derivative = found.derivative(s)
    given = [values[name] for name in derivative.names]
    result: dict[Vector, Fraction] = {}
    for exponents, coefficient in derivative.terms.items():
        size = abs(coefficient)
        for number, power, name in zip(given, exponents, derivative.names, strict=True):
            size *= raised(number, power, name)
        key = exponents[: len(found.model.names)]
        result[key] = result.get(key, Fraction(0)) + size
    if not any(result.values()):
        raise InputError(
            f"at these values the derivative of order {s} of the loss {found.loss} vanishes: nothing moves"
        )
    return result


def raised(number: Fraction | None, power: int, name: str) -> Fraction:
    """A power of a value; those of an infinite size that are negative vanish."""
    if number is not None:
        return abs(number) ** power
    if power > 0:
        raise InputError(f"the loss grows without end with {name}: {name} cannot be inf")
    return Fraction(int(power == 0))


def require(model: Model, names: Sequence[str], values: Mapping[str, Fraction | None]) -> None:
    """Raise unless every name has a value that it allows."""
    missing = [name for name in names if name not in values]
    if missing:
        raise InputError(f"a value is missing for {', '.join(missing)}; {model.name} takes {', '.join(names)}")
    for name in names:
        number = values[name]
        if number is None and name not in model.sizes:
            raise InputError(f"{name} is a number; only sizes may be inf")
        if name in model.sizes and number is not None and (number < 1 or number.denominator != 1):
            raise InputError(f"{name} counts dimensions or samples and is an integer >= 1, got {number}")
        if name in model.scalars and number is not None and number <= 0:
            raise InputError(f"{name} is positive, got {number}")


def value(model: Model, values: Mapping[str, Fraction | None], powers: Row) -> float:
    """A monomial as a number."""
    result = 1.0
    for name, power in zip(model.names, powers, strict=True):
        number = values[name]
        result *= (inf if number is None else float(number)) ** float(power) if power else 1.0
    return result
