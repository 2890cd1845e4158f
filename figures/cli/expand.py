"""``prism expand``: one exact coefficient of the loss expansion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from theory.autoencoder.expansion import Coefficient


@click.command()
@click.option("--loss", type=click.Choice(["train", "population"]), default="train", show_default=True)
@click.option("--order", type=click.IntRange(min=0), required=True, help="How often the loss is differentiated.")
@click.option("--planar", is_flag=True, help="Only the leading terms of p, H, N together large.")
@click.option("--free", is_flag=True, help="Without the target: the free flow and loss.")
@click.option("--infinite-data", is_flag=True, help="N infinite: the sample covariance is the identity.")
@click.option("--format", "style", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_context
def expand(
    ctx: click.Context,
    loss: str,
    order: int,
    planar: bool,
    free: bool,
    infinite_data: bool,
    style: str,
    as_json: bool,
) -> None:
    """Print the exact E[d^order L/dt^order] at t = 0, T = 1, as a polynomial in p, H, N, 1/N and sigma^2."""
    from theory.autoencoder.expansion import coefficient
    from theory.autoencoder.memory import OutOfReachError

    try:
        found = coefficient(loss, order, planar=planar, target=not free, infinite_data=infinite_data)
    except OutOfReachError as error:
        click.echo(f"prism: {error}", err=True)
        ctx.exit(1)
    click.echo(shown(found, "json" if as_json else style))


def shown(found: Coefficient, style: str) -> str:
    """The coefficient in one of the three formats."""
    from theory.autoencoder.render import coefficient_latex, coefficient_text

    if style == "json":
        return json.dumps(contents(found))
    if style == "latex":
        name = r"L_{\mathrm{%s}}" % ("tr" if found.loss == "train" else "pop")
        return rf"\mathbb{{E}}\left[ {name}^{{({found.order})}}(0) \right] = {coefficient_latex(found)}"
    return coefficient_text(found)


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
