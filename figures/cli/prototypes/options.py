"""What the commands of this group have in common: reading lists and weighted losses, writing results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from figures.cli.options import decimal
from theory.errors import InputError

if TYPE_CHECKING:
    from theory.prototypes.energy import Energy


def numbers(text: str) -> list[float]:
    """``"0,0.5,1"`` as floats."""
    values = [decimal(part) for part in text.split(",")]
    found = [value for value in values if value is not None]
    if len(found) < len(values):
        raise InputError(f"a list of numbers reads {text!r}: separate finite numbers by commas")
    return found


def weighted(terms: tuple[str, ...]) -> dict[Energy | str, float]:
    """``("coverage=1", "separation=0.5")`` as coefficients by name; a bare name has coefficient 1."""
    found: dict[Energy | str, float] = {}
    for term in terms:
        name, given, text = term.partition("=")
        coefficient = decimal(text) if given else 1.0
        if coefficient is None:
            raise InputError(f"--loss {term!r}: give NAME=COEFFICIENT with one finite number such as 0.5")
        found[name] = coefficient
    distinct([term.partition("=")[0] for term in terms])
    return found


def distinct(names: Sequence[str]) -> None:
    """Refuses a loss that does not exist or is given twice."""
    from theory.prototypes.losses import loss

    for k, name in enumerate(names):
        if loss(name).name in names[:k]:
            raise InputError(f"the loss {name!r} is given twice: give each loss once")


def report(result: dict, out: Path | None, name: str, as_json: bool) -> None:
    """The result as one JSON object on stdout if asked, and in ``out/name.json`` if there is a folder."""
    text = json.dumps(result, allow_nan=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{name}.json").write_text(text + "\n")
    if as_json:
        click.echo(text)
