"""``prism predict --model --regime``: the limit losses of a solved regime as numbers."""

import click
import numpy as np

from figures.cli.model_point import Given, columns
from figures.cli.model_point import given as read_given
from figures.cli.output import print_curves, print_json
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.solutions import Limit, limit
from numerics.solutions.distance import distance
from theory.errors import InputError


def show(
    source: str,
    regime: str,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    matrices: tuple[str, ...],
    t: np.ndarray,
    correction: bool,
    as_json: bool,
) -> None:
    """Print the losses of a limit, with its first correction if asked for, and their distance from those at finite
    sizes; its condition is said on stderr.
    """
    given = read_given(source, sizes, values, matrices)
    found = limit(given.point.model, regime)
    law = spectrum(given)
    losses = found.corrected(t, given.point, law) if correction else found.losses(t, given.point, law)
    route = f"the limit {found.regime}: {found.solution.regime.condition}"
    click.echo(f"prism: {route}", err=True)
    errors = {} if law is not None else measured(found, t, given.point, correction)
    if as_json:
        curves = {"t": t, "losses": losses, "error": errors}
        print_json({"model": found.model, "regime": found.regime, "correction": correction, **curves, "route": route})
    elif errors:
        print_curves(columns(t, losses, errors, "error"))
    else:
        print_curves({"t": t, **losses})


def measured(found: Limit, t: np.ndarray, point: Point, correction: bool) -> dict[str, np.ndarray]:
    """How far the limit is from the losses at the sizes given; where it was measured is said on stderr, or why not."""
    try:
        apart = distance(found, t, point, correction)
    except InputError as refusal:
        click.echo(f"prism: no errors, {refusal}", err=True)
        return {}
    where = "measured" if apart.rho[0] == 1 else "measured at smaller sizes on the way into the regime and scaled up"
    click.echo(f"prism: errors are the distance from the mean losses at these sizes, {where} ({apart})", err=True)
    return apart.errors


def spectrum(given: Given) -> EmpiricalSpectrum | None:
    """The spectrum of the samples X if they are given."""
    if not given.matrices:
        return None
    if set(given.matrices) != {"X"}:
        raise InputError(f"a limit takes samples as --matrix X=FILE only, got {', '.join(given.matrices)}")
    p, n = given.matrices["X"].shape
    singular = np.linalg.svd(given.matrices["X"], compute_uv=False)
    return EmpiricalSpectrum(np.pad(singular**2 / n, (0, p - len(singular))))
