"""``prism predict --model``: the planar limit of any model, or its mean losses at the sizes given."""

import click
import numpy as np

from figures.cli.model_point import Given, columns
from figures.cli.model_point import given as read_given
from figures.cli.output import print_curves, print_json, say_band
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.cost import first_round
from numerics.models.extrapolation import ACCURACY, Estimate
from numerics.models.fluctuations import bands
from numerics.models.planar import expected, has_planar_limit, planar, simulated
from numerics.models.series import series
from theory.errors import InputError

BUDGET, SAID = 300.0, 10.0
"""Seconds that the first runs may be foreseen to take, and from which on it is said."""
GOOD = 0.05
"""Errors of a series, in units of the loss, that are no more than said in their column."""
ACCURACY_ON_TABLES = 5e-3
"""Default where the mean over starts takes runs at the very sizes, without control variates."""


def show(
    source: str,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    matrices: tuple[str, ...],
    t: np.ndarray,
    accuracy: float | None,
    correction: bool,
    taylor: bool,
    runs: int | None,
    budget: float | None,
    as_json: bool,
) -> None:
    """Print losses with their errors, and the bands of ``runs``; where they come from is said on stderr."""
    given = read_given(source, sizes, values, matrices)
    default = ACCURACY_ON_TABLES if given.matrices else ACCURACY
    if taylor and budget is not None:
        raise InputError("--budget is for runs, the series makes none: leave it out")
    if taylor:
        what, found = resummed(given, t, accuracy, correction)
    else:
        require_budget(given, float(t[-1]), correction, BUDGET if budget is None else budget)
        what, found = estimated(given, t, default if accuracy is None else accuracy, correction)
    route = f"{what}: {found.route}"
    click.echo(f"prism: {route}", err=True)
    scatter = {} if runs is None else band(given, t, runs)
    if as_json:
        curves = {"losses": dict(found.losses), "error": found.errors}
        print_json({"model": given.point.model.name, "t": found.t, **curves, **scatter, "route": route})
        return
    print_curves(columns(found.t, found.losses, found.errors, "error", scatter))


def require_budget(given: Given, end: float, correction: bool, budget: float) -> None:
    """Refuse what takes longer than the budget; what takes long is said on stderr."""
    needs_limit = not (correction or given.matrices)
    if needs_limit and not has_planar_limit(given.point.model):
        return  # refused by `estimated`
    due = first_round(given.point, end, correction, given.matrices)
    if due.seconds <= min(SAID, budget):
        return
    rates = "" if due.rate is None else f": the fastest of its directions falls at the rate {due.rate:.3g}"
    said = f"the first runs take about {due.seconds:.2g} s, {due.evaluations:.2g} steps each{rates}"
    if due.seconds > budget:
        raise ConvergenceError(
            f"{said}; that is more than {budget:g} s: give an earlier --t-max, matrices divided by their scale, or a "
            "larger --budget"
        )
    click.echo(f"prism: {said}", err=True)


def band(given: Given, t: np.ndarray, runs: int) -> dict[str, dict[str, Array]]:
    """The scatter of a mean of runs by the losses' names, and its errors; how it was found is said on stderr."""
    try:
        found = bands(given.point, t, runs, matrices=given.matrices)
    except ConvergenceError as error:
        raise ConvergenceError(f"{error} (`bands` in Python has accuracy and most), or leave out --runs") from None
    say_band(runs, found.route)
    return {"band": dict(found.values), "band_error": dict(found.errors)}


def resummed(given: Given, t: np.ndarray, accuracy: float | None, correction: bool) -> tuple[str, Estimate]:
    """The losses from their Taylor series; an accuracy that it does not reach is refused."""
    if given.matrices:
        raise InputError("--series does not go with --matrix: the derivatives are means over Gaussian matrices")
    found = series(given.point, t, planar=not correction, accuracy=1.0 if accuracy is None else accuracy)
    warn_late(given, found)
    if correction:
        return "mean at these sizes", found
    known = has_planar_limit(given.point.model)
    return "planar part" if known else "planar part, no limit: the leading terms at each product of the scalars", found


def warn_late(given: Given, found: Estimate) -> None:
    """Say on stderr until when the series is good."""
    shares = np.max([found.errors[name] / np.abs(rows).max() for name, rows in found.losses.items()], axis=0)
    if (late := found.t[shares > GOOD]).size:
        name = given.point.model.name
        click.echo(f"prism: {name}: from t = {late[0]:.3g} on the series errs by more than {GOOD:.0%}", err=True)


def estimated(given: Given, t: np.ndarray, accuracy: float, correction: bool) -> tuple[str, Estimate]:
    """The losses, and in words what they are."""
    point = given.point
    if given.matrices:
        if correction:
            given_names = ", ".join(given.matrices)
            raise InputError(f"--correction does not go with --matrix: with {given_names} given it is the flow itself")
        return "mean over the starts at these sizes", simulated(point, t, accuracy, matrices=given.matrices)
    if correction:
        return "mean at these sizes", expected(point, t, accuracy)
    if not has_planar_limit(point.model):
        raise InputError(
            f"{point.model.name} has no planar limit (its terms are not of one order when all sizes grow together): "
            "--correction gives its mean losses at these sizes"
        )
    return "planar limit", planar(point, t, accuracy)
