"""``prism prototypes ridges``: the study with a vector of weights per neuron, whose prototypes are feet of ridges."""

from __future__ import annotations

from typing import Any

import click

from figures.cli.options import json_option
from figures.cli.output import print_json, print_table
from figures.cli.prototypes.settings import DEFAULT, first_seed_option, seed_numbers, settings_options
from numerics.prototypes.study.settings import Plan, Settings
from theory.errors import InputError

FIXED = {
    "optimizer": "ridges train by adam",
    "floor": "feet divide by |w|^2",
    "fit": "its coefficient is 1 here",
    "start": "ridges start through random points of the cube",
}


def in_the_plane(command: click.Command) -> click.Command:
    """The command with two dimensions unless others are asked for: in one a ridge is a point."""
    next(option for option in command.params if option.name == "dimension").default = 2
    return command


@in_the_plane
@click.command()
@click.option("--size", default=20, show_default=True, help="Samples N, and as many ridges unless --width is given.")
@click.option("--seeds", default=10, show_default=True, help="Runs per mask.")
@first_seed_option
@settings_options
@json_option
def ridges(size: int, seeds: int, first_seed: int, as_json: bool, **settings: Any) -> None:
    """Networks of neurons exp(-(w . x + b)^2) in two dimensions or more, before training and under each structural
    loss: means over seeds of what became of the ridges and their feet (docs/ridges.md)."""
    from numerics.prototypes.ridges.experiment import MEASURES, ridge_experiment

    for name, why in FIXED.items():
        if settings[name] != getattr(DEFAULT, name):
            raise InputError(f"--{name} {settings[name]} has no effect on ridges: {why}")
    if settings["losses"] or settings["parameters"]:
        raise InputError("--loss has no effect on ridges: they have the built-in losses")
    chosen = Settings(**settings)
    plan = Plan(chosen, (size,), seed_numbers(seeds, first_seed))
    found = ridge_experiment(chosen, size, plan.seeds)
    means = {mask: {name: float(values.mean()) for name, values in columns.items()} for mask, columns in found.items()}
    if as_json:
        print_json({"plan": plan.as_dict(), "measures": MEASURES, "means": means, "runs": found})
    else:
        print_table(["mask", *MEASURES], [[mask, *(f"{v:.3g}" for v in row.values())] for mask, row in means.items()])
