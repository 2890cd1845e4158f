"""``prism prototypes claims-map``: every verdict of the study over its coefficient and both temperatures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import json_option, sweep_options
from figures.cli.output import print_json, print_table
from figures.cli.places import Folder
from figures.cli.prototypes.options import numbers
from figures.cli.prototypes.settings import (
    first_seed_option,
    integers,
    seed_numbers,
    settings_options,
    sweeping,
)
from figures.cli.prototypes.verdicts import tell_replaced, warn_of_few_seeds
from numerics.prototypes.study.settings import Plan, Settings

if TYPE_CHECKING:
    from numerics.prototypes.study.claims_map import Cell

MARKS = {"settled": "", "in the mean": "m", "open": "?", "contradicted": "x"}


@click.command("claims-map")
@click.option("--strengths", default="0.03,0.1,0.3", show_default=True, help="Coefficients lambda.")
@click.option("--taus", default="3e-4,1e-3,3e-3,0.01", show_default=True, help="Temperatures of separation.")
@click.option("--coverage-taus", default="1e-4,1e-3,0.01,0.03", show_default=True, help="Temperatures of coverage.")
@click.option("--sizes", default="3,5,10,20,50,100", show_default=True, help="Numbers of samples N.")
@click.option("--seeds", default=10, show_default=True, help="Runs per size, mask and setting.")
@first_seed_option
@settings_options
@sweep_options
@click.option("--out", type=Folder(),
              help="Folder for the runs and the figure; a map cut short or refined goes on from there.")  # fmt: skip
@json_option
def claims_map(
    strengths: str, taus: str, coverage_taus: str, sizes: str, seeds: int, first_seed: int, workers: int | None,
    scheduler: str | None, out: Path | None, as_json: bool, **settings: Any,
) -> None:  # fmt: skip
    """Where does each claim hold, and where do all? The study at every lambda, tau and coverage's tau: `--strength`,
    `--tau` and `--coverage-tau` have no effect here but for the frame in the figure.

    The table counts the sizes at which a claim holds (separation-mixed is judged over all at once); `m`: not
    everywhere, but the means agree with it at every size; `?`: some mean does not; `x`: contradicted at some size.
    Confirm what you choose with `study --first-seed`.
    """
    from numerics.prototypes.study.claims_map import MapPlan, cells, run_map

    study = Plan(Settings(**settings), integers(sizes, "sizes"), seed_numbers(seeds, first_seed))
    axes = (tuple(numbers(text)) for text in (strengths, taus, coverage_taus))
    plan = MapPlan(study, *axes)
    warn_of_few_seeds(len(study.sizes), seeds)
    with sweeping("parts of the map", len(plan.parts()), workers, scheduler) as where:
        data = run_map(plan, out, **where)
    found = cells(data)
    if out is not None:
        _draw(found, study, out)
    if as_json:
        print_json({"plan": study.as_dict(), "cells": [cell.as_dict() for cell in found]})
    else:
        tell_replaced(study.settings)
        _print(found)


def _print(found: list[Cell]) -> None:
    names = [verdict.name for verdict in found[0].verdicts]
    rows = [
        [f"{c.strength:g}", f"{c.tau:g}", f"{c.coverage_tau:g}",
         *(f"{v.held}{MARKS[v.standing]}" for v in c.verdicts), c.standing]
        for c in found
    ]  # fmt: skip
    print_table(["lambda", "tau", "coverage tau", *names, "all"], rows)


def _draw(found: list[Cell], study: Plan, out: Path) -> None:
    from figures.prototypes import claims_map as figure
    from figures.prototypes.looks import replaced
    from figures.style import save

    chosen = study.settings.strength, study.settings.tau, study.settings.coverage_tau
    title = figure.described(study.sizes, study.seeds, replaced(study.settings.losses, 40))
    save(figure.draw([cell.as_dict() for cell in found], chosen, title), out, "claims-map")
