"""``prism compare``: theory beside simulation at the user's own sizes or data, as a table and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import (
    OF_MODELS,
    OF_TIED,
    POINTS,
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
    times,
)
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.places import Picture
from linear_ae.data import Data

if TYPE_CHECKING:
    from numerics import Compared
    from numerics.comparison.compared import Gap, Theory

HEADER = ("theory", "loss", "at t", "predicted", "simulated", "deviation", "error", "score")


@click.command()
@size_options
@point_options
@click.option("--t-max", type=Positive(), required=True, help="Last time of the flow dW/dt = -dL/dW.")
@click.option("--points", type=POINTS, default=41, show_default=True, help="Times from 0 to t-max.")
@click.option("--seeds", type=Count(), default=16, show_default=True, help="Number of simulated runs, at least 2.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the random numbers.")
@click.option("--device", metavar="DEVICE", default="cpu", show_default=True, help="cpu or cuda, of the simulation.")
@click.option(
    "--accuracy",
    type=Positive(),
    default=5e-3,
    show_default=True,
    help="Largest error of planar curves, a share of L(0) (with --model of the loss's largest value).",
)
@click.option(
    "--out",
    type=Picture(),
    metavar="FILE",
    help="Draw the picture into this file: .pdf, .png or .svg.",
)
@covariance_option
@data_options
@json_option
def compare(
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
    seed: int,
    device: str,
    accuracy: float,
    out: Path | None,
    covariance: str | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Every theory that suits, beside simulated training, at the sizes given.

    One row a curve, at the time where the theory is farthest from the simulation: simulation - theory and its standard
    error, as shares of L(0), and their ratio as a standard normal number (few runs are allowed for). A loss of a model
    that changes sign, or moves by less than L(0)/20, is measured by how much it moves, which is said.

    Theories are the limit of the face that `prism classify` names, its first correction, the planar limit and, where no
    face suits, its correction in 1/p; on --data and with --covariance the nearer limit that holds for any spectrum;
    with --model the planar limit and its corrections. Where each comes from, and what is missing and why, is said on
    stderr.
    """
    if seeds < 2:
        raise click.UsageError("--seeds 1: one run has no standard error, give at least 2")
    t = times(t_max, points)
    at: Any
    given: Any = {}
    if source is not None:
        refuse_given((*OF_TIED, "covariance"), "--model", "use --size, --value and --matrix")
        from figures.cli.model_point import given as read_given

        found = read_given(source, sizes, values, matrices)
        at, given = found.point, {"matrices": found.matrices}
    else:
        refuse_given(OF_MODELS, "the tied autoencoder", "give --model, too")
        variances = read_covariance(covariance, data, p)
        at = read_sizes(data, p if variances is None else variances.size, H, N, sigma2)
        given = {"data": data, "covariance": variances}
    from numerics import compare as numbers

    with progress_bar("runs", seeds) as bar:
        compared = numbers(at, t, seeds, seed, accuracy=accuracy, device=device, progress=bar, **given)
    show(compared, as_json, described(data) if covariance is None else {"covariance": covariance})
    if out:
        write_picture(compared, out)


def show(found: Compared, as_json: bool, source: dict[str, object]) -> None:
    """The table with routes on stderr, or everything as JSON."""
    if as_json:
        print_json({**contents(found), **source})
        return
    for theory in found.theories:
        click.echo(f"prism: {theory.name}: {theory.route}{error_in_words(found, theory)}", err=True)
    for reason in found.left_out:
        click.echo(f"prism: left out, {reason}", err=True)
    if found.by_change:
        units = " and ".join(found.unit_in_words(loss) for loss in sorted(found.by_change))
        click.echo(f"prism: deviation and error are shares of {units}: L(0) is no measure of it", err=True)
    print_table(HEADER, [cells(gap) for gap in found.gaps])


def error_in_words(found: Compared, theory: Theory) -> str:
    """The largest estimated error of a theory."""
    shares = {loss: float(error.max()) / found.unit(loss) for loss, error in theory.errors.items()}
    if not shares:
        return ""
    worst = max(shares, key=shares.__getitem__)
    return f"; errors up to {shares[worst]:.2%} of {found.unit_in_words(worst)}"


def cells(gap: Gap) -> list[str]:
    """One row of the table."""
    return [
        gap.theory,
        gap.loss,
        f"{gap.t:.3g}",
        f"{gap.predicted:.5g}",
        f"{gap.simulated:.5g}",
        f"{100 * gap.deviation:+.3g}%",
        f"{100 * gap.error:.2g}%",
        shown_score(gap.score),
    ]


def shown_score(score: float) -> str:
    """One digit, or that it is beyond what a tail in doubles can tell."""
    from numerics.comparison.scores import LARGEST

    return f"{score:+.1f}" if abs(score) < LARGEST else ("+" if score > 0 else "-") + f">{int(LARGEST)}"


def contents(found: Compared) -> dict[str, Any]:
    """The JSON object, with all curves."""
    simulation = found.simulation
    return {
        "model": found.subject,
        "point": found.point,
        "t": found.t,
        "simulation": {
            "losses": dict(simulation.losses),
            "stderr": dict(simulation.stderr),
            "seeds": simulation.runs,
            "seed": simulation.seed,
        },
        "theories": [entry(found, theory) for theory in found.theories],
        "left_out": list(found.left_out),
        "by_change": sorted(found.by_change),
    }


def entry(found: Compared, theory: Theory) -> dict[str, Any]:
    """One theory with its curves, their errors, and its largest deviations."""
    gaps = {loss: found.gap(theory, loss) for loss in theory.losses}
    names = ("t", "deviation", "error", "score")
    return {
        "name": theory.name,
        "route": theory.route,
        "losses": dict(theory.losses),
        "error": dict(theory.errors),
        "largest": {loss: {name: getattr(gap, name) for name in names} for loss, gap in gaps.items()},
    }


def write_picture(found: Compared, out: Path) -> None:
    """Draw into the file."""
    from figures import comparison as figure
    from figures.style import write

    write(figure.draw(found)[0, 0].figure, out)
    click.echo(f"wrote {out}", err=True)
