"""``prism models``: the library of matrix models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from figures.cli.completion import complete_model
from figures.cli.options import json_option
from figures.cli.output import in_turn, print_json

if TYPE_CHECKING:
    from theory.matrix import Model


@click.command()
@click.argument("chosen", metavar="[MODEL]", required=False, shell_complete=complete_model)
@json_option
def models(chosen: str | None, as_json: bool) -> None:
    """List the library's models, or describe one: a name of the library or a FILE.toml."""
    from theory.models import load, names

    found = [load(name) for name in ([chosen] if chosen else names())]
    if as_json:
        print_json({"models": [contents(model) for model in found]})
    else:
        click.echo("\n\n".join(described(model) for model in in_turn("models", found)))


def described(model: Model) -> str:
    """Name, losses, sizes, scalars and the number of regimes."""
    rows = [(f"{name}{' *' if name == model.flow else ''}", loss.formula) for name, loss in model.losses.items()]
    rows += [*model.sizes.items(), *model.scalars.items(), ("regimes", counted(model))]
    width = max(len(name) for name, _ in rows)
    return "\n".join([model.name, *(f"  {name.ljust(width)}  {shown}" for name, shown in rows)])


def counted(model: Model) -> str:
    """How many regimes the loss of the flow has, those of every second order among them, or why it has none."""
    from theory.errors import InputError
    from theory.matrix.regimes import regimes

    try:
        found = regimes(model)
    except InputError:
        return "none: too few derivatives of the loss differ from zero"
    count = len(found.regimes) + len(found.alternating)
    return f"{count}, {len(found.facets)} of them facets (prism regimes --model)"


def contents(model: Model) -> dict[str, object]:
    """The JSON object of one model."""
    return {
        "name": model.name,
        "sizes": dict(model.sizes),
        "scalars": dict(model.scalars),
        "losses": {name: loss.formula for name, loss in model.losses.items()},
        "flow": model.flow,
    }
