"""``prism prototypes flow``: trajectories of prototypes under a weighted sum of structural losses, and their events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import POINTS, Positive, json_option, refuse_given
from figures.cli.places import Folder
from figures.cli.prototypes.options import (
    LOSS,
    coverage_tau_option,
    numbers,
    parameter_option,
    parameters_of,
    report,
    temperatures,
    weighted,
)
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.loss_texts import loss_name

if TYPE_CHECKING:
    from numerics.prototypes.energy_landscape import Landscape
    from numerics.prototypes.flow import Trajectory

TITLE = 70  # characters of the losses
ROUNDING = {"centres": 1e-9, "weights": 1e-6}  # hull widths, over which a kink is rounded off: as fine as can be solved


@click.command()
@click.option(
    "--loss",
    "terms",
    multiple=True,
    required=True,
    metavar="LOSS[=COEFFICIENT]",
    help=f"Repeatable, e.g. separation=0.5: {LOSS}.",
)
@parameter_option
@click.option(
    "--prototypes",
    "count",
    type=click.IntRange(1, 100_000),
    default=10,
    show_default=True,
    help="Number of prototypes M.",
)
@click.option("--samples", default=10, show_default=True, help="Equally spaced samples on the hull [0, 1].")
@click.option("--tau", type=Positive(), default=0.01, show_default=True, help="Temperature of all losses but coverage.")
@coverage_tau_option
@click.option("--width", type=Positive(), help="Inverse width w of every response.  [default: sqrt(2 / tau)]")
@click.option("--space", type=click.Choice(["centres", "weights"]), default="centres", show_default=True)
@click.option("--start", type=click.Choice(["lattice", "random"]), default="lattice", show_default=True)
@click.option("--centres", metavar="A,B,...", help="Start from these centres instead; the hull is [0, 1].")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the random start.")
@click.option("--t-max", type=Positive(), default=10.0, show_default=True)
@click.option("--points", type=POINTS, default=101, show_default=True, help="Times at which the trajectory is given.")
@click.option("--out", type=Folder(), help="Folder for flow.json and the figure.")
@json_option
def flow(
    terms: tuple[str, ...],
    given: tuple[str, ...],
    count: int,
    samples: int,
    tau: float,
    coverage_tau: float | None,
    width: float | None,
    space: str,
    start: str,
    centres: str | None,
    seed: int,
    t_max: float,
    points: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Gradient flow of the centres, or of the weights (w, b), from prototypes spread over the hull or
    at centres of your own."""
    from numerics.prototypes.energy_landscape import landscape

    coefficients = weighted(terms)
    known = temperatures(coefficients, tau, coverage_tau)
    field = landscape(coefficients, lattice(samples), known, parameters_of(given), ROUNDING[space])
    w = float(np.sqrt(2 / tau)) if width is None else width
    first = _start(start, count, seed) if centres is None else _chosen(centres)
    trajectory = _run(field, space, first, w, np.linspace(0, t_max, points))
    named = {loss_name(loss): value for loss, value in coefficients.items()}
    heads = {"coefficients": named, "tau": tau, "coverage_tau": coverage_tau or tau, "space": space}
    report(heads | _result(trajectory, field), out, "flow", as_json)
    if out is not None:
        from figures.prototypes.looks import in_math, shortened
        from figures.prototypes.trajectories import draw
        from figures.style import save

        acting = " + ".join(name if value == 1 else f"{value:g} {name}" for name, value in named.items())
        told = f"$M = {len(first)}$, $N = {samples}$, $\\tau = {in_math(tau)}$, {space}"
        title = shortened(acting, TITLE) + (", " if len(acting) < TITLE / 2 else "\n") + told
        title += f", seed {seed}" if start == "random" and centres is None else ""
        save(draw(trajectory, field.data.hull, list(named), title), out, "flow")
    if not as_json:
        _print(trajectory, field)
        if centres is not None:
            click.echo(f"centres at t = {t_max:g}: " + "  ".join(f"{c:.5g}" for c in trajectory.centres[-1]))


def _start(kind: str, count: int, seed: int) -> np.ndarray:
    if kind == "random":
        return np.sort(np.random.default_rng(seed).random(count))
    return np.linspace(0, 1, count) if count > 1 else np.array([0.5])


def _chosen(centres: str) -> np.ndarray:
    """The centres as they are listed."""
    refuse_given(("count", "start", "seed"), "--centres", "leave it out")
    return np.array(numbers(centres))


def _run(field: Landscape, space: str, centres: np.ndarray, width: float, times: np.ndarray) -> Trajectory:
    from numerics.prototypes.flow import centre_flow, weight_flow

    widths = np.full(len(centres), width)
    if space == "centres":
        return centre_flow(field, centres, widths, times)
    return weight_flow(field, widths, -widths * centres, times)


def _result(trajectory: Trajectory, field: Landscape) -> dict:
    return {
        "t": trajectory.times.tolist(),
        "centres": trajectory.centres.tolist(),
        "widths": trajectory.widths.tolist(),
        "outside": trajectory.outside(field.data.hull).tolist(),
        "events": [{"time": e.time, "kind": e.kind, "prototypes": list(e.prototypes)} for e in trajectory.events],
    }


def _print(trajectory: Trajectory, field: Landscape) -> None:
    for event in trajectory.events:
        who = " and ".join(str(j) for j in event.prototypes)
        click.echo(f"t = {event.time:<10.5g} {event.kind:<8} prototype {who}")
    outside = trajectory.outside(field.data.hull)
    click.echo(f"outside the hull: {outside[0]:.3f} at t = 0, {outside[-1]:.3f} at t = {trajectory.times[-1]:g}")
