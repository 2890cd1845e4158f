"""``prism predict``: the limit losses as numbers."""

import click

from figures.cli.options import (
    data_options,
    json_option,
    read_data,
    read_sizes,
    size_options,
    time_options,
    times,
)
from figures.cli.output import print_curves, print_json
from numerics.autoencoder.predict import first_correction, spectrum_of
from numerics.autoencoder.predict import predict as limit_losses
from theory.autoencoder.regimes import regime as named


@click.command()
@size_options
@time_options
@click.option("--regime", required=True, help="Name of the regime (see `prism regimes`).")
@click.option("--correction", is_flag=True, help="Add the first order in p/N (large-data) or p/H (mean-field).")
@data_options
@json_option
def predict(
    p: int | None,
    H: int,
    N: float | None,
    sigma2: float,
    t_max: float,
    points: int,
    regime: str,
    correction: bool,
    source: str | None,
    holdout: float,
    center: bool,
    scale: bool,
    as_json: bool,
) -> None:
    """Train and population loss in the limit of a regime, at the sizes given.

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's.
    """
    data = read_data(source, holdout, center, scale)
    sizes = read_sizes(data, p, H, N, sigma2)
    spectrum, grid = None if data is None else spectrum_of(data), times(t_max, points)
    losses = limit_losses(regime, grid, sizes, spectrum)
    if correction:
        losses = losses.plus(first_correction(regime, grid, sizes, spectrum))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    if as_json:
        print_json({"regime": named(regime).name, "correction": correction, **columns})
    else:
        print_curves(columns)
