"""The points at which a facet of a model is checked, and what the exact coefficients predict there."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.resummation import ResummationError
from numerics.methods.slopes import weighted_slope
from numerics.models.facet_series import Direction, FacetSeries, direction, facet_series
from numerics.models.point import Point
from numerics.models.series import affordable
from theory.errors import InputError
from theory.matrix.homogeneity import homogeneity
from theory.matrix.model import Model
from theory.matrix.regimes import Regime, Regimes

TOPS, LARGEST, FAR = (8.0, 12.0, 16.0, 32.0, 64.0), 500, (2.0**14, 2.0**15)
"""Largest values of rho that are tried, as far as no size exceeds LARGEST: the first at which the next orders bend no
slope much serves, with its half and its quarter. At FAR the final slope is read off.
"""
BASE, SCALAR = 4, 0.3
"""Sizes at rho = 1, and scalars there, less what the planar scaling makes of sizes of 4."""
POINTS = 6
PRECISE, PRECISER = 2e-3, 8
"""Largest error of the resummed series: this share of the change of the loss, or one in so many of the deviation."""
EARLIEST, STEP = (1 / 16, 1e-4), 1.1
"""The first time that is tried and the last resort, in units of the radius of convergence that coefficients suggest."""
BEND = 0.5
"""A slope that the next orders bend by more says nothing."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """The change of a loss by the facet's terms, shape (n,), its error, and the change by all terms of these orders."""

    leading: Array
    error: Array
    exact: Array

    @property
    def unit(self) -> float:
        """The change at the last time."""
        return float(abs(self.leading[-1]))

    @property
    def neglected(self) -> Array:
        """The next terms of these orders, in units of the change at the last time."""
        return (self.exact - self.leading) / self.unit

    @property
    def precise(self) -> bool:
        """Whether the errors at the last time are small beside the change or beside what is neglected."""
        return bool(self.error[-1] <= self.unit * max(PRECISE, abs(self.neglected[-1]) / PRECISER))


@dataclass(frozen=True, eq=False)
class Ladder:
    """Points at some ``rho``, times of each of shape (n,), and predictions for each loss and point.

    ``gaps``: the power of 1/rho of a loss's next terms; ``final``: the slopes of its deviations far up, shape (n,).
    """

    rho: tuple[float, ...]
    points: tuple[Point, ...]
    times: tuple[Array, ...]
    predictions: Mapping[str, tuple[Prediction, ...]]
    gaps: Mapping[str, float]
    final: Mapping[str, Array]

    def neglected(self, loss: str) -> Array:
        """What the facet neglects of a loss, shape (rungs, n), each in units of the change at its last time."""
        return np.array([one.neglected for one in self.predictions[loss]])

    def straight(self, loss: str) -> Array:
        """The times at which the next orders keep the sign of the deviation and bend its slope by at most BEND."""
        table = self.neglected(loss)
        one_sign = np.abs(np.sign(table).sum(axis=0)) == len(table)
        slopes = np.array([weighted_slope(self.rho, column) for column in table.T])
        return one_sign & (np.abs(slopes + self.gaps[loss]) <= BEND)


def ladder(found: Regimes, facet: Regime) -> Ladder:
    """The lowest ladder on which the deviation of every loss falls at about its final order, or the lowest at all.

    Raises :class:`theory.errors.InputError` for models with given matrices, and
    :class:`numerics.errors.ConvergenceError` if the series reach nowhere.
    """
    along, highest = direction(found, facet), affordable(found.model, found.model.flow)
    series = {loss: facet_series(found.model, along, loss, highest) for loss in found.model.losses}
    highest_power = float(max(along.powers[: len(found.model.sizes)]))
    tops = dict.fromkeys(min(top, (LARGEST / BASE) ** (1 / highest_power)) for top in TOPS)
    lowest, *higher = tops
    first = predicted(found.model, along, series, rungs_below(lowest))
    tried = chain([first], (predicted(found.model, along, series, rungs_below(top)) for top in higher))
    return next((one for one in tried if all(one.straight(loss).any() for loss in series)), first)


def rungs_below(top: float) -> tuple[float, ...]:
    """The values of rho of a ladder."""
    return top / 4, top / 2, top


def predicted(model: Model, along: Direction, series: Mapping[str, FacetSeries], rho: tuple[float, ...]) -> Ladder:
    """The ladder at some rho, up to the time to which the series reach there."""
    points, clocks = points_at(model, along, rho), [x ** float(along.powers[-1]) for x in rho]
    grid = horizon(series, model.flow, points, clocks) * np.linspace(0, 1, POINTS)[1:]
    far = list(zip(points_at(model, along, FAR), [x ** float(along.powers[-1]) for x in FAR], strict=True))
    final = {}
    for loss, one in series.items():
        beyond = np.array([one.neglected(point, clock * grid) for point, clock in far])
        final[loss] = np.array([weighted_slope(FAR, column) for column in beyond.T])
    predictions = {
        loss: tuple(predict(one, point, clock * grid) for point, clock in zip(points, clocks, strict=True))
        for loss, one in series.items()
    }
    gaps = {loss: float(one.gap) for loss, one in series.items()}
    return Ladder(rho, points, tuple(clock * grid for clock in clocks), predictions, gaps, final)


def points_at(model: Model, along: Direction, rho: Sequence[float]) -> tuple[Point, ...]:
    """The points at some values of rho."""
    try:
        powers: Mapping[str, Fraction] = homogeneity(model).scalars
    except InputError:
        powers = dict.fromkeys(model.scalars, Fraction(-1))
    growth = dict(zip(along.names, map(float, along.powers), strict=False))
    return tuple(
        Point(
            model,
            {name: round(BASE * x ** growth[name]) for name in model.sizes},
            {name: SCALAR * BASE ** float(powers[name]) * x ** growth[name] for name in model.scalars},
        )
        for x in rho
    )


def predict(series: FacetSeries, point: Point, t: Array) -> Prediction:
    """The prediction of a facet at times of a point."""
    leading, error = series.change(point, t)
    exact, uncertain = series.change(point, t, exact=True)
    return Prediction(leading, error + uncertain, exact)


def horizon(series: Mapping[str, FacetSeries], flow: str, points: Sequence[Point], clocks: Sequence[float]) -> float:
    """The latest time, in units of rho^theta, up to which all series are precise at all rungs, to a factor STEP."""

    def precise(time: float) -> bool:
        try:
            predictions = [
                predict(one, point, np.array([time * clock]))
                for one in series.values()
                for point, clock in zip(points, clocks, strict=True)
            ]
        except ResummationError:
            return False
        return all(
            one.error[-1] <= max(PRECISE * one.unit, abs(one.exact[-1] - one.leading[-1]) / PRECISER)
            for one in predictions
        )

    good, bad = EARLIEST[0] * series[flow].radius(points[0]) / clocks[0], math.inf
    while not precise(good):
        good, bad = good / 4, good
        if good < EARLIEST[1] * series[flow].radius(points[0]) / clocks[0]:
            raise ConvergenceError("the leading series of this facet are not precise at any time")
    while bad > STEP * good:
        time = min(4 * good, math.sqrt(good * bad))
        good, bad = (time, bad) if precise(time) else (good, time)
    return good
