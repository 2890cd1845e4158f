"""``prism predict``: the limit losses as numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.completion import complete_regime
from figures.cli.options import (
    OF_MODELS,
    OF_TIED,
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
    time_options,
    times,
)
from figures.cli.output import print_curves, print_json, say_band
from linear_ae.data import Data
from linear_ae.sizes import Sizes
from theory.errors import InputError

if TYPE_CHECKING:
    from numerics.autoencoder.losses import Prediction
    from numerics.autoencoder.suitability.gaussianity import Gaussianity


@click.command()
@size_options
@point_options
@time_options
@click.option(
    "--regime",
    metavar="REGIME",
    default="auto",
    show_default=True,
    shell_complete=complete_regime,
    help="A regime (see `prism regimes`), or auto.",
)
@click.option(
    "--accuracy",
    type=Positive(),
    help="With auto: largest error at any time, as a share of the loss at t = 0.  [default: 0.005]  With --model: as a "
    "share of the loss's largest value.  [default: 0.002, with --matrix 0.005]",
)
@click.option(
    "--budget",
    type=Positive(),
    help="Seconds: with --data for the exact flow  [default: 30]; with --model that its first runs may be foreseen to "
    "take  [default: 300].",
)
@click.option("--series", is_flag=True, help="With --model: from the exact derivatives at t = 0, for early times.")
@click.option("--runs", type=click.IntRange(1), help="Add the standard deviation of the mean of so many runs.")
@click.option(
    "--correction",
    is_flag=True,
    help="Add the first neglected orders: of a facet its ratio and 1/p, where these are known; with auto all that "
    "finite sizes add.",
)
@covariance_option
@data_options
@json_option
def predict(
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
    regime: str,
    accuracy: float | None,
    budget: float | None,
    correction: bool,
    series: bool,
    runs: int | None,
    covariance: str | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Train and population loss in the limit of a regime, at the sizes given.

    `--regime auto` gives the planar limit wherever the sizes lie in the prism, with an estimated error; where H/p or
    N/p is small, the narrow-latent or the small-data facet with its first correction, or the mean over simulated runs
    at these sizes.

    A regime asked for by name that misses much of the exact derivatives at t = 0, at the sizes given, that breaks a
    bound or neglects much at any time up to the last is named on stderr (and under "warnings").

    With --data, p, N and the spectrum are the matrix's. `--regime auto` integrates the flow itself, averaged over
    initializations, within --budget; if that takes longer, a limit whose first neglected orders are small enough.
    Every loss comes with its error, and how far the limits are off is said on stderr and in the key "fit".

    With --covariance, a regime that holds for any spectrum, on Gaussian data of that population covariance.

    --runs 1 adds the band of one run, the standard deviation of its losses over initializations and samples, with its
    error; --runs 10 that of the mean of ten. With --data the scatter is that over initializations alone. With --model
    it is that over all its Gaussian matrices but those given by --matrix.

    With --model, the planar limit of every loss of that model, from complex matrices at small sizes of the same ratios,
    or with --correction the mean losses at the sizes given; with --matrix the mean over starts. What the first runs
    take is foreseen, said from 10 s on, and refused beyond --budget. --series takes either from the exact derivatives
    at t = 0 instead, resummed: at once, but for early times.
    """
    grid = times(t_max, points)
    if source is not None:
        refuse_given((*OF_TIED, "covariance"), "--model", "use --size, --value and --matrix")
        from figures.cli import model_limit, model_predict

        if regime != "auto":
            refuse_given(("accuracy", "series", "runs", "budget"), "--regime NAME", "leave --regime out")
            return model_limit.show(source, regime, sizes, values, matrices, grid, correction, as_json)
        asked = accuracy, correction, series, runs, budget
        return model_predict.show(source, sizes, values, matrices, grid, *asked, as_json)
    refuse_given((*OF_MODELS, "series"), "the tied autoencoder", "give --model, too")
    variances = read_covariance(covariance, data, p)
    tied = read_sizes(data, p if variances is None else variances.size, H, N, sigma2)
    if variances is not None:
        refuse_given(("accuracy", "budget", "runs"), "--covariance", "leave it out")
        return predict_with_covariance(tied, grid, regime, correction, covariance, variances, as_json)
    return predict_tied(tied, grid, regime, accuracy, budget, correction, runs, data, as_json)


def predict_tied(
    sizes: Sizes,
    grid: np.ndarray,
    regime: str,
    accuracy: float | None,
    budget: float | None,
    correction: bool,
    runs: int | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Losses of the tied autoencoder."""
    if regime != "auto" and accuracy is not None:
        raise InputError(f"--accuracy goes with --regime auto, not with {regime}: leave it out")
    if budget is not None and data is None:
        raise InputError("--budget is for the exact flow on data: give --data, or leave it out")

    from numerics.autoencoder.limits import limit, with_correction
    from numerics.autoencoder.suitability import guard
    from numerics.autoencoder.suitability.choice import neglected_by_faces
    from theory.autoencoder.regimes import regime as named

    if regime == "auto" and correction and data is not None:
        raise InputError(f"--correction belongs to a facet: name it ({', '.join(with_correction())})")
    scatter = {} if runs is None else band(runs, grid, sizes, data)
    if data is not None:
        return predict_on(data, sizes, grid, regime, accuracy, correction, budget, scatter, as_json)
    if regime == "auto" and correction:
        from numerics.autoencoder.suitability import finite_size

        at_sizes = finite_size.corrected_losses(grid, sizes, accuracy or finite_size.ACCURACY)
        return show_estimate(at_sizes, sizes, scatter, as_json)
    if regime == "auto" and np.isfinite(sizes.N):
        from numerics.autoencoder.suitability.auto import best_losses

        return show_estimate(best_losses(grid, sizes, accuracy=accuracy), sizes, scatter, as_json)
    if regime == "auto":
        regime = "large-data"  # exact in the planar limit
    losses = limit(regime).losses(grid, sizes)
    if correction:
        losses = losses.plus(guard.checked_correction(regime, grid, sizes))
    columns = {"t": losses.t, "train": losses.train, "population": losses.population, **scatter}
    name = named(regime).name
    suits = {"missed": warned_share(name, neglected_by_faces(sizes)[name]), "warnings": warned(name, grid, sizes)}
    if as_json:
        print_json({"regime": name, "correction": correction, **columns, **suits})
    else:
        print_curves(columns)
    return None


def predict_with_covariance(
    sizes: Sizes,
    grid: np.ndarray,
    regime: str,
    correction: bool,
    covariance: str | None,
    variances: np.ndarray,
    as_json: bool,
) -> None:
    """Losses on Gaussian data of a population covariance; what is wrong with the limit goes to stderr."""
    from numerics.autoencoder.suitability.any_covariance import losses_with_covariance

    found = losses_with_covariance(grid, sizes, variances, regime, correction=correction)
    for text in found.warnings:
        click.echo(f"prism: the limit {found.regime}: {text}", err=True)
    columns = {"t": found.t, "train": found.train, "population": found.population}
    if as_json:
        origin = {"regime": found.regime, "covariance": covariance, "correction": correction}
        print_json({**origin, **columns, "warnings": found.warnings})
    else:
        print_curves(columns)


def band(runs: int, t: np.ndarray, sizes: Sizes, data: Data | None) -> dict[str, Any]:
    """The columns of the scatter of a mean of runs; where they were measured is said on stderr."""
    from numerics.autoencoder.planar.fluctuations import bands

    found = bands(t, sizes, runs, data=data)
    where = "at these sizes" if found.p == sizes.p else f"at p = {found.p} and the same ratios"
    say_band(runs, f"{found.runs} runs {where}")
    columns = {"train_band": found.train, "train_band_error": found.train_error}
    return {**columns, "population_band": found.population, "population_band_error": found.population_error}


def warned_share(name: str, missed: float) -> float:
    """What a regime misses of the derivatives at t = 0, said on stderr where that is much."""
    from theory.matrix.nearest import TOLERANCE

    if missed > TOLERANCE:
        click.echo(f"prism: the limit {name} misses {missed:.0%} of the derivatives at t = 0", err=True)
    return missed


def warned(name: str, t: np.ndarray, sizes: Sizes) -> list[str]:
    """What is wrong with a regime's losses up to the last time, said on stderr."""
    from numerics.autoencoder.suitability import guard

    found = guard.warnings(name, t, sizes)
    for text in found:
        click.echo(f"prism: the limit {name}: {text}", err=True)
    return found


def predict_on(
    data: Data,
    sizes: Sizes,
    grid: np.ndarray,
    regime: str,
    accuracy: float | None,
    correction: bool,
    budget: float | None,
    scatter: dict[str, Any],
    as_json: bool,
) -> None:
    """Losses on given data."""
    from numerics.autoencoder.predict import spectrum_of
    from numerics.autoencoder.suitability import given_data
    from numerics.autoencoder.suitability.gaussianity import gaussianity
    from numerics.autoencoder.suitability.integration import BUDGET

    spectrum = spectrum_of(data)
    found = given_data.losses_on_data(
        grid, sizes, spectrum, regime, accuracy=accuracy, correction=correction, budget=budget or BUDGET
    )
    show_prediction(found, gaussianity(sizes, spectrum), correction, scatter, as_json, described(data))


def show_prediction(
    found: Prediction,
    near: Gaussianity,
    correction: bool,
    scatter: dict[str, Any],
    as_json: bool,
    source: dict[str, object],
) -> None:
    """Losses on data with their errors; where they come from, and what suits the data, go to stderr."""
    columns: dict[str, Any] = {
        "t": found.t,
        "train": found.train,
        "train_error": found.train_error,
        "population": found.population,
        "population_error": found.population_error,
        **scatter,
    }
    click.echo(f"prism: {origin(found)}; {likeness(near)}", err=True)
    for warning in found.warnings:
        click.echo(f"prism: the limit {found.regime} is impossible here: {warning}", err=True)
    if as_json:
        best = min(found.off, key=found.off.__getitem__)
        fit = {"off": found.off, "measured": found.measured, "best": best, **asdict(near)}
        origins = {"regime": found.regime, "route": found.route, "runs": found.runs, "correction": correction}
        print_json({**origins, **columns, "fit": fit, "warnings": found.warnings, **source})
    else:
        print_curves(columns)


def origin(found: Prediction) -> str:
    """Where losses on data come from, and how far the limits are from them, in one line."""
    off = ", ".join(f"{name} is off by {share_in_words(share)}" for name, share in found.off.items())
    if not found.measured:
        return f"the limit {found.regime}; by the first neglected orders {off}"
    if found.route == "integrate":
        return f"the exact flow, {found.runs} runs{accuracy_reached(found)}; {off}"
    return f"the limit {found.regime}; against {found.runs} runs of the exact flow {off}"


def accuracy_reached(found: Prediction) -> str:
    """A remark where the runs that the budget allows leave a large error."""
    assert found.train_error is not None
    from numerics.autoencoder.planar.interior import ACCURACY

    reached = float(found.train_error.max() / found.train[0])
    return f" (all that --budget allows: errors up to {reached:.1%} of L(0))" if reached > ACCURACY else ""


def share_in_words(share: float) -> str:
    """A share of L(0)."""
    if share > 1:
        return "more than L(0)" if np.isfinite(share) else "nobody knows how much"
    return f"at most {share:.2%} of L(0)"


def likeness(near: Gaussianity) -> str:
    """How near the data are to Gaussian samples."""
    found = f"the spectrum is {near.spectrum_distance:.2f} from that of Gaussian samples (0 alike, 1 apart)"
    if near.looks_gaussian:
        found += f", for which {near.gaussian} misses {near.missed:.1%} of the derivatives at t = 0"
    return found


def show_estimate(found: Prediction, sizes: Sizes, scatter: dict[str, Any], as_json: bool) -> None:
    """Curves and estimated errors; the route they came by and what it leaves out go to stderr beside a table."""
    from numerics.autoencoder.suitability.choice import neglected_by_planar

    columns = {
        "t": found.t,
        "train": found.train,
        "train_error": found.train_error,
        "population": found.population,
        "population_error": found.population_error,
        **scatter,
    }
    planar = found.regime == "interior" and found.route in ("series", "sampling")
    beyond: dict[str, Any] = {"beyond_planar": neglected_by_planar(sizes)} if planar else {}
    if found.added:
        beyond = {"added": found.added}
    if as_json:
        print_json({"regime": found.regime, "route": found.route, **beyond, **columns})
        return
    route = f"{found.regime} with its first correction"
    if found.route == "simulation":
        route = "mean over simulated runs at these very sizes"
    if found.route == "copies":
        largest = max(float(np.abs(curve).max()) for curve in found.added.values()) / float(found.train.max())
        route = f"planar limit and what finite sizes add to it, up to {largest:.1%} of L(0), from small copies"
    if planar:
        added = f"finite p adds {beyond['beyond_planar']:.1%} of the derivatives at t = 0"
        route = f"planar limit by {found.route}; {added}"
    click.echo(f"prism: {route}", err=True)
    print_curves(columns)
