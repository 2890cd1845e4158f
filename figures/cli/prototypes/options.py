"""What the commands of this group have in common: reading lists and weighted losses, writing results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from figures.cli.options import Positive, decimal
from numerics.prototypes.loss_texts import read_loss
from theory.errors import InputError
from theory.files import put

if TYPE_CHECKING:
    from sympy import Symbol

    from theory.prototypes.energy import Energy

LOSS = "a name, FILE.py:NAME, or a formula such as 'exp(-d/tau)' (docs/guides/add-a-loss.md)"

parameter_option = click.option(
    "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Of a loss of your own; may be repeated."
)
coverage_tau_option = click.option(
    "--coverage-tau", type=Positive(), help="Temperature of coverage.  [default: that of --tau]"
)


def numbers(text: str) -> list[float]:
    """``"0,0.5,1"`` as floats."""
    values = [decimal(part) for part in text.split(",")]
    found = [value for value in values if value is not None]
    if len(found) < len(values):
        raise InputError(f"a list of numbers reads {text!r}: separate finite numbers by commas")
    return found


def weighted(terms: tuple[str, ...], strength: float = 1.0) -> dict[Energy | str, float]:
    """``("coverage=1", "exp(-d)=0.5")`` as coefficients of losses; without one it is the ``strength``."""
    found: dict[Energy | str, float] = {}
    for term in terms:
        name, given, text = term.partition("=")
        coefficient = decimal(text) if given else strength
        if coefficient is None:
            raise InputError(f"--loss {term!r}: give NAME=COEFFICIENT with one finite number such as 0.5")
        found[read_loss(name)] = coefficient
    distinct([term.partition("=")[0] for term in terms])
    return found


def distinct(names: Sequence[str]) -> None:
    """Refuses a loss that is given twice."""
    for k, name in enumerate(names):
        if name in names[:k]:
            raise InputError(f"the loss {name!r} is given twice: give each loss once")


def without_coefficients(names: Sequence[str]) -> None:
    """Refuses ``LOSS=COEFFICIENT``, which other commands take."""
    for name in names:
        loss, equals, text = name.rpartition("=")
        if equals and decimal(text) is not None:
            raise InputError(f"--loss {name!r}: each loss is shown by itself, without a coefficient: give {loss!r}")


def parameters_of(given: tuple[str, ...]) -> dict[Symbol | str, float]:
    """``("a=0.5",)`` as values by name."""
    found: dict[Symbol | str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        value = decimal(number)
        if value is None or name in found:
            raise InputError(f"--parameter {text!r}: give each parameter once, as NAME=VALUE with a finite number")
        found[name] = value
    return found


def temperatures(losses: Iterable[Energy | str], tau: float, coverage_tau: float | None) -> dict[Energy | str, float]:
    """The temperature of each loss: that of coverage for coverage, if there is one."""
    cold = tau if coverage_tau is None else coverage_tau
    return {loss: cold if loss == "coverage" else tau for loss in losses}


def report(result: dict, out: Path | None, name: str, as_json: bool) -> None:
    """The result as one JSON object on stdout if asked, and in ``out/name.json`` if there is a folder."""
    text = json.dumps(result, allow_nan=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        put(out / f"{name}.json", f"{text}\n".encode())
    if as_json:
        click.echo(text)
