"""``prism prototypes train``: one run's trajectory against the force-field flow with the fitting force included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import json_option
from figures.cli.output import print_json
from numerics.prototypes.data_measure import samples
from numerics.prototypes.study.settings import MASKS, TERMS, Plan, Settings

if TYPE_CHECKING:
    from theory.prototypes.energy import Energy

POINTS = 50


@click.command()
@click.option("--size", default=10, show_default=True, help="Samples N, and as many neurons.")
@click.option("--mask", default="overlap", show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--optimizer", type=click.Choice(["sgd", "flow"]), default="sgd", show_default=True)
@click.option("--rate", default=0.01, show_default=True, help="Learning rate, the step of time.")
@click.option("--steps", default=5000, show_default=True)
@click.option("--strength", default=0.1, show_default=True, help="Coefficient lambda of every structural loss.")
@click.option("--tau", default=0.01, show_default=True, help="Temperature of separation and coverage.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for training.png.")
@json_option
def train(
    size: int, mask: str, seed: int, optimizer: str, rate: float, steps: int, strength: float, tau: float,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Train one network by plain gradient descent and integrate the same start by the force fields."""
    from numerics.prototypes.energy_landscape import landscape
    from numerics.prototypes.study.batches import Run
    from numerics.prototypes.study.batches import train as train_runs
    from numerics.prototypes.study.field import field_flow
    from numerics.prototypes.study.problems import problem

    settings = Settings(optimizer=optimizer, rate=rate, steps=steps, strength=strength, tau=tau, coverage_tau=tau)
    (mask,) = Plan(settings, (size,), (seed,), (mask,)).masks
    given, every = problem(size, seed, settings), max(1, steps // POINTS)
    trained = train_runs([Run(given, mask)], settings, every=every)[:, 0]
    terms: dict[Energy | str, float] = {name: strength * on for name, on in zip(TERMS, MASKS[mask], strict=True)}
    times = rate * np.append(np.arange(len(trained) - 1) * every, steps)
    flowed = field_flow(given, landscape(terms, samples(given.samples), tau), times)
    gap = np.abs(trained - flowed).max(axis=(1, 2))
    if out is not None:
        from figures.prototypes import training
        from figures.style import save

        out.mkdir(parents=True, exist_ok=True)
        hull = float(given.samples.min()), float(given.samples.max())
        save(training.draw(times, trained, flowed, hull), out, "training")
    if as_json:
        print_json({"t": times, "trained": trained, "flowed": flowed, "deviation": gap})
    else:
        moved = np.abs(flowed[-1] - flowed[0]).max()
        click.echo(f"largest deviation of a weight {gap.max():.3g} up to t = {times[-1]:g}; they move by {moved:.3g}")
