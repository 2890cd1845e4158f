"""``prism classify --model``: a scaling, or sizes and values, to a regime of any model."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import click

from figures.cli.model_regimes import warn
from figures.cli.output import print_json
from theory.errors import InputError
from theory.matrix.classify import Classification, by_scaling, facets
from theory.matrix.nearest import TOLERANCE, by_values
from theory.matrix.regimes import ORDER, Regimes, regimes
from theory.matrix.scales import power
from theory.models import load
from theory.rationals import rational

NEAREST_ONLY = f" (only the nearest facet: no face is within {float(TOLERANCE):g})"


def show(
    source: str,
    loss: str | None,
    order: int | None,
    scales: tuple[str, ...],
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    as_json: bool,
) -> None:
    """Print the regime."""
    if bool(scales) == bool(sizes or values):
        raise InputError("give a scaling with --scale, or sizes and scalars with --size and --value")
    found = regimes(load(source), loss, ORDER if order is None else order)
    warn(found)
    if scales:
        powers = assignments("--scale", scales)
        result, shown = by_scaling(found, powers), shown_power
        if fixed := [name for name in found.model.names if name not in powers]:
            click.echo(f"prism: --scale leaves out {', '.join(fixed)}: taken to stay fixed, power 0", err=True)
    else:
        result, shown = by_values(found, assignments("--size", sizes) | assignments("--value", values)), "{:.6g}".format
    result = replace(result, distances=listed(found, result, of_values=not scales))
    if as_json:
        print_json(contents(result))
    else:
        click.echo(report(found, result, shown))


def listed(found: Regimes, result: Classification, *, of_values: bool) -> dict[str, Fraction | float | None]:
    """The distances of the facets and, for values, of the regime itself."""
    own = [result.regime.name] if of_values and result.regime else []
    return {name: result.distances[name] for name in [*(one.name for one in facets(found)), *own]}


def assignments(option: str, given: tuple[str, ...]) -> dict[str, Fraction | None]:
    """``NAME=NUMBER`` as exact numbers, ``inf`` as None."""
    result: dict[str, Fraction | None] = {}
    for text in given:
        name, equals, number = text.partition("=")
        if not equals or not name.strip():
            raise InputError(f"{option} takes NAME=NUMBER such as p=0.5 or p=1/2, got {text!r}")
        try:
            value = None if number.strip() == "inf" else rational(number)
        except InputError as error:
            raise InputError(f"{option} {text}: {error}") from error
        if name.strip() in result:
            raise InputError(f"{option} gives {name.strip()} twice; leave out one of them")
        result[name.strip()] = value
    return result


def contents(result: Classification) -> dict[str, object]:
    """The JSON object; without a regime its parts are null, and so is a distance that is infinite."""
    one = result.regime
    return {
        "regime": one and one.name,
        "dimension": one and one.dimension,
        "time_scale": one and one.time_scale,
        "condition": one and one.condition,
        "within": result.within,
        "distances": {name: None if gap is None else float(gap) for name, gap in result.distances.items()},
    }


def shown_power(exponent: Fraction) -> str:
    """``rho``, ``rho^2``, ``rho^(1/2)``."""
    return power("rho", exponent) if exponent else "1"


def report(found: Regimes, result: Classification, shown: Callable[[Any], str]) -> str:
    """A few lines for people."""
    one = result.regime
    if one is None:
        lines = [f"regime      none: {result.reason}"]
    else:
        number = result.time_scale
        value = f" = {shown(number)}" if number is not None and one.time_scale != "1" else ""
        only = "" if one.orders == "all" else f" ({one.orders} orders only)"
        near = "" if result.within else NEAREST_ONLY
        lines = [
            f"regime      {one.name}{only}{near}",
            f"dimension   {one.dimension} of {found.dimension}",
            f"condition   {one.condition}",
            f"rate        T = {one.time_scale}{value}",
        ]
    gaps = [f"distance    {distance(gap):<8} {name}" for name, gap in result.distances.items()]
    return "\n".join(lines + gaps)


def distance(gap: Fraction | float | None) -> str:
    """Three digits, or ``inf``."""
    return "inf" if gap is None else f"{float(gap):.3g}"
