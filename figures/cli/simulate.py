"""``prism simulate``: the experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import (
    OF_MODELS,
    OF_TIED,
    Count,
    Positive,
    covariance_option,
    data_options,
    described,
    json_option,
    point_options,
    read_covariance,
    read_sizes,
    refuse_given,
    size_options,
    stack,
    time_options,
    times,
)
from figures.cli.output import print_curves, print_json, progress_bar
from figures.cli.runs import forecast, report
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes

if TYPE_CHECKING:
    from linear_ae.curves import Curves

run_options = stack(
    click.option("--seeds", type=Count(), default=8, show_default=True, help="Number of independent runs."),
    click.option("--stderr", type=Positive(), help="As many runs as this standard error needs, a share of L(0)."),
    click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the random numbers."),
    click.option("--device", metavar="DEVICE", default="cpu", show_default=True, help="cpu or cuda."),
    click.option("--single", is_flag=True, help="Single precision."),
    click.option("--memory", type=Positive(), help="GiB for the states of all threads.  [default: no limit]"),
)

training_options = stack(
    click.option("--optimizer", type=click.Choice(["gd", "sgd", "adam"]), help="Train in steps instead of the flow."),
    click.option(
        "--rate",
        type=Positive(),
        help="Learning rate; t is the rate times the number of steps, the nearest to each time.",
    ),
    click.option(
        "--batch",
        metavar="COUNT|NAME=COUNT",
        help="Samples in a minibatch of sgd and adam; with --model N=10, N being the size that counts samples.  "
        "[default: all]",
    ),
)


@click.command()
@size_options
@point_options
@time_options
@run_options
@training_options
@covariance_option
@data_options
@json_option
def simulate(
    p: int | None,
    H: int | None,
    N: float | None,
    sigma2: float | None,
    source: str | None,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    matrices: tuple[str, ...],
    t_max: float,
    points: int,
    seeds: int,
    stderr: float | None,
    seed: int,
    device: str,
    single: bool,
    memory: float | None,
    optimizer: str | None,
    rate: float | None,
    batch: str | None,
    covariance: str | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Train and population loss of gradient flow or of discrete training, averaged over independent runs.

    With --model, every loss of that model.
    """
    t = times(t_max, points)
    steps = None if optimizer is None else _steps(t, rate, device)
    if optimizer is None and (rate or batch):
        raise ExperimentError("--rate and --batch need --optimizer: the flow has no steps")
    if source is not None:
        refuse_given((*OF_TIED, "single", "memory", "covariance"), "--model", "use --size, --value and --matrix")
        from figures.cli import model_simulate

        runs = (seeds, stderr, seed, device)
        return model_simulate.show(
            source, sizes, values, matrices, t, *runs, optimizer, rate, steps, batch, as_json=as_json
        )
    refuse_given(OF_MODELS, "the tied autoencoder", "give --model, too")
    samples = None if batch is None else int(Count().convert(batch, None, None))
    variances = read_covariance(covariance, data, p)
    at = read_sizes(data, p if variances is None else variances.size, H, N, sigma2)
    run = (seeds, stderr, seed, device, single, memory, optimizer, rate, steps, samples)
    return simulate_tied(at, t, *run, covariance=variances, data=data, as_json=as_json)


def simulate_tied(
    sizes: Sizes,
    t: np.ndarray,
    seeds: int,
    stderr: float | None,
    seed: int,
    device: str,
    single: bool,
    memory: float | None,
    optimizer: str | None,
    rate: float | None,
    steps: np.ndarray | None,
    batch: int | None,
    covariance: np.ndarray | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """The tied autoencoder."""
    import torch

    from linear_ae.precision import precision, simulate_until
    from linear_ae.simulation import simulate as run_flow
    from linear_ae.training import train

    dtype = torch.float32 if single else torch.float64

    def run(first: int, runs: int) -> Curves:
        with progress_bar("runs", runs) as bar:
            common = {"seed": seed, "first": first, "dtype": dtype, "progress": bar}
            source = {"data": data, "covariance": covariance}
            if steps is None:
                room = None if memory is None else memory * 2**30
                controls = stderr is not None
                return run_flow(sizes, t, runs, device=device, memory=room, controls=controls, **source, **common)  # type: ignore[arg-type]
            return train(sizes, steps, rate or 0.0, runs, optimizer=optimizer or "gd", batch=batch, **source, **common)  # type: ignore[arg-type]

    curves = run(0, seeds) if stderr is None else simulate_until(run, stderr, report=lambda p: report(p, stderr))
    found = precision(curves)
    columns: dict[str, np.ndarray | None] = {"t": curves.t}
    estimates = {"train": found.train, "population": found.population}
    for name, estimate in estimates.items():
        columns[name], columns[f"{name}_stderr"] = (estimate.mean, estimate.stderr) if estimate else (None, None)
    if not as_json:
        print_curves(columns)
    elif stderr is None:
        print_json({**columns, "seeds": found.runs, **described(data)})
    else:
        print_json({**columns, "seeds": found.runs, "forecast": forecast(found, estimates, stderr), **described(data)})


def _steps(t: np.ndarray, rate: float | None, device: str) -> np.ndarray:
    """The numbers of steps nearest to the times, each once."""
    if rate is None:
        raise ExperimentError("--optimizer needs --rate, the size of its steps")
    if device != "cpu":
        raise ExperimentError(f"--optimizer runs on the CPU only, the device is {device}: leave --device out")
    if rate > t[-1]:
        raise ExperimentError(f"--rate {rate:g} is longer than --t-max {t[-1]:g}: make one step fit")
    return np.unique(np.rint(t / rate).astype(int))
