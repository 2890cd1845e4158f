"""``prism regimes --model``: the faces of a model's polyhedron."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from figures.cli import formulas
from figures.cli.foresight import require_order_in_time
from figures.cli.output import print_json, print_table
from theory.errors import InputError
from theory.matrix import render
from theory.matrix.regimes import ORDER, Regime, Regimes, regimes
from theory.models import load
from theory.solutions import Solution, solutions

SHOWN = 3
"""Orders whose leading terms are printed for a regime asked for by name."""


def show(source: str, loss: str | None, order: int | None, name: str | None, series: int | None, layout: str) -> None:
    """Print all regimes of a model, or the one of that name, with its limit formulas where it is solved."""
    found = regimes(load(source), loss, ORDER if order is None else order)
    chosen = (found[name],) if name else found.regimes
    solved = solutions(found.model)
    if layout == "latex" or series is not None:
        require_formulas(found, solved, chosen)
    if series is not None:
        known = [solved[one.name] for one in chosen if one.name in solved]
        require_order_in_time(lambda order: [one.series(order) for one in known], series)
    warn(found)
    if layout == "json":
        print_json(contents(found, chosen, solved, series))
    elif layout == "latex":
        click.echo("\n\n".join(as_latex(one, solved[one.name], series) for one in chosen if one.name in solved))
    elif name:
        lines = as_text(solved.get(chosen[0].name), series) if solved else []
        click.echo("\n".join([described(found, chosen[0]), *lines]))
    else:
        click.echo(heading(found))
        listed = [*chosen, *found.alternating]
        header = ["regime", "dim", "rate T", "condition", *["limit"] * bool(solved)]
        print_table(header, [row(one, solved) for one in listed])
        click.echo(footing(found))


def require_formulas(found: Regimes, solved: Mapping[str, Solution], chosen: Sequence[Regime]) -> None:
    """Refuse what needs limit formulas where none is known."""
    if not any(one.name in solved for one in chosen):
        asked = chosen[0].name if len(chosen) == 1 else "its regimes"
        listed = f"; solved are {', '.join(solved)}" if solved else ""
        raise InputError(f"{found.model.name}: no limit formula of {asked} is known for --series or LaTeX{listed}")


def as_text(solution: Solution | None, order: int | None) -> list[str]:
    """The limit formulas, or that there are none."""
    if solution is None:
        return ["limit       unsolved: `prism predict --model` gives numbers"]
    lines = formulas.text_lines(solution.losses, solution.where, solution.series(order) if order is not None else {})
    return [
        f"limit       {solution.kind}, {solution.domain}",
        *lines,
        f"  source       {solution.source}",
    ]


def as_latex(one: Regime, solution: Solution, order: int | None) -> str:
    """The limit formulas under a comment with the name, condition and rate."""
    heading = f"{one.name}: {one.condition}; T = {one.time_scale}"
    series = solution.series(order) if order is not None else {}
    return formulas.latex(heading, solution.losses, solution.where, series)


def warn(found: Regimes) -> None:
    """Say on stderr if the order is too low to be sure."""
    if not found.settled:
        click.echo(
            f"prism: the leading terms of order {found.order} do not follow from those below: the order may be too "
            f"low for {found.model.name}; compare --order {found.order + 1}",
            err=True,
        )


def contents(
    found: Regimes, chosen: tuple[Regime, ...], solved: Mapping[str, Solution], order: int | None
) -> dict[str, Any]:
    """The JSON object; faces with terms of every second order only are listed apart."""
    alternating = [one for one in chosen if one.orders != "all"] if len(chosen) == 1 else found.alternating
    apart = [
        described_plainly(one) | {"orders": one.orders} | limits(solved.get(one.name), order) for one in alternating
    ]
    return {
        "model": found.model.name,
        "loss": found.loss,
        "order": found.order,
        "dimension": found.dimension,
        "regimes": [
            described_plainly(one) | limits(solved.get(one.name), order) for one in chosen if one.orders == "all"
        ],
        **({"alternating": apart} if apart else {}),
        "artifacts": found.artifacts,
    }


def limits(solution: Solution | None, order: int | None) -> dict[str, Any]:
    """The limit formulas as strings that sympy reads; empty if there are none."""
    if solution is None:
        return {}
    taylor = {} if order is None else {"series": formulas.coefficients(solution.series(order), formulas.parsable)}
    return {
        "losses": {name: formulas.parsable(loss) for name, loss in solution.losses.items()},
        "solution": solution.kind,
        "where": [formulas.parsable(equation) for equation in solution.where],
        "domain": solution.domain,
        "source": solution.source,
        **taylor,
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
    """What was looked at: as many regimes as the table has rows, those of every second order among them."""
    listed = [*found.regimes, *found.alternating]
    apart = Counter(one.orders for one in found.alternating)
    some = "".join(f" ({count} with {orders} orders only)" for orders, count in apart.items())
    return (
        f"{found.model.name}: {len(listed)} regimes of the loss {found.loss}{some}, from its derivatives of orders "
        f"1 to {found.order}; {found.dimension} dimensionless parameter{'s' * (found.dimension != 1)}"
    )


def row(one: Regime, solved: Mapping[str, Solution]) -> list[str]:
    """A line of the table."""
    only = "" if one.orders == "all" else f" ({one.orders} orders only)"
    kind = [solved[one.name].kind if one.name in solved else ""] if solved else []
    return [one.name, str(one.dimension), one.time_scale, one.condition + only, *kind]


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
        f"rate        T = {one.time_scale}{only}",
    ]
    return "\n".join(lines + [f"{f'order {s}':<12}{terms(found, one, s)}" for s in range(1, SHOWN + 1)])


def terms(found: Regimes, one: Regime, order: int) -> str:
    """The leading terms of one order, with their coefficients."""
    leading = set(one.leading(order))
    width = len(one.names)
    derivative = found.derivative(order)
    kept = {powers: c for powers, c in derivative.terms.items() if powers[:width] in leading}
    return render.text(derivative.names, kept)
