"""``prism prototypes balance``: the smallest attractor that prevents expulsion, predicted and tried."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.options import Positive, json_option, sweep_options
from figures.cli.output import print_json, print_table
from figures.cli.places import Folder
from figures.cli.prototypes.options import LOSS, numbers, parameter_option, parameters_of
from figures.cli.prototypes.settings import seed_numbers, sweeping
from numerics.errors import ConvergenceError
from numerics.prototypes.loss_texts import label
from numerics.prototypes.study.case import CENTRES, COVERAGE, INPUTS, OUTPUTS, Case
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

NEW = 1000  # first seed: no data set of the study has it


@click.command()
@click.option("--size", default=20, show_default=True, help="Samples N, and as many neurons.")
@click.option("--tau", type=float, help="Temperature of the repulsors.  [default: 0.5 / (N - 1)^2]")
@click.option("--coverage-tau", type=Positive(), help="Temperature of the attractor.  [default: that of --tau]")
@click.option("--repulsor", default="separation", show_default=True,
              help=f"separation, overlap, both, or a loss of your own: {LOSS}.")  # fmt: skip
@click.option("--attractor", default=COVERAGE, show_default=True, help="coverage, or a loss of your own.")
@parameter_option
@click.option("--strength", default=0.1, show_default=True, help="Coefficient of each repulsor.")
@click.option("--inputs", type=click.Choice(INPUTS), default="lattice", show_default=True, help="Samples.")
@click.option("--jitter", default=0.25, show_default=True, help="Largest move of a lattice's sample, in spacings.")
@click.option("--centres", type=click.Choice(CENTRES), default="held", show_default=True,
              help="Prototypes at the start: where the smallest attractor holds them, or on the samples.")  # fmt: skip
@click.option("--outputs", type=click.Choice(OUTPUTS), default="solved", show_default=True,
              help="Output weights at the start: solved for an exact fit, or random.")  # fmt: skip
@click.option("--margins", default="0,0.5,0.9,1,1.1,1.5,2", show_default=True,
              help="Attractors to try, in units of each data set's smallest.")  # fmt: skip
@click.option("--sets", default=50, show_default=True, help="New data sets.")
@click.option("--target", type=click.Choice(list(TARGETS)), default="sine", show_default=True)
@click.option("--steps", default=2000, show_default=True)
@sweep_options
@click.option("--out", type=Folder(),
              help="Folder for the runs, sweep.nc and balance.png; a sweep cut short goes on from there.")  # fmt: skip
@json_option
def balance(
    size: int, tau: float | None, coverage_tau: float | None, repulsor: str, attractor: str, given: tuple[str, ...],
    strength: float, inputs: str, jitter: float, centres: str, outputs: str, margins: str, sets: int, target: str,
    steps: int,
    workers: int | None, scheduler: str | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """The smallest attractor that holds every prototype, for the equally spaced lattice and for each new data set;
    then training with multiples of it, and what they cost in fit."""
    from numerics.prototypes.study.balance import try_attractors

    default = 0.5 / max(size - 1, 1) ** 2
    case = Case(
        size, default if tau is None else tau, repulsor, strength, jitter, inputs, centres, outputs, coverage_tau,
        attractor, tuple((str(name), value) for name, value in parameters_of(given).items()),
    )  # fmt: skip
    chosen = numbers(margins)
    if min(chosen) < 0 or len(set(chosen)) < len(chosen):
        raise InputError(f"--margins {margins}: give different numbers >= 0")
    settings, count = Settings(target=target, steps=steps), len(seed_numbers(sets, option="--sets"))
    with sweeping("attractors", len(chosen) + 1, workers, scheduler) as where:
        found = try_attractors(case, settings, chosen, count, NEW, store=out, **where)
    result = _result(case, found)
    if out is not None:
        from figures.prototypes import balance as figure
        from figures.style import save

        save(figure.draw(found, label(case.repulsor), label(case.attractor), size, case.tau, NEW), out, "balance")
    for warning in result["warnings"]:
        click.echo(f"prism: {warning}", err=True)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _result(case: Case, found: "Dataset") -> dict[str, Any]:
    rows = [_row(found.isel(point=k), found.isel(point=0)) for k in range(found.sizes["point"])]
    return {
        "size": case.size, "tau": case.tau, "coverage_tau": case.cold, "spacing": case.spacing,
        "repulsor": label(case.repulsor), "attractor": label(case.attractor), "parameters": dict(case.parameters),
        "strength": case.strength, "inputs": case.inputs, "centres": case.centres, "outputs": case.outputs,
        "lattice_attractor": _lattice(case), "smallest_attractors": found["smallest"].values[0],
        "baseline": rows[0] | {"margin": None}, "attractors": rows[1:], "warnings": _warnings(case, rows),
    }  # fmt: skip


def _warnings(case: Case, rows: list[dict[str, Any]]) -> list[str]:
    """Says where a network fits its labels worse than the constant 0 would: labels are at most 1 in modulus."""
    worst = max(row["fit"] for row in rows)
    if worst <= 1:
        return []
    width = np.sqrt(case.tau / 2) / case.spacing
    return [
        f"the median error of a fit is {worst:.2g}, more than that of no network at all: at this tau responses are "
        f"{width:.2g} spacings wide and all but equal, which makes the fit singular; whether prototypes are expelled "
        f"says nothing about a network here: take --tau below {case.spacing**2:.2g}, the spacing squared"
    ]


def _lattice(case: Case) -> float | None:
    from numerics.prototypes.study.balance import lattice_attractor

    try:
        return lattice_attractor(case)
    except ConvergenceError:
        return None


def _row(tried: "Dataset", baseline: "Dataset") -> dict[str, Any]:
    from numerics.prototypes.study.statistics import paired_p

    expelled, error = tried["expelled"].values, tried["error"].values
    return {
        "margin": float(tried["margin"]), "expelled": float(expelled.mean()),
        "sets_with_expulsion": int(np.count_nonzero(expelled)), "fit": float(np.median(error)),
        "p_fit_worse": paired_p(error, baseline["error"].values, "greater"),
    }  # fmt: skip


def _print(result: dict[str, Any]) -> None:
    lattice, own = result["lattice_attractor"], np.quantile(result["smallest_attractors"], [0, 0.5, 1])
    click.echo(
        f"{result['repulsor']} {result['strength']:g} against {result['attractor']} at tau = {result['tau']:.4g}, "
        f"spacing {result['spacing']:.4g}\n"
        f"smallest attractor, equal spacings: {'none found' if lattice is None else f'{lattice:.4g}'}\n"
        f"smallest attractor, data set by data set: {own[0]:.4g} to {own[2]:.4g}, median {own[1]:.4g}\n"
    )
    rows = [["no losses", *_cells(result["baseline"])]]
    rows += [[f"{r['margin']:g} x", *_cells(r)] for r in result["attractors"]]
    print_table(["attractor", "expelled", "sets with expulsion", "median fit", "p fit worse"], rows)


def _cells(row: dict[str, Any]) -> list[str]:
    return [f"{row['expelled']:.3f}", str(row["sets_with_expulsion"]), f"{row['fit']:.2e}", f"{row['p_fit_worse']:.2g}"]
