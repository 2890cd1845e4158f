"""``prism predict``: the limit losses as numbers."""

from dataclasses import asdict

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
from numerics.autoencoder.choice import beyond_planar, misses, nearest
from numerics.autoencoder.fit import Fit, fit
from numerics.autoencoder.free_pair import ExtremeSizesError
from numerics.autoencoder.predict import CORRECTIONS, GAUSSIAN, first_correction, spectrum_of
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
@click.option("--correction", is_flag=True, help="Add the first neglected orders of a facet: its ratio and 1/p.")
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

    A regime that misses much of the exact derivatives at t = 0, at the sizes given, is named on stderr.

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's; how well the
    regimes' assumptions fit is said on stderr and in the key "fit".
    """
    data = read_data(source, holdout, center, scale)
    sizes, grid = read_sizes(data, p, H, N, sigma2), times(t_max, points)
    spectrum = None if data is None else spectrum_of(data)
    assumptions = None if spectrum is None else fit(grid, sizes, spectrum)
    if regime == "auto":
        if np.isinf(sizes.N):
            regime = "large-data"  # exact in the planar limit
        elif assumptions:
            regime = assumptions.best
        elif correction:
            raise InputError(f"--correction belongs to a facet: name it ({', '.join(CORRECTIONS)})")
        else:
            try:
                found = interior.losses(grid, sizes, accuracy or interior.ACCURACY)
                return show_interior(found, beyond_planar(sizes), as_json)
            except ExtremeSizesError as refused:
                regime = nearest_or_refuse(sizes, refused)
    elif accuracy is not None:
        raise InputError(f"--accuracy goes with --regime auto, not with {regime}: leave it out")
    losses = limit_losses(regime, grid, sizes, spectrum)
    if correction:
        losses = losses.plus(first_correction(regime, grid, sizes, spectrum))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    name = named(regime).name
    if assumptions:
        click.echo(in_words(assumptions), err=True)
        suits: dict[str, object] = {"fit": as_dict(assumptions)}
    else:
        suits = {"missed": told(name, misses(sizes)[name])}
    if as_json:
        print_json({"regime": name, "correction": correction, **columns, **suits})
    else:
        print_curves(columns)
    return None


def told(name: str, missed: float) -> float:
    """What a regime misses of the derivatives at t = 0, said on stderr where that is much."""
    if missed > TOLERANCE:
        click.echo(f"prism: the limit {name} misses {missed:.0%} of the derivatives at t = 0", err=True)
    return missed


def in_words(found: Fit) -> str:
    """What the data fit, in one line."""
    orders = ", ".join(
        f"{name} neglects {order:.2%}" if order <= 1 else f"{name} neglects more than all"
        for name, order in found.first_order.items()
    )
    spectrum = f"the spectrum is {found.spectrum_distance:.2f} from that of Gaussian samples"
    if found.looks_gaussian:
        spectrum += f", for which {found.gaussian} misses {found.missed:.1%} of the derivatives at t = 0"
    return f"prism: of L(0), {orders} at first order, so {found.best} fits best; {spectrum}"


def as_dict(found: Fit) -> dict[str, object]:
    """The numbers behind it."""
    return {**asdict(found), "best": found.best}


def nearest_or_refuse(sizes: Sizes, refused: ExtremeSizesError) -> str:
    """The facet for sizes at the prism's border, unless even that misses more than the tolerance."""
    choice = nearest(sizes, [name for name in GAUSSIAN if name in FACETS])
    if choice.missed > TOLERANCE:
        raise refused
    click.echo(f"prism: {choice.regime}, which misses {choice.missed:.1%} of the derivatives at t = 0", err=True)
    return choice.regime


def show_interior(found: interior.Estimate, beyond: float, as_json: bool) -> None:
    """Curves, estimated errors, the route they came by and what finite p adds; beside a table these go to stderr."""
    columns = {
        "t": found.losses.t,
        "train": found.losses.train,
        "train_error": found.train_error,
        "population": found.losses.population,
        "population_error": found.population_error,
    }
    if as_json:
        print_json({"regime": "interior", "route": found.route, "beyond_planar": beyond, **columns})
    else:
        click.echo(f"planar limit by {found.route}; finite p adds {beyond:.1%} of the derivatives at t = 0", err=True)
        print_curves(columns)
