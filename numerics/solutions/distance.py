r"""How far the limit of a solved regime lies from the mean losses at given sizes, measured.

Towards a regime sizes and scalars grow like powers of rho (`numerics.models.facet_series.direction`), and the first
terms that it neglects fall like 1/rho. So the distance is simulated at smaller sizes on the same path and scaled up:

    point at rho = 1    limit and losses apart by  d
        |
        v  rho = 1/k    limit and losses apart by  k d (1 + O(1/rho)), at sizes where runs are cheap

Sizes are rounded; the limit is that of the rounded ones. Where the point itself is small it is simulated itself. At
smaller sizes, where the same share of the flow takes longer, the limit may be refused: then the other point stands
alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.methods.arrays import Array
from numerics.models.facet_series import Direction, direction
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions.limit import Limit
from theory.errors import InputError
from theory.matrix.regimes import regimes

ENTRIES, SMALLEST = (2**15, 2**12), 3
"""Entries of the largest matrix at the larger and the smaller of two points that are simulated; their least size."""
RUNS = 24
STEP = 1.05

Errors = dict[str, Array]
Curves = Callable[[Array, Point], dict[str, Array]]


@dataclass(frozen=True, eq=False)
class Distance:
    """``errors``, by the losses' names, shape (n,): the distance scaled up from the larger of the ``points``, with two
    standard errors, and as much more as its difference to that from the smaller one lets expect, or as much again where
    the limit is refused at one of them. The points lie at ``rho``, the given one at 1.
    """

    errors: Errors
    points: tuple[Point, ...]
    rho: tuple[float, ...]

    def __str__(self) -> str:
        return " and ".join(f"at {point}" for point in self.points)


def distance(limit: Limit, t: Array, point: Point, correction: bool = False, seed: int = 0) -> Distance:
    """The distance of a limit at times t, shape (n,), increasing, from the mean losses at a point; with ``correction``
    that of the corrected limit, which falls like 1/rho^2.

    Raises :class:`theory.errors.InputError` if the limit is refused at all points that are small enough to simulate.
    """
    curves, order = (limit.corrected, 2) if correction else (limit.losses, 1)
    found = regimes(point.model)
    along = direction(found, found[limit.regime])
    rho = tuple(dict.fromkeys(scale(point, along, entries) for entries in ENTRIES))
    measured: dict[float, tuple[Point, Errors]] = {}
    for x in rho:
        small = at(point, along, x)
        try:
            measured[x] = small, scaled(curves, t, point, small, x ** float(along.powers[-1]), x**order, seed)
        except InputError as refused:
            refusal = refused
    if not measured:
        raise InputError(
            f"{limit.regime}: its distance from finite sizes cannot be measured at smaller ones: {refusal}"
        )
    points, offsets = zip(*measured.values(), strict=True)
    again = 1 if len(measured) == len(rho) else 2
    errors = {name: again * extrapolated([each[name] for each in offsets], tuple(measured)) for name in offsets[0]}
    return Distance(errors, points, tuple(measured))


def extrapolated(offsets: list[Array], rho: tuple[float, ...]) -> Array:
    """The distance at rho = 1 from the scaled offsets at the points and their doubts, shape (2, n) each: the larger of
    two guesses.

    What two offsets differ by falls faster than 1/rho: at the larger point about as much is left, or twice if slowly.
    Or it falls more slowly, like rho^-q, as late where a few directions are learned of many alike: 1/2 < q < 1 as
    measured.
    """
    (first, doubt), (last, last_doubt) = offsets[0], offsets[-1]
    near, far = abs(first) + doubt, abs(last) + last_doubt
    faster = near + 2 * abs(first - last)
    if len(rho) == 1:
        return np.asarray(faster)
    grown = (near / np.maximum(far, np.finfo(float).tiny)) ** (np.log(rho[0]) / np.log(rho[1] / rho[0]))
    return np.asarray(np.maximum(faster, near * np.clip(grown, 1.0, rho[0] ** -0.5)))


def scaled(curves: Curves, t: Array, point: Point, small: Point, clock: float, factor: float, seed: int) -> Errors:
    """What the distance at a smaller point, at times ``clock t``, says of that at the point: in units of the change of
    each loss, times a factor. Offsets and two standard errors, shape (2, n).
    """
    here, there = curves(t, point), curves(clock * t, small)
    runs = simulate(small, clock * t, RUNS, seed)
    found = {}
    for name, curve in there.items():
        unit = change(here[name]) / change(curve)
        found[name] = unit * factor * np.stack([runs.mean[name] - curve, 2 * runs.stderr[name]])
    return found


def change(curve: Array) -> float:
    """By how much a loss moves, or its size if it does not."""
    moved = float(np.ptp(curve))
    return moved if moved > 1e-9 * abs(curve).max() else float(abs(curve).max())


def scale(point: Point, along: Direction, entries: int) -> float:
    """The largest rho <= 1 at which no matrix has more entries, unless sizes would fall below the smallest."""
    rho = 1.0
    while at(point, along, rho).entries > entries and min(at(point, along, rho / STEP).sizes.values()) >= SMALLEST:
        rho /= STEP
    return rho


def at(point: Point, along: Direction, rho: float) -> Point:
    """The point moved along the path that leads into the regime."""
    factors = {name: rho ** float(power) for name, power in zip(along.names, along.powers, strict=False)}
    sizes = {name: max(1, round(size * factors[name])) for name, size in point.sizes.items()}
    return Point(point.model, sizes, {name: value * factors[name] for name, value in point.values.items()})
