"""``prism simulate``: the experiment."""

import click
import numpy as np

from figures.cli.options import (
    Count,
    data_options,
    json_option,
    read_data,
    read_sizes,
    size_options,
    time_options,
    times,
)
from figures.cli.output import print_curves, print_json, progress_bar
from linear_ae.simulate import mean_and_stderr
from linear_ae.simulate import simulate as run_flow


@click.command()
@size_options
@time_options
@click.option("--seeds", type=Count(), default=8, show_default=True, help="Number of independent runs.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the random numbers.")
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
@data_options
@json_option
def simulate(
    p: int | None,
    H: int,
    N: float | None,
    sigma2: float,
    t_max: float,
    points: int,
    seeds: int,
    seed: int,
    device: str,
    source: str | None,
    holdout: float,
    center: bool,
    scale: bool,
    as_json: bool,
) -> None:
    """Train and population loss of simulated gradient flow, averaged over independent runs."""
    data = read_data(source, holdout, center, scale)
    sizes = read_sizes(data, p, H, N, sigma2)
    with progress_bar("runs", seeds) as bar:
        curves = run_flow(
            sizes,
            times(t_max, points),
            seeds,
            seed,
            data=data,
            device=device,
            progress=bar,
        )
    columns: dict[str, np.ndarray | None] = {"t": curves.t}
    for name, runs in (("train", curves.train), ("population", curves.population)):
        columns[name], columns[f"{name}_stderr"] = (None, None) if runs is None else mean_and_stderr(runs)
    if as_json:
        print_json({**columns, "seeds": seeds})
    else:
        print_curves(columns)
