r"""Every facet of any model against simulation: a ladder of points that approach it, and a verdict for each loss.

Along `numerics.models.facet_series.direction` sizes and scalars grow like powers of rho = 2, 4, 8, and the change
``L(t) - L(0)`` of a loss approaches the sum of the facet's leading terms (docs/theory/matrix-models.md); the next terms
are smaller by 1/rho to the power ``gap``. Theory and experiment differ by

    deviation(rho) = c rho^-gap (1 + O(1/rho)),

and the verdict is about the slope of log |deviation|. How much O(1/rho) bends it is read off the exact coefficients of
the same orders at the same points.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from linear_ae.controls import controlled
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.resummation import ResummationError
from numerics.methods.slopes import FAILS, UNDECIDED, Order, Verdict, fitted_order, verdict, weighted_slope
from numerics.models.facet_series import Direction, FacetSeries, affordable, direction, facet_series
from numerics.models.point import Point
from numerics.models.simulation import Curves, simulate
from theory.errors import InputError
from theory.matrix.homogeneity import homogeneity
from theory.matrix.regimes import Regime, Regimes

RUNGS, FAR = (2, 4, 8), (256, 512)
"""Values of rho that are simulated, and where the exact coefficients tell the final slope."""
BASE, SCALAR = 4, 0.3
"""Sizes at rho = 1, and scalars there, less what the planar scaling makes of sizes of 4."""
POINTS = 6
PRECISE, PRECISER = 2e-3, 8
"""Largest error of the resummed series: this share of the change of the loss, or one in so many of the deviation."""
EARLIEST, STEP = 1 / 16, 1.1
"""The first time that is tried, in units of the radius of convergence that the coefficients suggest."""
RESOLVED, PILOT, MOST, RUNS_A_CONTROL = 6.0, 192, 4000, 16
"""Standard errors in a predicted deviation; runs of the first round, and at most; runs that pay for a control: the
losses of small sizes have heavy tails, and regressions on many controls then err by more than they tell.
"""
BEND = 0.5
"""A slope that the next orders bend by more says nothing."""
CURVED = 0.1
"""What the errors of the resummed series, an eighth of the deviation, may do to a slope."""


@dataclass(frozen=True, eq=False)
class Row:
    """One loss on one facet: its change at the largest rung, and how the deviation falls up to there.

    Arrays have shape (n,): times, the change by the facet's terms and by experiment, in units of the former at the last
    time, and the standard error of their difference. ``column``: the time at which the slope ``order`` was fitted;
    ``expected``: minus the facet's gap; ``bent``: the slope that the exact coefficients predict between the rungs, and
    ``final`` the one that they predict far up the ladder. ``change``: that of the loss at the last time, as a share of
    its mean at t = 0.
    """

    regime: str
    loss: str
    points: tuple[Point, ...]
    runs: int
    t: Array
    theory: Array
    experiment: Array
    stderr: Array
    column: int
    order: Order
    expected: float
    bent: float
    final: float
    change: float

    @property
    def deviation(self) -> float:
        """Experiment less theory where the slope was fitted."""
        return float(self.experiment[self.column] - self.theory[self.column])

    @property
    def verdict(self) -> Verdict:
        """Whether the deviation falls at the order that the facet's gap and the next terms give it."""
        if abs(self.final - self.expected) > CURVED:
            return Verdict(FAILS, f"the exact coefficients leave a deviation that falls like rho^{self.final:.2f}")
        if abs(self.bent - self.expected) > BEND:
            return Verdict(UNDECIDED, f"at these sizes the next orders bend the slope to {self.bent:.2f}")
        return verdict(self.order, self.bent, CURVED)


def check(
    found: Regimes,
    facet: Regime,
    most: int = MOST,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """The rows of one facet, one for each loss.

    ``most`` is the largest number of runs of a rung; fewer are made where they resolve the predicted deviations.
    ``progress`` is called with the number of rungs done. Raises :class:`theory.errors.InputError` for models with given
    matrices, and :class:`numerics.errors.ConvergenceError` if the series reach nowhere.
    """
    along = direction(found, facet)
    points = ladder(found, along)
    highest = affordable(found.model, found.model.flow)
    series = {loss: facet_series(found.model, along, loss, highest) for loss in found.model.losses}
    clocks = [rho ** float(along.powers[-1]) for rho in RUNGS]
    grid = horizon(series, found.model.flow, points, clocks) * np.linspace(0, 1, POINTS)[1:]
    far = ladder(found, along, FAR)
    rungs = []
    for k, (point, clock) in enumerate(zip(points, clocks, strict=True)):
        predictions = {loss: predict(one, point, clock * grid) for loss, one in series.items()}
        rungs.append(resolved(point, clock * grid, predictions, most, seed))
        if progress:
            progress(k + 1)

    rows = []
    for loss, one in series.items():
        beyond = [
            predict(one, point, grid * rho ** float(along.powers[-1])).relative
            for rho, point in zip(FAR, far, strict=True)
        ]
        rows.append(row(facet.name, loss, points, [rung[loss] for rung in rungs], beyond, float(one.gap)))
    return rows


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
    def deviation(self) -> Array:
        """What the facet neglects of these orders."""
        return np.abs(self.exact - self.leading)

    @property
    def relative(self) -> Array:
        """The same in units of the change at the last time."""
        return self.deviation / self.unit


@dataclass(frozen=True, eq=False)
class Rung:
    """A prediction, and the change of the loss by experiment with its standard error from so many runs."""

    t: Array
    prediction: Prediction
    mean: Array
    stderr: Array
    start: float
    runs: int


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
        return all(one.error[-1] <= max(PRECISE * one.unit, one.deviation[-1] / PRECISER) for one in predictions)

    good, bad = EARLIEST * series[flow].radius(points[0]) / clocks[0], math.inf
    if not precise(good):
        raise ConvergenceError("the leading series of this facet are not precise at any time")
    while bad > STEP * good:
        time = min(4 * good, math.sqrt(good * bad))
        good, bad = (time, bad) if precise(time) else (good, time)
    return good


def resolved(point: Point, t: Array, predictions: Mapping[str, Prediction], most: int, seed: int) -> dict[str, Rung]:
    """Experiments with so many runs that each predicted deviation is known to 1 in RESOLVED somewhere, or ``most``."""
    parts: list[Curves] = []
    runs = min(PILOT, most)
    while True:
        done = sum(part.runs for part in parts)
        parts.append(simulate(point, np.concatenate([[0.0], t]), runs - done, seed, controls=True, first=done))
        controls = np.concatenate([part.controls for part in parts if part.controls is not None])
        rungs, lack = {}, 0.0
        for loss, prediction in predictions.items():
            losses = np.concatenate([part.losses[loss] for part in parts])
            found = controlled(losses[:, 1:] - losses[:, :1], controls, RUNS_A_CONTROL)
            start = float(losses[:, 0].mean())
            rungs[loss] = Rung(t, prediction, found.mean, found.stderr, start, runs)
            lack = max(lack, float((RESOLVED * found.stderr / prediction.deviation).min()))
        if lack <= 1 or runs >= most:
            return rungs
        runs = min(most, int(runs * min(max(1.2 * lack**2, 1.5), 8.0)))


def row(
    regime: str,
    loss: str,
    points: tuple[Point, ...],
    rungs: Sequence[Rung],
    beyond: Sequence[Array],
    gap: float,
) -> Row:
    """The slope of the deviations over the rungs, in units of the leading change at each.

    It is fitted at a time at which the next orders bend it little, if there is one.
    """
    units = np.array([rung.prediction.unit for rung in rungs])[:, None]
    theory = np.array([rung.prediction.leading for rung in rungs]) / units
    measured = np.array([rung.mean for rung in rungs]) / units
    error = np.array([np.hypot(rung.stderr, rung.prediction.error) for rung in rungs]) / units
    signed = np.array([rung.prediction.exact - rung.prediction.leading for rung in rungs])
    foreseen = np.abs(signed) / units
    one_sign = np.abs(np.sign(signed).sum(axis=0)) == len(rungs)
    straight = np.array([abs(weighted_slope(RUNGS, column) + gap) <= BEND for column in foreseen.T]) & one_sign
    order, column = fitted_order(RUNGS, measured - theory, error, straight if straight.any() else None)
    weight = ((measured - theory)[:, column] / error[:, column]) ** 2
    return Row(
        regime,
        loss,
        points,
        rungs[-1].runs,
        rungs[-1].t,
        theory[-1],
        measured[-1],
        error[-1],
        column,
        order,
        -gap,
        weighted_slope(RUNGS, foreseen[:, column], weight),
        weighted_slope(FAR, np.array(beyond)[:, column]),
        rungs[-1].prediction.unit / abs(rungs[-1].start),
    )


def ladder(found: Regimes, along: Direction, rungs: Sequence[int] = RUNGS) -> tuple[Point, ...]:
    """The points at some values of rho."""
    model = found.model
    try:
        start = {name: SCALAR * BASE ** float(power) for name, power in homogeneity(model).scalars.items()}
    except InputError:
        start = dict.fromkeys(model.scalars, SCALAR / BASE)
    powers = dict(zip(along.names, map(float, along.powers), strict=False))
    return tuple(
        Point(
            model,
            {name: round(BASE * rho ** powers[name]) for name in model.sizes},
            {name: value * rho ** powers[name] for name, value in start.items()},
        )
        for rho in rungs
    )
