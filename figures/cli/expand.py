"""``prism expand``: one exact coefficient of the loss expansion."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from figures.cli.foresight import RATIO, require_order_in_time
from figures.cli.options import model_option

if TYPE_CHECKING:
    from theory.autoencoder.expansion import Coefficient
    from theory.autoencoder.request import Request
    from theory.matrix import Expansion, Model


@click.command()
@model_option
@click.option("--loss", metavar="NAME", help="train or population, or a loss of the model.  [default: the flow's]")
@click.option("--order", type=click.IntRange(min=0), required=True, help="How often the loss is differentiated.")
@click.option(
    "--moment",
    type=click.Choice(["mean", "variance"]),
    default="mean",
    show_default=True,
    help="Of the loss, over initializations and samples.",
)
@click.option("--planar", is_flag=True, help="Only the leading terms of p, H, N together large.")
@click.option("--free", is_flag=True, help="Without the target: the free flow and loss.")
@click.option("--infinite-data", is_flag=True, help="N infinite: the sample covariance is the identity.")
@click.option("--format", "style", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def expand(
    source: str | None,
    loss: str | None,
    order: int,
    moment: str,
    planar: bool,
    free: bool,
    infinite_data: bool,
    style: str,
    as_json: bool,
) -> None:
    """Print the exact E[d^order L/dt^order] at t = 0 as a polynomial in the sizes and scalars of the model.

    Without --model it is the tied autoencoder at T = 1: a polynomial in p, H, N, 1/N and sigma^2.

    With --moment variance it is d^order Var L/dt^order at t = 0, the variance of the loss of one run.
    """
    from theory.autoencoder.request import Request
    from theory.errors import InputError
    from theory.models import load

    style = "json" if as_json else style
    if source is None:
        asked = Request(
            "train" if loss is None else loss, order, planar=planar, target=not free, infinite_data=infinite_data
        )
        click.echo(shown(coefficient_of(asked, moment), moment, style))
        return
    if free or infinite_data:
        raise InputError("--free and --infinite-data do not go with --model; leave out one of them")
    model = load(source)
    click.echo(shown_model(expansion_of(model, model.flow if loss is None else loss, order, moment, planar), style))


def refuse_long(asked: Request) -> None:
    """Refuse what would take too long: at infinite data, the one case of the mean that memory does not bound."""
    from theory.autoencoder.expansion import infinite_data_terms

    require_order_in_time(lambda order: infinite_data_terms(replace(asked, order=order)), asked.order)


def coefficient_of(asked: Request, moment: str) -> Coefficient:
    """The derivative of the mean or of the variance of a loss of the tied autoencoder."""
    from theory.autoencoder.expansion import Coefficient, answered
    from theory.models.tied_autoencoder import variant

    if moment == "mean":
        return answered(asked, refuse_long) if asked.infinite_data else answered(asked)
    model = variant(target=asked.target, infinite_data=asked.infinite_data)
    found = expansion_of(model, asked.loss, asked.order, moment, asked.planar)
    return Coefficient(**asdict(asked), terms=found.terms)  # type: ignore[arg-type]


def expansion_of(model: Model, loss: str, order: int, moment: str, planar: bool) -> Expansion:
    """The derivative of the mean or of the variance of any model's loss; refused where that would take too long.

    Compiled orders of the tied autoencoder are not tried: memory bounds them, to about a minute.
    """
    from theory.matrix import expansion, variance
    from theory.matrix.expansion import require
    from theory.matrix.system import independent
    from theory.matrix.tied import recognized

    require(model, loss, order)
    find = expansion if moment == "mean" else variance
    if moment != "mean" or recognized(independent(model), loss) is None:
        require_order_in_time(lambda lower: find(model, loss, lower, planar), order, RATIO)
    return find(model, loss, order, planar)


def shown(found: Coefficient, moment: str, style: str) -> str:
    """The coefficient in one of the three formats."""
    from theory.autoencoder.render import coefficient_latex, coefficient_text

    if style == "json":
        return json.dumps(contents(found, moment))
    if style == "latex":
        name = r"L_{\mathrm{%s}}" % ("tr" if found.loss == "train" else "pop")
        return f"{derivative_latex(moment, name, found.order)} = {coefficient_latex(found)}"
    return coefficient_text(found)


def derivative_latex(moment: str, name: str, order: int) -> str:
    """What a coefficient is: the mean of a derivative, or the derivative of a variance."""
    if moment == "mean":
        return rf"\mathbb{{E}}\left[ {name}^{{({order})}}(0) \right]"
    return rf"\operatorname{{Var}}\left[ {name} \right]^{{({order})}}(0)"


def shown_model(found: Expansion, style: str) -> str:
    """The expansion of a model's loss in one of the three formats."""
    from theory.matrix import render
    from theory.notebook import upright

    if style == "json":
        return json.dumps(model_contents(found))
    if style == "latex":
        left = derivative_latex(found.moment, upright(found.loss), found.order)
        return f"{left} = {render.latex(found.names, found.terms)}"
    return render.text(found.names, found.terms)


def model_contents(found: Expansion) -> dict[str, object]:
    """The JSON object; exponents 0 are left out, ``planar`` and ``moment`` unless they were asked for."""
    terms = [
        {"exponents": {name: e for name, e in zip(found.names, powers, strict=True) if e}, "coefficient": str(c)}
        for powers, c in found.terms.items()
    ]
    asked: dict[str, object] = {"planar": True} if found.planar else {}
    if found.moment != "mean":
        asked["moment"] = found.moment
    return {"model": found.model, "loss": found.loss, "order": found.order, **asked, "terms": terms}


def contents(found: Coefficient, moment: str) -> dict[str, object]:
    """The JSON object; the options that the contract does not name appear only when they were asked for."""
    asked: dict[str, object] = {"target": False} if not found.target else {}
    if found.infinite_data:
        asked["infinite_data"] = True
    if moment != "mean":
        asked["moment"] = moment
    names = ("p", "H", "N", "sigma2")
    terms = [
        {**dict(zip(names, exponents, strict=True)), "coefficient": str(c)} for exponents, c in found.terms.items()
    ]
    return {"loss": found.loss, "order": found.order, "planar": found.planar, **asked, "terms": terms}
