"""``prism predict``: the limit losses as numbers."""

import click
import numpy as np

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
from linear_ae.sizes import Sizes
from numerics.autoencoder import interior
from numerics.autoencoder.choice import nearest
from numerics.autoencoder.free_pair import ExtremeSizesError
from numerics.autoencoder.predict import ANY_SPECTRUM, GAUSSIAN, first_correction, spectrum_of
from numerics.autoencoder.predict import predict as limit_losses
from theory.autoencoder.classify import TOLERANCE
from theory.autoencoder.regimes import FACETS
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError


@click.command()
@size_options
@time_options
@click.option("--regime", default="auto", show_default=True, help="A regime (see `prism regimes`), or auto.")
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

    `--regime auto` gives the planar limit wherever the sizes lie in the prism, with an estimated error; where p/N or
    H/p is too extreme for that, or data are given, it takes the nearest facet and says how far that is.

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's.
    """
    data = read_data(source, holdout, center, scale)
    sizes, grid = read_sizes(data, p, H, N, sigma2), times(t_max, points)
    if regime == "auto":
        if correction:
            raise InputError("--correction belongs to a facet: name it (large-data or mean-field)")
        if np.isinf(sizes.N):
            regime = "large-data"  # exact in the planar limit
        elif data is None:
            try:
                return show_interior(interior.losses(grid, sizes, accuracy or interior.ACCURACY), as_json)
            except ExtremeSizesError as refused:
                regime = nearest_or_refuse(sizes, refused)
        else:
            regime = nearest_of_data(sizes)
    elif accuracy is not None:
        raise InputError(f"--accuracy goes with --regime auto, not with {regime}: leave it out")
    spectrum = None if data is None else spectrum_of(data)
    losses = limit_losses(regime, grid, sizes, spectrum)
    if correction:
        losses = losses.plus(first_correction(regime, grid, sizes, spectrum))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    if as_json:
        print_json({"regime": named(regime).name, "correction": correction, **columns})
    else:
        print_curves(columns)
    return None


def nearest_or_refuse(sizes: Sizes, refused: ExtremeSizesError) -> str:
    """The facet for sizes at the prism's border, unless even that misses more than the tolerance."""
    choice = nearest(sizes, [name for name in GAUSSIAN if name in FACETS])
    if choice.missed > TOLERANCE:
        raise refused
    click.echo(f"prism: {choice.regime}, which misses {choice.missed:.1%} of the derivatives at t = 0", err=True)
    return choice.regime


def nearest_of_data(sizes: Sizes) -> str:
    """The facet for given data, among those that take any spectrum."""
    choice = nearest(sizes, [name for name in ANY_SPECTRUM if name in FACETS])
    click.echo(
        f"prism: {choice.regime}, which misses {choice.missed:.1%} of the derivatives of Gaussian data at t = 0",
        err=True,
    )
    return choice.regime


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
        print_json({"regime": "interior", "route": found.route, **columns})
    else:
        click.echo(f"planar limit by {found.route}", err=True)
        print_curves(columns)
