"""``prism predict``: the limit losses as numbers."""

import click

from figures.cli.options import data_options, json_option, read_data, read_sizes, size_options, time_options, times
from figures.cli.output import print_curves, print_json
from numerics.autoencoder.choice import nearest
from numerics.autoencoder.predict import ANY_SPECTRUM, GAUSSIAN, spectrum_of
from numerics.autoencoder.predict import predict as limit_losses
from theory.autoencoder.classify import TOLERANCE
from theory.autoencoder.regimes import regime as named


@click.command()
@size_options
@time_options
@click.option("--regime", default="auto", show_default=True, help="Name of a regime, or auto for the nearest facet.")
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
    source: str | None,
    holdout: float,
    center: bool,
    scale: bool,
    as_json: bool,
) -> None:
    """Train and population loss in the limit of a regime, at the sizes given.

    With --data the spectrum of the data replaces that of Gaussian samples, and p and N are the matrix's.

    `--regime auto` takes the facet whose leading terms miss least of the exact derivatives of the loss at t = 0, and
    says on stderr if that is more than a tenth.
    """
    data = read_data(source, holdout, center, scale)
    sizes = read_sizes(data, p, H, N, sigma2)
    if regime == "auto":
        choice = nearest(sizes, GAUSSIAN if data is None else ANY_SPECTRUM)
        name = choice.regime
        if choice.missed > TOLERANCE:
            share = f"{choice.missed:.0%}"
            click.echo(f"prism: the nearest facet, {name}, misses {share} of the derivatives at t = 0", err=True)
    else:
        name = named(regime).name
    losses = limit_losses(name, times(t_max, points), sizes, None if data is None else spectrum_of(data))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population}
    if as_json:
        print_json({"regime": name, **columns})
    else:
        print_curves(columns)
