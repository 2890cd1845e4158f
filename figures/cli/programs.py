"""``prism regimes NAME --format python``: a regime's limit losses as a program that runs as it stands."""

import warnings
from keyword import iskeyword
from typing import Any

import click
import numpy as np

from figures.cli import formulas
from theory.autoencoder.regimes import regime
from theory.errors import InputError
from theory.matrix.model import Model
from theory.models import load
from theory.solutions import solution
from theory.solutions.one_sample import PROGRAMS, one_sample_program
from theory.solutions.program import program

TIMES = np.array([0.0, 0.07, 0.3])
SIZES, SIGMA2, SCALARS = {"p": 110, "H": 50, "N": 170}, 0.004, 0.45
ALIKE = 1e-8
"""Where a program is tried before it is printed, and how close its losses must come, as a share of the largest."""
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
    return program(title, {"train": found.train, "population": found.population}, found.where, regime=found.name)


def of_model(source: str, name: str) -> str:
    """The program of a solved regime of a model of the library."""
    model = load(source)
    found = solution(model, name)
    title = f"The limit losses of {found.name} of {model.name}: {found.regime.condition}.\n\n"
    scalars = [scalar for scalar in model.scalars if scalar != "sigma2"]
    text = program(
        f"{title}Holds for {found.domain}. Source: {found.source}\n", found.losses, found.where, scalars, found.name
    )
    if not tried(text, model, found.name):
        raise InputError(f"{UNWRITTEN}: that of {found.name} does not give the numbers of the package")
    return text


def tried(text: str, model: Model, name: str) -> bool:
    """Whether a program gives the numbers of the package at a point of its own."""
    from numerics.models.point import Point
    from numerics.solutions import limit

    others = [scalar for scalar in model.scalars if scalar != "sigma2"]
    given = {scalar: SCALARS + 0.1 * k for k, scalar in enumerate(others)}
    known = limit(model, name).formula(TIMES, Point(model, SIZES, {"sigma2": SIGMA2, **given}))
    space: dict[str, Any] = {"__name__": "tried"}
    keywords = {f"{key}_" if iskeyword(key) else key: value for key, value in given.items()}
    try:
        exec(text, space)
        with warnings.catch_warnings(action="ignore"):
            found = space["losses"](TIMES, **SIZES, sigma2=SIGMA2, **keywords)
    except (ArithmeticError, NameError, SyntaxError, TypeError, ValueError):
        return False
    return all(np.abs(found[loss] - curve).max() <= ALIKE * np.abs(curve).max() for loss, curve in known.items())
