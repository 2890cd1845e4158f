"""``prism prototypes balance``: the smallest attractor that prevents expulsion, predicted and tried."""

from typing import Any

import click
import numpy as np

from figures.cli.output import print_json, print_table
from figures.cli.prototypes.options import numbers
from figures.cli.prototypes.settings import seed_numbers
from numerics.prototypes.study.balance import REPULSORS, Case, Outcome, critical_attractor, try_attractors
from numerics.prototypes.study.problems import TARGETS
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.statistics import paired_p
from theory.errors import InputError

NEW = 1000  # first seed: no data set of the study has it


@click.command()
@click.option("--size", default=20, show_default=True, help="Samples N, a spacing 1 / (N - 1) apart.")
@click.option("--tau", type=float, help="Temperature of both losses.  [default: spacing^2 / 2]")
@click.option("--repulsor", type=click.Choice(REPULSORS), default="separation", show_default=True)
@click.option("--strength", default=0.1, show_default=True, help="Coefficient of the repulsor.")
@click.option("--jitter", default=0.25, show_default=True, help="Largest move of a sample, in spacings.")
@click.option("--margins", default="0,0.5,1,1.5,2", show_default=True, help="Attractors, in units of the critical one.")
@click.option("--sets", default=50, show_default=True, help="New data sets.")
@click.option("--target", type=click.Choice(list(TARGETS)), default="sine", show_default=True)
@click.option("--steps", default=2000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout and nothing else.")
def balance(
    size: int, tau: float | None, repulsor: str, strength: float, jitter: float, margins: str, sets: int,
    target: str, steps: int, as_json: bool,
) -> None:  # fmt: skip
    """The critical attractor from tau, the spacing and the repulsor's coefficient; then training on new data
    sets with multiples of it, and what they cost in fit."""
    case = Case(size, 0.5 / max(size - 1, 1) ** 2 if tau is None else tau, repulsor, strength, jitter)
    chosen = numbers(margins)
    if min(chosen) < 0:
        raise InputError(f"--margins {margins}: give numbers >= 0")
    seeds = [NEW + k for k in seed_numbers(sets)]
    critical = critical_attractor(case)
    found = try_attractors(case, Settings(target=target, steps=steps), [m * critical for m in chosen], seeds)
    result = {
        "size": size, "tau": case.tau, "spacing": case.spacing, "repulsor": repulsor, "strength": strength,
        "critical_attractor": critical, "baseline": _row(None, found[0], found[0]),
        "attractors": [_row(m, o, found[0]) for m, o in zip(chosen, found[1:], strict=True)],
    }  # fmt: skip
    if as_json:
        print_json(result)
    else:
        _print(result)


def _row(margin: float | None, outcome: Outcome, baseline: Outcome) -> dict[str, Any]:
    return {
        "margin": margin, "attractor": outcome.attractor, "expelled": float(outcome.expelled.mean()),
        "sets_with_expulsion": int(np.count_nonzero(outcome.expelled)), "fit": float(np.median(outcome.fit)),
        "p_fit_worse": paired_p(outcome.fit, baseline.fit, "greater"),
    }  # fmt: skip


def _print(result: dict[str, Any]) -> None:
    click.echo(
        f"critical attractor {result['critical_attractor']:.4g} for {result['repulsor']} "
        f"{result['strength']:g} at tau = {result['tau']:.4g}, spacing {result['spacing']:.4g}\n"
    )
    rows = [["no losses", "", *_cells(result["baseline"])]]
    rows += [[f"{r['margin']:g} x", f"{r['attractor']:.4g}", *_cells(r)] for r in result["attractors"]]
    print_table(["margin", "attractor", "expelled", "sets with expulsion", "median fit", "p fit worse"], rows)


def _cells(row: dict[str, Any]) -> list[str]:
    return [f"{row['expelled']:.3f}", str(row["sets_with_expulsion"]), f"{row['fit']:.2e}", f"{row['p_fit_worse']:.2g}"]
