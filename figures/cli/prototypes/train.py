"""``prism prototypes train``: one run's trajectory against the force-field flow with the fitting force included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import json_option
from figures.cli.output import print_json
from figures.cli.places import Folder
from figures.cli.prototypes.options import (
    LOSS,
    coverage_tau_option,
    parameter_option,
    parameters_of,
    temperatures,
    weighted,
)
from figures.cli.prototypes.settings import mask_terms
from numerics.prototypes.data_measure import samples
from numerics.prototypes.loss_texts import loss_name
from numerics.prototypes.study.settings import TERMS, Plan, Settings, known_mask
from theory.errors import InputError

if TYPE_CHECKING:
    from theory.prototypes.energy import Energy

POINTS = 50
TITLE = 60  # characters of the losses
ROUNDING = 1e-6  # of kinks in the flow, as in `prism prototypes flow`


@click.command()
@click.option("--size", default=10, show_default=True, help="Samples N, and as many neurons.")
@click.option("--mask", help="Built-in losses, joined by +, or baseline.  [default: overlap; baseline with --loss]")
@click.option("--loss", "losses", multiple=True, metavar="LOSS[=COEFFICIENT]", help=f"Besides the mask's: {LOSS}.")
@parameter_option
@click.option("--seed", default=0, show_default=True)
@click.option("--optimizer", type=click.Choice(["sgd", "flow"]), default="sgd", show_default=True)
@click.option("--rate", default=0.01, show_default=True, help="Learning rate, the step of time.")
@click.option("--steps", default=5000, show_default=True)
@click.option("--strength", default=0.1, show_default=True, help="Coefficient lambda of every structural loss.")
@click.option("--tau", default=0.01, show_default=True, help="Temperature of all losses but coverage.")
@coverage_tau_option
@click.option("--out", type=Folder(), help="Folder for training.png.")
@json_option
def train(
    size: int, mask: str | None, losses: tuple[str, ...], given: tuple[str, ...], seed: int, optimizer: str,
    rate: float, steps: int, strength: float, tau: float, coverage_tau: float | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Train one network by plain gradient descent and integrate the same start by the force fields. The gradients of
    losses of your own are autograd's in training and sympy's in the flow."""
    import torch

    from numerics.prototypes.autograd import structural_gradient
    from numerics.prototypes.energy_landscape import landscape
    from numerics.prototypes.study.batches import Run
    from numerics.prototypes.study.batches import train as train_runs
    from numerics.prototypes.study.field import field_flow
    from numerics.prototypes.study.problems import problem

    chosen = known_mask(mask or ("baseline" if losses else "overlap"))
    settings = Settings(
        optimizer=optimizer, rate=rate, steps=steps, strength=strength, tau=tau,
        coverage_tau=tau if coverage_tau is None else coverage_tau,
    )  # fmt: skip
    Plan(settings, (size,), (seed,), (chosen,))
    start, every, own = problem(size, seed, settings), max(1, steps // POINTS), weighted(losses, strength)
    twice = [name for name in mask_terms(chosen) if name in own]
    if twice:
        raise InputError(f"{' and '.join(twice)} of --mask {chosen} in --loss, too: give each loss once")
    values, known = parameters_of(given), temperatures([*TERMS, *own], tau, coverage_tau)
    extra = structural_gradient(own, torch.tensor(start.samples[None]), settings.floor, known, values)
    trained = train_runs([Run(start, chosen)], settings, every=every, extra=extra if own else None)[:, 0]
    on = mask_terms(chosen)
    terms: dict[Energy | str, float] = {name: strength * (name in on) for name in TERMS} | own
    times = rate * np.append(np.arange(len(trained) - 1) * every, steps)
    flowed = field_flow(start, landscape(terms, samples(start.samples), known, values, ROUNDING), times)
    gap = np.abs(trained - flowed).max(axis=(1, 2))
    if out is not None:
        from figures.prototypes import training
        from figures.prototypes.looks import shortened
        from figures.style import save

        out.mkdir(parents=True, exist_ok=True)
        hull = float(start.samples.min()), float(start.samples.max())
        acting = [*on, *map(loss_name, own)]
        title = f"{shortened(' + '.join(acting) or 'baseline', TITLE)}\n$N = {size}$ samples and neurons, seed {seed}"
        save(training.draw(times, trained, flowed, hull, acting, title), out, "training")
    if as_json:
        print_json({"t": times, "trained": trained, "flowed": flowed, "deviation": gap})
    else:
        moved = np.abs(flowed[-1] - flowed[0]).max()
        click.echo(f"largest deviation of a weight {gap.max():.3g} up to t = {times[-1]:g}; they move by {moved:.3g}")
