"""``prism regimes NAME --format python``: a regime's limit losses as a program that runs as it stands."""

import click

from figures.cli import formulas
from theory.autoencoder.regimes import regime
from theory.errors import InputError
from theory.models import load
from theory.solutions import solution
from theory.solutions.one_sample import PROGRAMS, one_sample_program
from theory.solutions.program import program

UNWRITTEN = "no program"
"""How the errors begin that say that a regime is no program."""


def show(source: str | None, name: str | None) -> None:
    """Print the program of one regime of the tied autoencoder, or of the model that ``source`` names."""
    if name is None:
        raise InputError("--format python writes the program of one regime: give its NAME")
    try:
        text = of_tied(name) if source is None else of_model(source, name)
    except InputError as error:
        if str(error).startswith(UNWRITTEN):
            model = "" if source is None else f"--model {source} "
            raise InputError(f"{error}; `prism predict {model}--regime {name}` gives numbers") from None
        raise
    click.echo(text, nl=False)


def of_tied(name: str) -> str:
    """The program of a regime of the tied autoencoder."""
    found = regime(name)
    conditions = ", ".join(f"{quantity} -> {formulas.plain(limit)}" for quantity, limit in found.scaling)
    title = f"The limit losses of {found.name} of the tied autoencoder: {conditions}.\n\nSource: {found.source}\n"
    if found.name in PROGRAMS:
        return one_sample_program(title, found.name)
    return program(title, {"train": found.train, "population": found.population}, found.where)


def of_model(source: str, name: str) -> str:
    """The program of a solved regime of a model of the library."""
    model = load(source)
    found = solution(model, name)
    title = f"The limit losses of {found.name} of {model.name}: {found.regime.condition}.\n\n"
    scalars = [scalar for scalar in model.scalars if scalar != "sigma2"]
    return program(f"{title}Holds for {found.domain}. Source: {found.source}\n", found.losses, found.where, scalars)
