"""``prism regimes``: the faces of the prism and their limit losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import model_option
from figures.cli.output import print_json
from theory.errors import InputError

if TYPE_CHECKING:
    import sympy as sp

    from theory.autoencoder.regimes import Regime

FACTORED = 12  # beyond, common factors of the hundreds of terms take longer to find than the terms


@click.command()
@click.argument("name", required=False)
@model_option
@click.option("--loss", metavar="NAME", help="With --model: a loss of it.  [default: the flow's]")
@click.option(
    "--order", "highest", type=click.IntRange(0), help="With --model: derivatives 1 to ORDER are used.  [default: 4]"
)
@click.option("--format", "layout", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True)
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
    their scaling conditions and time scales, found from its exact derivatives at t = 0.
    """
    layout = "json" if as_json else layout
    if source is not None:
        from figures.cli import model_regimes

        if order is not None or layout == "latex":
            raise InputError("--series and --format latex do not go with --model: its regimes have no limit formulas")
        return model_regimes.show(source, loss, highest, name, layout == "json")
    if loss is not None or highest is not None:
        raise InputError("--loss and --order go with --model; without it the regimes are those of the tied autoencoder")
    from theory.autoencoder.regimes import REGIMES, regime

    chosen = [regime(name)] if name else list(REGIMES.values())
    if layout == "json":
        print_json({"regimes": [describe(r, _plain) | coefficients(r, order, str) for r in chosen]})
    elif layout == "latex":
        click.echo("\n\n".join(as_latex(r, order) for r in chosen))
    else:
        click.echo("\n\n".join(as_text(r, order) for r in chosen))
    return None


def describe(r: Regime, show: Any) -> dict[str, Any]:
    """The regime's parts as strings, formulas through ``show``."""
    return {
        "name": r.name,
        "dimension": r.dimension,
        "scaling": ", ".join(f"{show(quantity)} -> {show(limit)}" for quantity, limit in r.scaling),
        "time_scale": show(r.time_scale),
        "train": show(r.train),
        "population": show(r.population),
        "solution": r.solution,
        "where": [show(equation) for equation in r.where],
        "source": r.source,
    }


def coefficients(r: Regime, order: int | None, show: Any) -> dict[str, Any]:
    """The regime's series over p, each coefficient through ``show``; empty if no order is asked for."""
    import sympy as sp

    if order is None:
        return {}
    series = r.series(order)
    losses = {"train": series.train, "population": series.population}
    return {
        "series": {
            name: [show(sp.factor_terms(c) if s <= FACTORED else c) for s, c in enumerate(terms)]
            for name, terms in losses.items()
        }
    }


def as_text(r: Regime, order: int | None = None) -> str:
    """The regime as a paragraph of plain text."""
    parts = describe(r, _text)
    lines = [f"{r.name} ({r.kind}): {parts['scaling']}; time scale T = {parts['time_scale']}; {r.solution}"]
    lines += [f"  {loss:10} = {parts[loss]}" for loss in ("train", "population")]
    lines += [f"  where        {equation}" for equation in parts["where"]]
    for loss, terms in coefficients(r, order, _text).get("series", {}).items():
        lines += [
            f"  {loss + '/p':12} = " + " + ".join(f"({c}) t^{s}" if s else c for s, c in enumerate(terms)) + " + ..."
        ]
    return "\n".join([*lines, f"  source       {r.source}"])


def as_latex(r: Regime, order: int | None = None) -> str:
    """The regime as an ``align*`` environment under a comment with its name and scaling."""
    import sympy as sp

    equations = [("L_{\\mathrm{train}}", r.train), ("L_{\\mathrm{pop}}", r.population)]
    lines = [f"{left} &= {sp.latex(right)}" for left, right in equations]
    lines += [f"{sp.latex(e.lhs)} &= {sp.latex(e.rhs)}" for e in r.where]
    for name, terms in coefficients(r, order, sp.latex).get("series", {}).items():
        left = rf"L_{{\mathrm{{{'train' if name == 'train' else 'pop'}}}}} / p"
        lines.append(
            f"{left} &= " + " + ".join(rf"\left({c}\right) t^{{{s}}}" for s, c in enumerate(terms)) + r" + \dots"
        )
    scaling = ", ".join(rf"{sp.latex(q)} \to {sp.latex(limit)}" for q, limit in r.scaling)
    heading = f"% {r.name}: {scaling}; T = {sp.latex(r.time_scale)}"
    return "\n".join([heading, r"\begin{align*}", " \\\\\n".join(lines), r"\end{align*}"])


def _text(expression: sp.Basic) -> str:
    import sympy as sp

    if isinstance(expression, sp.Equality):
        return f"{expression.lhs} = {expression.rhs}"
    return _plain(expression)


def _plain(expression: sp.Basic) -> str:
    import sympy as sp

    return "inf" if expression is sp.oo else str(expression)
