r"""Every facet of any model against simulation: a ladder of points that approach it, and a verdict for each loss.

Along `numerics.models.facet_series.direction` sizes and scalars grow like powers of rho, and the change
``L(t) - L(0)`` of a loss approaches the sum of the facet's leading terms (docs/theory/matrix-models.md); the next terms
are smaller by 1/rho to the power ``gap``. Theory and experiment differ by

    deviation(rho) = c rho^-gap (1 + O(1/rho)),

and the verdict is about the slope of log |deviation|. How much O(1/rho) bends it is read off the exact coefficients of
the same orders at the same points (`numerics.models.ladders`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from linear_ae.controls import controlled
from numerics.methods.arrays import Array
from numerics.methods.slopes import FAILS, UNDECIDED, Order, Verdict, fitted_order, verdict, weighted_slope
from numerics.models.ladders import BEND, Ladder, ladder
from numerics.models.point import Point
from numerics.models.precision import joined, more
from numerics.models.simulation import Curves, simulate
from theory.matrix.regimes import Regime, Regimes

RESOLVED, PILOT, MOST, RUNS_A_CONTROL = 6.0, 64, 4000, 16
"""Standard errors in a predicted deviation; runs of the first round, and at most; runs that pay for a control: the
losses of small sizes have heavy tails, and regressions on many controls then err by more than they tell.
"""
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
    ``progress`` is called with the number of rungs done. Raises as :func:`numerics.models.ladders.ladder`.
    """
    planned = ladder(found, facet)
    rungs = []
    for k in range(len(planned.rho)):
        rungs.append(measured(planned, k, most, seed))
        if progress:
            progress(k + 1)
    return [row(facet.name, loss, planned, [rung[loss] for rung in rungs]) for loss in planned.predictions]


@dataclass(frozen=True, eq=False)
class Measured:
    """The change of a loss by experiment, shape (n,), with its standard error from so many degrees of ``freedom``, its
    mean at t = 0, and how many runs.
    """

    mean: Array
    stderr: Array
    freedom: int
    start: float
    runs: int


def measured(planned: Ladder, rung: int, most: int, seed: int) -> dict[str, Measured]:
    """Experiments with so many runs that each predicted deviation is known to 1 in RESOLVED somewhere, or ``most``."""
    times = np.concatenate([[0.0], planned.times[rung]])

    def run(first: int, runs: int) -> Curves:
        return simulate(planned.points[rung], times, runs - first, seed, controls=True, first=first)

    curves = run(0, min(PILOT, most))
    while True:
        runs, found, lack = curves.runs, {}, 0.0
        for loss, predictions in planned.predictions.items():
            losses = curves.losses[loss]
            change = controlled(losses[:, 1:] - losses[:, :1], curves.controls, RUNS_A_CONTROL)
            found[loss] = Measured(change.mean, change.stderr, change.freedom, float(losses[:, 0].mean()), runs)
            foreseen = np.abs(predictions[rung].neglected) * predictions[rung].unit
            lack = max(lack, float((RESOLVED * change.stderr / foreseen).min()))
        if lack <= 1 or runs >= most:
            return found
        curves = joined(curves, run(runs, more(runs, lack, most, growth=8.0)))


def row(regime: str, loss: str, planned: Ladder, rungs: Sequence[Measured]) -> Row:
    """The slope of the deviations over the rungs, in units of the leading change at each.

    It is fitted at a time at which the next orders bend it little, if there is one.
    """
    predictions = planned.predictions[loss]
    units = np.array([one.unit for one in predictions])[:, None]
    theory = np.array([one.leading for one in predictions]) / units
    experiment = np.array([one.mean for one in rungs]) / units
    errors = [np.hypot(rung.stderr, one.error) for rung, one in zip(rungs, predictions, strict=True)]
    error, straight = np.array(errors) / units, planned.straight(loss)
    allowed, freedom = straight if straight.any() else None, min(rung.freedom for rung in rungs)
    order, column = fitted_order(planned.rho, experiment - theory, error, allowed, freedom)
    weight = ((experiment - theory)[:, column] / error[:, column]) ** 2
    return Row(
        regime,
        loss,
        planned.points,
        rungs[-1].runs,
        planned.times[-1],
        theory[-1],
        experiment[-1],
        error[-1],
        column,
        order,
        -planned.gaps[loss],
        weighted_slope(planned.rho, planned.neglected(loss)[:, column], weight),
        float(planned.final[loss][column]),
        predictions[-1].unit / abs(rungs[-1].start),
    )
