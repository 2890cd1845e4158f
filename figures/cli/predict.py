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
from numerics.autoencoder import auto, guard, interior
from numerics.autoencoder.choice import beyond_planar, misses
from numerics.autoencoder.fit import Fit, fit
from numerics.autoencoder.predict import CORRECTIONS, first_correction, spectrum_of
from numerics.autoencoder.predict import predict as limit_losses
from numerics.autoencoder.spectrum import Array
from theory.autoencoder.classify import TOLERANCE
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

    `--regime auto` gives the planar limit wherever the sizes lie in the prism, with an estimated error; where H/p or
    N/p is small, the narrow-latent or the small-data facet with its first correction, or the mean over simulated runs
    at these sizes. For data it takes the facet that
    fits best.

    A regime asked for by name that misses much of the exact derivatives at t = 0, at the sizes given, that breaks a
    bound or neglects much at any time up to the last is named on stderr (and under "warnings").

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's; how well the
    regimes' assumptions fit is said on stderr and in the key "fit".
    """
    data = read_data(source, holdout, center, scale)
    sizes, grid = read_sizes(data, p, H, N, sigma2), times(t_max, points)
    spectrum = None if data is None else spectrum_of(data)
    assumptions = None if spectrum is None else fit(grid, sizes, spectrum)
    if regime == "auto" and spectrum is None and np.isfinite(sizes.N):
        if correction:
            raise InputError(f"--correction belongs to a facet: name it ({', '.join(CORRECTIONS)})")
        return show_estimate(auto.losses(grid, sizes, accuracy or interior.ACCURACY), sizes, as_json)
    if regime == "auto":
        regime = assumptions.best if assumptions else "large-data"  # exact in the planar limit
    elif accuracy is not None:
        raise InputError(f"--accuracy goes with --regime auto, not with {regime}: leave it out")
    losses = limit_losses(regime, grid, sizes, spectrum)
    if correction:
        guarded = guard.checked_correction(regime, grid, sizes) if spectrum is None else None
        losses = losses.plus(guarded or first_correction(regime, grid, sizes, spectrum))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    name = named(regime).name
    if assumptions:
        click.echo(in_words(assumptions), err=True)
        suits: dict[str, object] = {"fit": as_dict(assumptions)}
    else:
        suits = {"missed": told(name, misses(sizes)[name]), "warnings": warned(name, grid, sizes)}
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


def warned(name: str, t: Array, sizes: Sizes) -> list[str]:
    """What is wrong with a regime's losses up to the last time, said on stderr."""
    found = guard.warnings(name, t, sizes)
    for text in found:
        click.echo(f"prism: the limit {name}: {text}", err=True)
    return found


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


def show_estimate(found: interior.Estimate, sizes: Sizes, as_json: bool) -> None:
    """Curves and estimated errors; the route they came by and what it leaves out go to stderr beside a table."""
    columns = {
        "t": found.losses.t,
        "train": found.losses.train,
        "train_error": found.train_error,
        "population": found.losses.population,
        "population_error": found.population_error,
    }
    planar = found.regime == "interior" and found.route != "simulation"
    beyond = {"beyond_planar": beyond_planar(sizes)} if planar else {}
    if as_json:
        print_json({"regime": found.regime, "route": found.route, **beyond, **columns})
        return
    route = f"{found.regime} with its first correction"
    if found.route == "simulation":
        route = "mean over simulated runs at these very sizes"
    if beyond:
        added = f"finite p adds {beyond['beyond_planar']:.1%} of the derivatives at t = 0"
        route = f"planar limit by {found.route}; {added}"
    click.echo(route, err=True)
    print_curves(columns)
