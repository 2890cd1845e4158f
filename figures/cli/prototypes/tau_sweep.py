"""``prism prototypes tau-sweep``: separation alone over its temperature, with the continuum's expelled fraction."""

from pathlib import Path
from typing import Any

import click
import numpy as np

from figures.cli.output import print_json, print_table
from figures.cli.prototypes.options import numbers
from figures.cli.prototypes.settings import seed_numbers, settings_options
from numerics.prototypes.study.settings import Plan, Settings
from numerics.prototypes.study.statistics import LEVEL
from numerics.prototypes.study.storage import write
from numerics.prototypes.study.sweep import (
    check_temperatures,
    continuum_expelled,
    flow_expelled,
    harm,
    trained_sweep,
)
from theory.errors import InputError


@click.command("tau-sweep")
@click.option("--size", default=20, show_default=True, help="Samples N; as many neurons unless --width is given.")
@click.option("--seeds", default=10, show_default=True)
@click.option("--taus", default="1e-4,3e-4,1e-3,3e-3,0.01,0.03,0.1,0.3,1", show_default=True)
@click.option("--elapsed", default=0.3, show_default=True, help="Time of the continuum and of the flow without a fit.")
@settings_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for sweep.nc and sweep.png.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout and nothing else.")
def tau_sweep(
    size: int, seeds: int, taus: str, elapsed: float, out: Path | None, as_json: bool, **settings: Any
) -> None:
    """Is separation harmful only at large tau? Trained with the fit against the baseline, flowed without a fit,
    and as the porous-medium equation. `--tau` has no effect here."""
    if not (np.isfinite(elapsed) and elapsed > 0):
        raise InputError(f"--elapsed {elapsed}: give a finite number > 0")
    chosen, temperatures = Settings(**settings), check_temperatures(numbers(taus))
    plan = Plan(chosen, (size,), seed_numbers(seeds))
    data = trained_sweep(chosen, size, plan.seeds, temperatures)
    flow = flow_expelled(chosen.width or size, temperatures, elapsed)
    continuum = continuum_expelled(temperatures, elapsed)
    result = _result(data, flow, continuum, elapsed)
    if out is not None:
        from figures.prototypes import sweep

        out.mkdir(parents=True, exist_ok=True)
        write(data.assign_attrs(settings=repr(chosen), size=size), out / "sweep.nc")
        sweep.draw(data, flow, continuum, out / "sweep.png")
    if as_json:
        print_json(result)
    else:
        _print(result)


def _result(data: Any, flow: np.ndarray, continuum: np.ndarray, elapsed: float) -> dict[str, Any]:
    means = data.mean("seed")
    columns = {f"{name}_{mask}": means[name].sel(mask=mask).values for name in ("error", "outside")
               for mask in data["mask"].values}  # fmt: skip
    p = harm(data)
    return {
        "tau": data["tau"].values, **columns, "p_harm": p, "elapsed": elapsed,
        "expelled_flow": flow, "expelled_continuum": continuum, "verdict": verdict(data["tau"].values, p),
    }  # fmt: skip


def verdict(taus: np.ndarray, p: np.ndarray) -> str:
    """The claim that separation is harmful only at large tau, judged from corrected p-values (tau,)."""
    bad = p < LEVEL
    if not bad.any():
        return "fails: not harmful at any tau"
    if bad.all():
        return "fails: harmful at every tau"
    first = int(np.argmax(bad))
    if not bad[first:].all():
        return "fails: harmful at some tau below others that are not"
    return f"holds: harmful from tau = {taus[first]:g} on"


def _print(result: dict[str, Any]) -> None:
    names = ["tau", "error_baseline", "error_separation", "p_harm", "outside_baseline", "outside_separation",
             "expelled_flow", "expelled_continuum"]  # fmt: skip
    print_table(names, [[f"{v:.4g}" for v in row] for row in zip(*(result[n] for n in names), strict=True)])
    click.echo(f"\nseparation is harmful only at large tau: {result['verdict']}")
