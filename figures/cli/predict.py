"""``prism predict``: the limit losses as numbers."""

import click

from figures.cli.options import (
    Positive,
    data_options,
    json_option,
    read_data,
    read_sizes,
    size_options,
    time_options,
    times,
)
from figures.cli.output import print_curves, print_json
from numerics.autoencoder import interior
from numerics.autoencoder.predict import first_correction, spectrum_of
from numerics.autoencoder.predict import predict as limit_losses
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError


@click.command()
@size_options
@time_options
@click.option("--regime", required=True, help="A regime (see `prism regimes`), or auto.")
@click.option(
    "--accuracy",
    type=Positive(),
    help="With auto: largest error at any time, as a share of the loss at t = 0.  [default: 0.005]",
)
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
    accuracy: float | None,
    correction: bool,
    source: str | None,
    holdout: float,
    center: bool,
    scale: bool,
    as_json: bool,
) -> None:
    """Train and population loss in the limit of a regime, at the sizes given.

    With auto, the planar limit at these sizes wherever they lie in the prism: p, H and N may be comparable.

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's.
    """
    data = read_data(source, holdout, center, scale)
    sizes = read_sizes(data, p, H, N, sigma2)
    if regime == "auto":
        if data is not None or correction:
            raise InputError("auto holds for Gaussian data and has no correction: name a regime (see `prism regimes`)")
        return show_interior(interior.losses(times(t_max, points), sizes, accuracy or interior.ACCURACY), as_json)
    if accuracy is not None:
        raise InputError(f"--accuracy goes with --regime auto, not with {regime}: leave it out")
    spectrum, grid = None if data is None else spectrum_of(data), times(t_max, points)
    losses = limit_losses(regime, grid, sizes, spectrum)
    if correction:
        losses = losses.plus(first_correction(regime, grid, sizes, spectrum))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    if as_json:
        print_json({"regime": named(regime).name, "correction": correction, **columns})
        return None
    print_curves(columns)
    return None


def show_interior(found: interior.Estimate, as_json: bool) -> None:
    """Curves, estimated errors and the route they came by, which goes to stderr beside a table."""
    columns = {
        "t": found.losses.t,
        "train": found.losses.train,
        "train_error": found.train_error,
        "population": found.losses.population,
        "population_error": found.population_error,
    }
    if as_json:
        print_json({"regime": "auto", "route": found.route, **columns})
    else:
        click.echo(f"planar limit by {found.route}", err=True)
        print_curves(columns)
