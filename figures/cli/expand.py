"""``prism expand``: one exact coefficient of the loss expansion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from figures.cli.options import model_option

if TYPE_CHECKING:
    from theory.autoencoder.expansion import Coefficient
    from theory.matrix import Expansion


@click.command()
@model_option
@click.option("--loss", metavar="NAME", help="train or population, or a loss of the model.  [default: the flow's]")
@click.option("--order", type=click.IntRange(min=0), required=True, help="How often the loss is differentiated.")
@click.option("--planar", is_flag=True, help="Only the leading terms of p, H, N together large.")
@click.option("--free", is_flag=True, help="Without the target: the free flow and loss.")
@click.option("--infinite-data", is_flag=True, help="N infinite: the sample covariance is the identity.")
@click.option("--format", "style", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def expand(
    source: str | None,
    loss: str | None,
    order: int,
    planar: bool,
    free: bool,
    infinite_data: bool,
    style: str,
    as_json: bool,
) -> None:
    """Print the exact E[d^order L/dt^order] at t = 0 as a polynomial in the sizes and scalars of the model.

    Without --model it is the tied autoencoder at T = 1: a polynomial in p, H, N, 1/N and sigma^2.
    """
    from theory.autoencoder.expansion import coefficient
    from theory.errors import InputError
    from theory.matrix import expansion
    from theory.models import load

    style = "json" if as_json else style
    if source is None:
        found = coefficient(loss or "train", order, planar=planar, target=not free, infinite_data=infinite_data)
        click.echo(shown(found, style))
        return
    if free or infinite_data:
        raise InputError("--free and --infinite-data do not go with --model; leave out one of them")
    model = load(source)
    click.echo(shown_model(expansion(model, loss or model.flow, order, planar), style))


def shown(found: Coefficient, style: str) -> str:
    """The coefficient in one of the three formats."""
    from theory.autoencoder.render import coefficient_latex, coefficient_text

    if style == "json":
        return json.dumps(contents(found))
    if style == "latex":
        name = r"L_{\mathrm{%s}}" % ("tr" if found.loss == "train" else "pop")
        return rf"\mathbb{{E}}\left[ {name}^{{({found.order})}}(0) \right] = {coefficient_latex(found)}"
    return coefficient_text(found)


def shown_model(found: Expansion, style: str) -> str:
    """The expansion of a model's loss in one of the three formats."""
    from theory.matrix import render

    if style == "json":
        return json.dumps(model_contents(found))
    if style == "latex":
        name = rf"\mathrm{{{found.loss}}}".replace("_", r"\_")
        return rf"\mathbb{{E}}\left[ {name}^{{({found.order})}}(0) \right] = {render.latex(found.names, found.terms)}"
    return render.text(found.names, found.terms)


def model_contents(found: Expansion) -> dict[str, object]:
    """The JSON object; exponents 0 are left out, and ``planar`` unless it was asked for."""
    terms = [
        {"exponents": {name: e for name, e in zip(found.names, powers, strict=True) if e}, "coefficient": str(c)}
        for powers, c in found.terms.items()
    ]
    asked = {"planar": True} if found.planar else {}
    return {"model": found.model, "loss": found.loss, "order": found.order, **asked, "terms": terms}


def contents(found: Coefficient) -> dict[str, object]:
    """The JSON object; the options that the contract does not name appear only when they were asked for."""
    asked = {"target": False} if not found.target else {}
    if found.infinite_data:
        asked["infinite_data"] = True
    names = ("p", "H", "N", "sigma2")
    terms = [
        {**dict(zip(names, exponents, strict=True)), "coefficient": str(c)} for exponents, c in found.terms.items()
    ]
    return {"loss": found.loss, "order": found.order, "planar": found.planar, **asked, "terms": terms}
