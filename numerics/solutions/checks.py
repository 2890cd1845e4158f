r"""Solved regimes of any model against simulation: a ladder of points that approach one, and a verdict for each loss.

Simulated means and the limit differ by the first neglected terms. Along `numerics.solutions.ladder` they fall like a
known power of rho, in units of the change of the loss,

    deviation(rho) = c rho^slope (1 + O(1/rho)),

and the two lower rungs foretell the deviation at the top: the error that `numerics.solutions.distance` states.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linear_ae.controls import Estimate, controlled
from numerics.methods.arrays import Array
from numerics.methods.slopes import FAILS, UNDECIDED, Order, Verdict, fitted_order, verdict
from numerics.models.point import Point
from numerics.models.precision import joined, more
from numerics.models.simulation import Curves, simulate
from numerics.solutions.distance import change, extrapolated
from numerics.solutions.ladder import Ladder

RESOLVED, LOWEST, PILOT, MOST, RUNS_A_CONTROL = 5.0, 64, 16, 2000, 4
"""Standard errors in the deviation that the rung below foretells; runs of the lowest rung, and of the others at first
and at most; runs that pay for a control.
"""
TOLERANCE = 1e-6
"""Of a step: the losses then err by less than 1e-5 of their starts, a hundredth of the smallest deviations."""
BEND = 0.25
"""How much the next orders may bend a slope: a second term a third of the first at the lowest rung does as much."""


@dataclass(frozen=True, eq=False)
class Row:
    """One loss in one regime: limit and experiment at the top of a ladder, and how the deviation falls up to there.

    Arrays have shape (n,), in units of the change of the limit loss, from its start: times, the limit, the mean of
    ``runs`` runs and its standard error, the stated ``error`` of the limit, and ``corrected``, the deviation that the
    first correction leaves, where it is known. ``change``: that of the loss, as a share of its start.
    """

    regime: str
    loss: str
    points: tuple[Point, ...]
    runs: int
    t: Array
    theory: Array
    experiment: Array
    stderr: Array
    error: Array
    corrected: Array | None
    order: Order
    expected: float
    change: float

    @property
    def column(self) -> int:
        """Where the deviation is largest."""
        return int(np.argmax(np.abs(self.experiment - self.theory)))

    @property
    def deviation(self) -> float:
        """Experiment less theory there."""
        return float(self.experiment[self.column] - self.theory[self.column])

    @property
    def verdict(self) -> Verdict:
        """Whether the deviation falls at the order of the first neglected terms.

        A limit that lacks a leading term leaves one that falls too slowly; one that falls faster tells nothing yet.
        """
        found = verdict(self.order, self.expected, BEND)
        if found.word == FAILS and self.order.slope < self.expected:
            return Verdict(UNDECIDED, f"higher orders rule at these sizes: the slope is {self.order.slope:.1f}")
        return found


@dataclass(frozen=True, eq=False)
class Measured:
    """Limit losses and simulated means at one rung."""

    theory: dict[str, Array]
    experiment: dict[str, Estimate]
    runs: int

    def deviation(self, loss: str) -> tuple[Array, Array]:
        """Experiment less theory and its standard error, in units of the change."""
        theory, found = self.theory[loss], self.experiment[loss]
        return (found.mean - theory) / change(theory), found.stderr / change(theory)


def check(ladder: Ladder, most: int = MOST, seed: int = 0, progress: Callable[[int], None] | None = None) -> list[Row]:
    """The rows of one regime, one for each loss that its limit gives.

    ``most`` is the largest number of runs of a rung; ``progress`` is called with the number of rungs done.
    """
    rungs: list[Measured] = []
    for k in range(len(ladder.rho)):
        rungs.append(measured(ladder, k, rungs[-1] if rungs else None, most, seed))
        if progress:
            progress(k + 1)
    added = ladder.correction()
    return [row(ladder, loss, rungs, None if added is None else added[loss]) for loss in rungs[-1].theory]


def measured(ladder: Ladder, rung: int, below: Measured | None, most: int, seed: int) -> Measured:
    """Experiments with so many runs that each deviation that the rung below foretells is known to 1 in RESOLVED
    somewhere, or ``most``.
    """
    theory = ladder.theory(rung)

    def run(first: int, runs: int) -> Curves:
        return simulate(
            ladder.points[rung],
            ladder.times[rung],
            runs - first,
            seed,
            matrices=ladder.matrices,
            controls=True,
            first=first,
            tol=TOLERANCE,
        )

    curves = run(0, min(LOWEST if below is None else PILOT, most))
    while True:
        means = {loss: controlled(curves.losses[loss], curves.controls, RUNS_A_CONTROL) for loss in theory}
        found = Measured(theory, means, curves.runs)
        lack = 0.0 if below is None else max(lacking(ladder, rung, loss, found, below) for loss in theory)
        if lack <= 1 or curves.runs >= most:
            return found
        curves = joined(curves, run(curves.runs, more(curves.runs, lack, most)))


def lacking(ladder: Ladder, rung: int, loss: str, found: Measured, below: Measured) -> float:
    """By which factor standard errors are too large, at the time t > 0 where they are least so."""
    falls = (ladder.rho[rung] / ladder.rho[rung - 1]) ** ladder.expected[loss]
    foreseen = falls * np.abs(below.deviation(loss)[0][1:])
    return float((RESOLVED * found.deviation(loss)[1][1:] / foreseen).min())


def row(ladder: Ladder, loss: str, rungs: list[Measured], added: Array | None) -> Row:
    """The slope of the deviations over the rungs, and the curves of the top one."""
    deviations, errors = (np.array(each) for each in zip(*(one.deviation(loss) for one in rungs), strict=True))
    allowed = telling(deviations[:, 1:], errors[:, 1:])
    freedom = min(one.experiment[loss].freedom for one in rungs)
    order, _ = fitted_order(ladder.rho, deviations[:, 1:], errors[:, 1:], allowed, freedom)
    theory, found = rungs[-1].theory[loss], rungs[-1].experiment[loss]
    unit = change(theory)
    lower = np.asarray(ladder.rho[-2::-1]) / ladder.rho[-1]
    offsets = [
        x * np.stack([off, 2 * error]) for x, off, error in zip(lower, deviations[-2::-1], errors[-2::-1], strict=True)
    ]
    return Row(
        ladder.limit.regime,
        loss,
        ladder.points,
        rungs[-1].runs,
        ladder.times[-1],
        (theory - theory[0]) / unit,
        (found.mean - theory[0]) / unit,
        found.stderr / unit,
        extrapolated(offsets, tuple(lower)),
        None if added is None else (found.mean - theory - added) / unit,
        order,
        ladder.expected[loss],
        unit / abs(theory[0]),
    )


def telling(deviations: Array, errors: Array) -> NDArray[np.bool_]:
    """Of the times at which every rung resolves its deviation, shape (rungs, n), that of the largest one at the top;
    all times if there is none.
    """
    resolved = np.asarray((np.abs(deviations) >= RESOLVED * errors).all(axis=0))
    best = np.argmax(np.where(resolved, np.abs(deviations[-1]), 0.0))
    return np.asarray(np.arange(resolved.size) == best if resolved.any() else ~resolved)
