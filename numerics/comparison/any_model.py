"""Any matrix model: its planar limit, the mean losses with finite-size corrections, and simulation at the point."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import ArrayLike

from numerics.comparison.compared import Compared, Simulation, Theory
from numerics.comparison.missing import Attempt, attempted
from numerics.methods.arrays import Array
from numerics.models.extrapolation import Estimate
from numerics.models.planar import expected, has_planar_limit, planar, runs_itself
from numerics.models.point import Point
from numerics.models.precision import precision
from numerics.models.simulation import simulate
from theory.errors import InputError

FLAT = 20
"""A loss that starts above so many times its change, such as one with a constant in it, is measured by its change."""


def theories(point: Point, t: Array, seed: int, given: tuple[str, ...], accuracy: float) -> Iterator[Attempt]:
    """The planar limit, and with the corrections in 1/size; tables are ``given`` for these fixed letters."""
    gaussian = f" for Gaussian {', '.join(given)}" if given else ""
    yield f"planar limit{gaussian}", lambda: planar_limit(point, t, seed, accuracy, f"planar limit{gaussian}")
    yield "corrected planar limit", lambda: corrected(point, t, seed, accuracy, given)


def planar_limit(point: Point, t: Array, seed: int, accuracy: float, name: str) -> Theory:
    """The limit of all sizes at their ratios."""
    found = planar(point, t, accuracy, other(seed))
    return of_estimate(name, f"complex matrices: {found.route}", found, corrected=False)


def corrected(point: Point, t: Array, seed: int, accuracy: float, given: tuple[str, ...] = ()) -> Theory:
    """The planar limit with its finite-size corrections, refused where these would be simulation again."""
    if given:
        raise InputError(f"it is known for Gaussian {', '.join(given)} only")
    if not has_planar_limit(point.model):
        raise InputError("the terms are not of one order when all sizes grow together")
    if runs_itself(point):
        raise InputError("at sizes this small it would be runs at the sizes themselves, which the simulation is")
    found = expected(point, t, accuracy, other(seed))
    return of_estimate("corrected planar limit", f"complex and real matrices: {found.route}", found, corrected=True)


def other(seed: int) -> int:
    """The seed of a theory's own samples, which are to be independent of the simulation's."""
    return seed + 1


def of_estimate(name: str, route: str, found: Estimate, *, corrected: bool) -> Theory:
    """A theory from curves with errors."""
    return Theory(name, route, dict(found.losses), found.errors, corrected=corrected)


def compare_model(
    point: Point,
    t: Array,
    runs: int,
    seed: int,
    *,
    matrices: Mapping[str, ArrayLike],
    accuracy: float,
    device: str,
    progress: Callable[[int], None] | None,
) -> Compared:
    """Theory beside simulation of a model, with ``matrices`` in the place of fixed letters."""
    given = tuple(matrices)
    curves = simulate(point, t, runs, seed, matrices=matrices, controls=True, device=device, progress=progress)
    found = precision(curves).losses
    means = {name: one.mean for name, one in found.items()}
    spread = {name: one.stderr for name, one in found.items()}
    simulation = Simulation(means, spread, {name: one.freedom for name, one in found.items()}, runs, seed)
    known, left_out = attempted(theories(point, t, seed, given, accuracy))
    numbers: dict[str, float] = {**point.sizes, **point.values}
    tables = f"{', '.join(given)} as given" if given else ""
    by_change = frozenset(name for name, mean in means.items() if start_is_no_measure(mean))
    return Compared(point.model.name, numbers, t, known, simulation, left_out, tables, by_change)


def start_is_no_measure(mean: Array) -> bool:
    """Whether shares of a loss's start would say nothing: it changes sign, or hardly moves from a large value.

    >>> [start_is_no_measure(np.array(mean)) for mean in ([2.0, 0.1], [0.0, -0.2], [1000.0, 999.8], [2.0, 2.0])]
    [False, True, True, False]
    """
    moved = float(np.ptp(mean))
    return moved > 0 and (float(mean.min()) < 0 or abs(float(mean[0])) > FLAT * moved)
