"""``prism prototypes study``: masks x sizes x seeds of the Gaussian MLP, tables, tests of the claims."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.options import json_option, sweep_options
from figures.cli.output import print_json, print_table
from figures.cli.places import Folder
from figures.cli.prototypes.settings import (
    chosen_masks,
    first_seed_option,
    integers,
    seed_numbers,
    settings_options,
    sweeping,
)
from figures.cli.prototypes.verdicts import print_effects, print_verdicts, tell_replaced, warn_of_few_seeds
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.settings import MASKS, Plan, Settings

if TYPE_CHECKING:
    from xarray import Dataset

    from numerics.prototypes.study.factorial import Effect
    from numerics.prototypes.study.verdict import Verdict


@click.command()
@click.option("--sizes", default="3,5,10,20,50,100", show_default=True, help="Numbers of samples N.")
@click.option("--seeds", default=10, show_default=True, help="Runs per size and mask.")
@first_seed_option
@click.option("--masks", default="all", show_default=True, help="E.g. baseline,coverage,coverage+overlap.")
@click.option("--measure", type=click.Choice(list(MEASURES)), default="error", show_default=True, help="In the table.")
@settings_options
@sweep_options
@click.option("--out", type=Folder(),
              help="Folder for the runs, study.nc and figures; a study cut short goes on from there.")  # fmt: skip
@json_option
def study(
    sizes: str, seeds: int, first_seed: int, masks: str, measure: str, workers: int | None, scheduler: str | None,
    out: Path | None, as_json: bool, **settings: Any,
) -> None:  # fmt: skip
    """Train every mask at every size and seed; a table per size and mask, a verdict for each claim of
    arXiv:2605.25939, and what each loss does to the measure on top of the others.

    With --loss, masks and claims are the same and tell of your loss in that place: of
    `--loss separation='exp(-d/tau)'` whether it is mixed, and whether coverage is better than it.
    """
    from numerics.prototypes.study.claims import verdicts
    from numerics.prototypes.study.factorial import effects
    from numerics.prototypes.study.run import blocks, run_study

    chosen = seed_numbers(seeds, first_seed)
    plan = Plan(Settings(**settings), integers(sizes, "sizes"), chosen, chosen_masks(masks))
    warn_of_few_seeds(len(plan.sizes), seeds)
    with sweeping("blocks of runs", len(blocks(plan)), workers, scheduler) as where:
        data = run_study(plan, out, **where)
    found = verdicts(data)
    factorial = effects(data, measure) if set(plan.masks) == set(MASKS) else []
    if out is not None:
        _draw(data, plan.settings, out)
    if as_json:
        print_json(_result(plan, data, found, factorial))
    else:
        tell_replaced(plan.settings)
        print_table(["N", "mask", "mean", "median", "95 % interval of the mean"], _rows(data, measure))
        print_verdicts(found)
        print_effects(factorial, measure)


def summary(data: Dataset, measure: str) -> list[dict[str, Any]]:
    """Mean, median and bootstrap interval of the mean over seeds, per size and mask."""
    from numerics.prototypes.study.statistics import bootstrap_mean

    entries = []
    for size in data["size"].values:
        for mask in data["mask"].values:
            values = data[measure].sel(size=size, mask=mask).values
            entries.append({
                "size": int(size), "mask": str(mask), "measure": measure,
                "mean": float(values.mean()), "median": float(np.median(values)), "interval": bootstrap_mean(values),
            })  # fmt: skip
    return entries


def _rows(data: Dataset, measure: str) -> list[list[str]]:
    return [
        [str(e["size"]), e["mask"], f"{e['mean']:.4g}", f"{e['median']:.4g}",
         f"{e['interval'][0]:.4g} to {e['interval'][1]:.4g}"]
        for e in summary(data, measure)
    ]  # fmt: skip


def _result(plan: Plan, data: Dataset, found: list[Verdict], factorial: list[Effect]) -> dict[str, Any]:
    return {
        "plan": plan.as_dict(),
        "table": [entry for measure in MEASURES for entry in summary(data, measure)],
        "claims": [asdict(verdict) for verdict in found],
        "effects": [asdict(effect) for effect in factorial],
    }


def _draw(data: Dataset, settings: Settings, out: Path) -> None:
    from figures.prototypes import positions
    from figures.prototypes import study as figure
    from figures.prototypes.looks import replaced
    from figures.style import save

    note = replaced(settings.losses)
    save(figure.draw(data, note), out, "measures")
    save(positions.draw(data, int(data["size"].values[-1]), note=note), out, "positions")
