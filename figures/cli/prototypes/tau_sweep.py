"""``prism prototypes tau-sweep``: separation alone over its temperature, with the continuum's expelled fraction."""

from pathlib import Path
from typing import Any

import click
import numpy as np
from click.core import ParameterSource

from figures.cli.options import json_option, sweep_options
from figures.cli.output import print_json, print_table
from figures.cli.places import Folder
from figures.cli.prototypes.options import numbers
from figures.cli.prototypes.settings import seed_numbers, settings_options, sweeping
from figures.cli.prototypes.verdicts import tell_replaced, warn_of_few_seeds
from numerics.prototypes.axes import positive_axis
from numerics.prototypes.study.settings import Plan, Settings
from theory.errors import InputError

BRIEFEST = 1e-100  # time: the steps of an integrator of much less underflow


@click.command("tau-sweep")
@click.option("--size", default=20, show_default=True, help="Samples N; as many neurons unless --width is given.")
@click.option("--seeds", default=10, show_default=True)
@click.option("--taus", default="1e-4,3e-4,1e-3,3e-3,0.01,0.03,0.1,0.3,1", show_default=True)
@click.option("--elapsed", default=0.3, show_default=True, help="Time of the continuum and of the flow without a fit.")
@settings_options
@sweep_options
@click.option("--out", type=Folder(),
              help="Folder for the runs, sweep.nc and tau-sweep.png; one cut short goes on from there.")  # fmt: skip
@json_option
def tau_sweep(
    size: int, seeds: int, taus: str, elapsed: float, workers: int | None, scheduler: str | None, out: Path | None,
    as_json: bool, **settings: Any,
) -> None:  # fmt: skip
    """Does separation expel at large tau only? Trained with the fit against the baseline, flowed without a fit,
    and as the porous-medium equation. `--taus` are the temperatures; `--tau` is refused."""
    from numerics.prototypes.study.tau_sweep import check_swept, continuum_reach, trained_sweep

    if click.get_current_context().get_parameter_source("tau") is ParameterSource.COMMANDLINE:
        raise InputError("--tau has no meaning in a sweep over it: give the temperatures as --taus")
    if not (np.isfinite(elapsed) and elapsed >= BRIEFEST):
        raise InputError(f"--elapsed {elapsed}: give a finite number of at least {BRIEFEST:g}")
    chosen, temperatures = Settings(**settings), positive_axis("temperatures", numbers(taus))
    Plan(chosen, (size,), seed_numbers(seeds))
    check_swept(chosen)
    if chosen.dimension == 1 and not chosen.losses:
        continuum_reach(temperatures, elapsed)
    warn_of_few_seeds(len(temperatures), seeds)
    with sweeping("temperatures", len(temperatures) + 1, workers, scheduler) as where:
        data = trained_sweep(chosen, size, seeds, temperatures, store=out, **where)
    flow, continuum = _without_fit(chosen, size, temperatures, elapsed)
    result = _result(data, flow, continuum, elapsed)
    if out is not None:
        from figures.prototypes import tau_sweep as figure
        from figures.prototypes.looks import replaced
        from figures.style import save

        save(figure.draw(data, flow, continuum, size, chosen.dimension, replaced(chosen.losses)), out, "tau-sweep")
    if as_json:
        print_json(result)
    else:
        tell_replaced(chosen)
        _print(result)


def _without_fit(
    settings: Settings, size: int, temperatures: np.ndarray, elapsed: float
) -> tuple[np.ndarray, np.ndarray]:
    """Expelled fractions of the flow and of the continuum, which are theory of one dimension: NaN in more. The
    continuum's diffusivity is that of the built-in separation: NaN for another loss."""
    from numerics.prototypes.study.tau_sweep import continuum_expelled, flow_expelled

    if settings.dimension > 1:
        return np.full(len(temperatures), np.nan), np.full(len(temperatures), np.nan)
    flow = flow_expelled(settings.width or size, temperatures, elapsed, settings)
    return flow, np.full(len(temperatures), np.nan) if settings.losses else continuum_expelled(temperatures, elapsed)


def _result(data: Any, flow: np.ndarray, continuum: np.ndarray, elapsed: float) -> dict[str, Any]:
    from numerics.prototypes.study.tau_sweep import harm, spared

    means = {name: data[name].mean("run").values for name in ("error", "outside", "clearly_outside")}
    taus, p_expels, p_spared = data["tau"].values[1:], harm(data, "outside"), spared(data)
    columns = {f"{name}_separation": values[1:] for name, values in means.items()}
    columns |= {f"{name}_baseline": np.full(len(taus), values[0]) for name, values in means.items()}
    return {
        "tau": taus, **columns, "p_harm": harm(data), "p_expels": p_expels, "p_spared": p_spared, "elapsed": elapsed,
        "expelled_flow": flow, "expelled_continuum": continuum, "verdict": verdict(taus, p_expels, p_spared),
    }  # fmt: skip


def verdict(taus: np.ndarray, p_expels: np.ndarray, p_spared: np.ndarray) -> str:
    """The claim that separation expels at large tau only, from corrected p-values (tau,) that it expels, and that it
    raises the fraction outside by less than the margin."""
    from numerics.prototypes.study.statistics import LEVEL
    from numerics.prototypes.study.tau_sweep import MARGIN

    expels, spares = p_expels < LEVEL, p_spared < LEVEL
    if expels.all():
        return "fails: expels at every tau"
    if not expels.any():
        return "fails: expels at no tau" if spares.all() else "unsettled: not significant at any tau"
    first = int(np.argmax(expels))
    if spares[first:].any():
        return f"fails: expels at tau = {taus[first]:g}, but not at {taus[first:][spares[first:]][0]:g}"
    if not expels[first:].all():
        return f"unsettled: significant at tau = {taus[first]:g}, but not at all above"
    if not spares[:first].all():
        return f"unsettled: expels from tau = {taus[first]:g} on, but a rise by {MARGIN:.0%} is not excluded below"
    return f"holds: expels from tau = {taus[first]:g} on, and below by less than {MARGIN:.0%} of the prototypes"


def _print(result: dict[str, Any]) -> None:
    names = ["tau", "error_baseline", "error_separation", "p_harm", "outside_baseline", "outside_separation",
             "p_expels", "p_spared", "expelled_flow", "expelled_continuum"]  # fmt: skip
    print_table(names, [[f"{v:.4g}" for v in row] for row in zip(*(result[n] for n in names), strict=True)])
    click.echo(f"\nseparation expels at large tau only: {result['verdict']}")
