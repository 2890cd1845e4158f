"""``prism regimes``: the faces of the prism and their limit losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from figures.cli import formulas
from figures.cli.completion import complete_regime
from figures.cli.foresight import require_order_in_time
from figures.cli.options import model_option
from figures.cli.output import in_turn, print_json
from theory.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import sympy as sp

    from theory.autoencoder.regimes import Regime

MEANINGS = {
    "alpha": "p*sigma^2",
    "eta": "H/p",
    "nu": "p/N",
    "a_0": "H*sigma^2",
    "A(0)": "W(0)*W(0)^T",
    "S": "X*X^T/N",
    "tr(A)": "Tr(A)/p",
}


@click.command()
@click.argument("name", required=False, shell_complete=complete_regime)
@model_option
@click.option("--loss", metavar="NAME", help="With --model: a loss of it.  [default: the flow's]")
@click.option(
    "--order", "highest", type=click.IntRange(0), help="With --model: derivatives 1 to ORDER are used.  [default: 4]"
)
@click.option(
    "--format", "layout", type=click.Choice(["text", "latex", "json", "python"]), default="text", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--series", "order", type=click.IntRange(0), help="Add Taylor coefficients over p up to t^ORDER.")
def regimes(
    name: str | None,
    source: str | None,
    loss: str | None,
    highest: int | None,
    layout: str,
    as_json: bool,
    order: int | None,
) -> None:
    """List the learning regimes, or show the one called NAME.

    Without --model they are those of the tied autoencoder with their limit losses; with it, those of any model with
    their scaling conditions and natural rates T, found from its exact derivatives at t = 0, and for one called NAME
    its limit losses where they are known. Curves have a limit as functions of t*T. --format python writes the losses
    as a program that needs numpy and scipy only.
    """
    layout = "json" if as_json else layout
    if layout == "python":
        from figures.cli import programs

        if loss is not None or highest is not None or order is not None:
            raise InputError("--format python goes without --loss, --order and --series")
        return programs.show(source, name)
    if source is not None:
        from figures.cli import model_regimes

        return model_regimes.show(source, loss, highest, name, order, layout)
    if loss is not None or highest is not None:
        raise InputError("--loss and --order go with --model; without it the regimes are those of the tied autoencoder")
    from theory.autoencoder.regimes import REGIMES, regime

    chosen = [regime(name)] if name else list(REGIMES.values())
    layouts: dict[str, Callable[[Regime, int | None], Any]] = {"json": described, "latex": as_latex, "text": as_text}
    shown = layouts[layout]
    if order is not None:
        for r in chosen:
            r.require(order)
        require_order_in_time(lambda lower: [shown(r, lower) for r in chosen], order)
    found: list[Any] = [shown(r, order) for r in in_turn("regimes", chosen)]
    if layout == "json":
        print_json({"regimes": found})
    else:
        click.echo("\n\n".join(found))
    return None


def losses(r: Regime) -> dict[str, sp.Expr]:
    """The limit losses by name."""
    return {"train": r.train, "population": r.population}


def series(r: Regime, order: int | None) -> dict[str, tuple[sp.Expr, ...]]:
    """The regime's series over p; empty if no order is asked for."""
    if order is None:
        return {}
    found = r.series(order)
    return {"train": found.train, "population": found.population}


def described(r: Regime, order: int | None) -> dict[str, Any]:
    """The regime's parts as strings that sympy reads."""
    taylor = formulas.coefficients(series(r, order), formulas.parsable)
    return {
        "name": r.name,
        "dimension": r.dimension,
        "scaling": scaling(r, formulas.plain),
        "time_scale": formulas.parsable(r.time_scale),
        **{name: formulas.parsable(loss) for name, loss in losses(r).items()},
        "solution": r.solution,
        "where": [formulas.parsable(equation) for equation in r.where],
        "source": r.source,
        **({"series": taylor} if taylor else {}),
    }


def scaling(r: Regime, show: Any, arrow: str = "->") -> str:
    """The condition under which the regime holds."""
    return ", ".join(f"{show(quantity)} {arrow} {show(limit)}" for quantity, limit in r.scaling)


def as_text(r: Regime, order: int | None = None) -> str:
    """The regime as a paragraph of plain text."""
    conditions, scale = scaling(r, formulas.plain), formulas.text(r.time_scale)
    heading = f"{r.name} ({r.kind}): {conditions}; rate T = {scale}; {r.solution}"
    lines = formulas.text_lines(losses(r), r.where, series(r, order))
    return "\n".join([heading, *lines, f"  symbols      {symbols(r)}", f"  source       {r.source}"])


def symbols(r: Regime) -> str:
    """What the letters of a regime stand for, besides sizes and the time."""
    import sympy as sp
    from sympy.core.function import AppliedUndef

    shown = [*losses(r).values(), *r.where, r.time_scale, *(quantity for quantity, _ in r.scaling)]
    found = [atom for expression in shown for atom in sp.sympify(expression).atoms(sp.Symbol, AppliedUndef)]
    letters = {atom.func.__name__ if isinstance(atom, AppliedUndef) else str(atom) for atom in found}
    return ", ".join(f"{name} = {meaning}" for name, meaning in MEANINGS.items() if name.partition("(")[0] in letters)


def as_latex(r: Regime, order: int | None = None) -> str:
    """The regime as an ``align*`` environment under a comment with its name and scaling."""
    import sympy as sp

    heading = f"{r.name}: {scaling(r, sp.latex, chr(92) + 'to')}; T = {sp.latex(r.time_scale)}"
    return formulas.latex(heading, losses(r), r.where, series(r, order))
