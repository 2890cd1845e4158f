"""What the commands of this group have in common: reading lists and weighted losses, writing results."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theory.errors import InputError

if TYPE_CHECKING:
    from theory.prototypes.energy import Energy


def numbers(text: str) -> list[float]:
    """``"0,0.5,1"`` as floats."""
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = [math.nan]
    if not all(map(math.isfinite, values)):
        raise InputError(f"a list of numbers reads {text!r}: separate finite numbers by commas")
    return values


def weighted(terms: tuple[str, ...]) -> dict[Energy | str, float]:
    """``("coverage=1", "separation=0.5")`` as coefficients by name; a bare name has coefficient 1."""
    from theory.prototypes.losses import loss

    found: dict[Energy | str, float] = {}
    for term in terms:
        name, _, coefficient = term.partition("=")
        if loss(name).name in found:
            raise InputError(f"the loss {name!r} is given twice: give each loss once")
        found[name] = numbers(coefficient or "1")[0]
    return found


def report(result: dict, out: Path | None, name: str, as_json: bool) -> None:
    """The result as one JSON object on stdout if asked, and in ``out/name.json`` if there is a folder."""
    text = json.dumps(result, allow_nan=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{name}.json").write_text(text + "\n")
    if as_json:
        click.echo(text)
