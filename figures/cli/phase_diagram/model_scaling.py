"""``prism phase-diagram scaling`` with axes: a plane of the exponents of any model."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import sympy as sp
from matplotlib.figure import Figure

from figures.cli.model_regimes import warn
from figures.cli.output import print_json, print_table
from figures.cli.phase_diagram.options import read_range
from theory.errors import InputError
from theory.matrix.algebra import Algebra, named
from theory.matrix.model import Model, alphabet
from theory.matrix.monomials import ONE, variable
from theory.matrix.parse import Parser
from theory.matrix.places import place
from theory.matrix.regimes import ORDER, Regimes, regimes
from theory.matrix.scaling_map import Affine, Cell, Plane, Range, ScalingMap, divided, expression
from theory.models import load

CONSTANT: Affine = (Fraction(0), Fraction(0), Fraction(0))
SIZES: Range = (Fraction(0), Fraction(3))
SCALARS: Range = (Fraction(-3), Fraction(1))


def show(
    source: str,
    axes: tuple[str, str],
    ranges: tuple[str | None, str | None],
    fixed: tuple[str, ...],
    loss: str | None,
    order: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """Draw the plane of a model and print its regions."""
    from figures.phase_diagram.scaling_map import draw

    found = regimes(load(source), loss, ORDER if order is None else order)
    warn(found)
    divide(found, axes, ranges, fixed, draw, out, as_json, "rho")


def divide(
    found: Regimes,
    axes: tuple[str, str],
    ranges: tuple[str | None, str | None],
    fixed: tuple[str, ...],
    draw: Callable[[ScalingMap], Figure],
    out: Path,
    as_json: bool,
    reference: str,
) -> None:
    """Divide a plane into regimes, draw it and print its regions in powers of the reference size."""
    from figures.style import save

    x_range, y_range = (axis_range(found.model, *pair) for pair in zip(axes, ranges, strict=True))
    plane = Plane(axes, (x_range, y_range), assignments(fixed, axes))
    divided_plane = divided(found, plane)
    if left := [name for name in found.model.names if name not in plane.powers]:
        click.echo(f"prism: --fix leaves out {', '.join(left)}: taken to stay fixed, power 0", err=True)
    whole = replace(plane, fixed={**plane.fixed, **dict.fromkeys(left, CONSTANT)})
    files = [str(path) for path in save(draw(replace(divided_plane, plane=whole)), out, "scaling")]
    if as_json:
        print_json({"model": found.model.name, "loss": found.loss, "order": found.order,
                    **contents(divided_plane, reference), "files": files})  # fmt: skip
    else:
        click.echo(heading(divided_plane, reference))
        print_table(["regime", "T", "condition"], [row(cell, reference) for cell in divided_plane.regions])
        click.echo("\n" + "\n".join(files))


def axis_range(model: Model, axis: str, text: str | None) -> Range:
    """The range of an axis; by default 0 to 3 for a size and -3 to 1 for a scalar."""
    if text is None:
        return SIZES if axis in model.sizes else SCALARS
    return read_range(text)


def assignments(given: tuple[str, ...], axes: tuple[str, str]) -> dict[str, Affine | None]:
    """``NAME=POWER``: a number, an affine function of the powers of the axes, or ``inf`` as None."""
    result: dict[str, Affine | None] = {}
    for text in given:
        name, equals, power = (part.strip() for part in text.partition("="))
        if not equals:
            raise InputError(f"--fix takes NAME=POWER such as p=1, N=inf or N=2*{axes[0]}-1, got {text!r}")
        if name in result:
            raise InputError(f"--fix gives {name} twice; leave out one of them")
        with place(f"--fix {text}"):
            result[name] = None if power == "inf" else affine(power, axes)
    return result


def affine(text: str, axes: tuple[str, str]) -> Affine:
    """A formula in the powers of the axes, written by their names, as an affine function."""
    values = {axis: named(variable(i)) for i, axis in enumerate(axes)}
    terms = Parser(Algebra(alphabet((), {}), axes), values).scalar(text).terms.get((), {})
    a, b, c = (terms.get(monomial, Fraction(0)) for monomial in (ONE, variable(0), variable(1)))
    if set(terms) - {ONE, variable(0), variable(1)}:
        raise InputError(f"a power is a number plus multiples of those of {axes[0]} and {axes[1]}, got {text!r}")
    return a, b, c


def heading(found: ScalingMap, reference: str) -> str:
    """What varies and what is fixed."""
    plane = found.plane
    fixed = [f"{name} = inf" if f is None else f"{name} ~ {power(f, reference)}" for name, f in plane.fixed.items()]
    varying = [f"{name} ~ {reference}^{symbol}" for name, symbol in zip(plane.axes, "xy", strict=True)]
    return ", ".join([*varying, *fixed])


def power(function: Affine | None, reference: str) -> str:
    """``rho^(x + 2*y)``, ``1``, ``inf``."""
    if function is None:
        return "inf"
    exponent = expression(function, sp.symbols("x y"))
    return "1" if exponent == 0 else reference if exponent == 1 else f"{reference}^({exponent})"


def row(cell: Cell, reference: str) -> list[str]:
    """A region for people."""
    one = cell.regime
    if one is None:
        return ["none", power(cell.time_power, reference), cell.reason]
    only = "" if one.orders == "all" else f" ({one.orders} orders only)"
    value = "" if one.time_scale == "1" else f" = {power(cell.time_power, reference)}"
    return [one.name + only, one.time_scale + value, one.condition]


def contents(found: ScalingMap, reference: str) -> dict[str, Any]:
    """The plane as a part of the JSON object; exponents are exact, written as fractions."""
    plane = found.plane
    kinds = {"regions": found.regions, "borders": found.borders, "points": found.points}
    return {
        "axes": list(plane.axes),
        "ranges": [[str(x) for x in some] for some in plane.ranges],
        "fixed": {
            name: "inf" if f is None else str(expression(f, sp.symbols("x y"))) for name, f in plane.fixed.items()
        },
        **{kind: [described(cell, reference) for cell in cells] for kind, cells in kinds.items()},
    }


def described(cell: Cell, reference: str) -> dict[str, Any]:
    """A cell as a JSON object; without a regime its name and what belongs to it are null."""
    one = cell.regime
    return {
        "regime": one and one.name,
        "dimension": one and one.dimension,
        "orders": one and one.orders,
        "condition": one and one.condition,
        "time_scale": one and one.time_scale,
        "power": power(cell.time_power, reference),
        "corners": [[str(x), str(y)] for x, y in cell.corners],
    }
