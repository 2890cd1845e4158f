"""``prism regimes --model``: the faces of a model's polyhedron."""

from typing import Any

import click

from figures.cli.output import print_json, print_table
from theory.matrix import render
from theory.matrix.regimes import ORDER, Regime, Regimes, regimes
from theory.models import load

SHOWN = 3
"""Orders whose leading terms are printed for a regime asked for by name."""


def show(source: str, loss: str | None, order: int | None, name: str | None, as_json: bool) -> None:
    """Print all regimes of a model, or the one of that name."""
    found = regimes(load(source), loss, ORDER if order is None else order)
    chosen = (found[name],) if name else found.regimes
    warn(found)
    if as_json:
        print_json(contents(found, chosen))
    elif name:
        click.echo(described(found, chosen[0]))
    else:
        click.echo(heading(found))
        listed = [*chosen, *found.alternating]
        print_table(["regime", "dimension", "time scale", "condition"], [row(one) for one in listed])
        click.echo(footing(found))


def warn(found: Regimes) -> None:
    """Say on stderr if the order is too low to be sure."""
    if not found.settled:
        click.echo(
            f"prism: the leading terms of order {found.order} do not follow from those below: the order may be too "
            f"low for {found.model.name}; compare --order {found.order + 1}",
            err=True,
        )


def contents(found: Regimes, chosen: tuple[Regime, ...]) -> dict[str, Any]:
    """The JSON object; faces with terms of every second order only are listed apart."""
    alternating = [one for one in chosen if one.orders != "all"] if len(chosen) == 1 else found.alternating
    apart = [described_plainly(one) | {"orders": one.orders} for one in alternating]
    return {
        "model": found.model.name,
        "loss": found.loss,
        "order": found.order,
        "dimension": found.dimension,
        "regimes": [described_plainly(one) for one in chosen if one.orders == "all"],
        **({"alternating": apart} if apart else {}),
        "artifacts": found.artifacts,
    }


def described_plainly(one: Regime) -> dict[str, Any]:
    """A regime as the JSON object has it."""
    return {
        "name": one.name,
        "dimension": one.dimension,
        "normal": dict(zip((*one.names, "t"), one.normal, strict=True)),
        "condition": one.condition,
        "time_scale": one.time_scale,
    }


def heading(found: Regimes) -> str:
    """What was looked at."""
    return (
        f"{found.model.name}: {len(found.regimes)} regimes of the loss {found.loss}, from its derivatives of orders "
        f"1 to {found.order}; {found.dimension} dimensionless parameters"
    )


def row(one: Regime) -> list[str]:
    """A line of the table."""
    only = "" if one.orders == "all" else f" ({one.orders} orders only)"
    return [one.name, str(one.dimension), one.time_scale, one.condition + only]


def footing(found: Regimes) -> str:
    """What was left out."""
    return f"{found.artifacts} other facets of the hull of these orders are artifacts of ending at order {found.order}"


def described(found: Regimes, one: Regime) -> str:
    """One regime with its leading terms."""
    only = "" if one.orders == "all" else f"; terms of {one.orders} orders only, the others being negligible"
    lines = [
        f"regime      {one.name}",
        f"dimension   {one.dimension} of {found.dimension}",
        f"condition   {one.condition}",
        f"time scale  T = {one.time_scale}{only}",
    ]
    return "\n".join(lines + [f"{f'order {s}':<12}{terms(found, one, s)}" for s in range(1, SHOWN + 1)])


def terms(found: Regimes, one: Regime, order: int) -> str:
    """The leading terms of one order, with their coefficients."""
    leading = set(one.leading(order))
    width = len(one.names)
    derivative = found.derivative(order)
    kept = {powers: c for powers, c in derivative.terms.items() if powers[:width] in leading}
    return render.text(derivative.names, kept)
