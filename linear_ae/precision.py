"""As many runs as a requested standard error needs, judged by means with control variates."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from linear_ae.arrays import Array
from linear_ae.controls import Estimate, controlled
from linear_ae.curves import Curves
from linear_ae.errors import ExperimentError

PILOT = 8  # runs of the first round: the standard error is then known within a third
ENOUGH = 40  # runs that pay for all controls: what is needed may have looked like more before


@dataclass(frozen=True, eq=False)
class Precision:
    """Means of runs so far: ``train`` and ``population`` (None if there is none), and the number of runs.

    ``largest`` is the largest standard error, as a share of the mean loss at the first time (each loss of its own).
    """

    train: Estimate
    population: Estimate | None
    largest: float
    runs: int

    def runs_needed(self, stderr: float) -> int:
        """Number of runs for the standard error ``stderr``, a share of the loss at the first time."""
        return math.ceil(self.runs * (self.largest / stderr) ** 2)


def precision(curves: Curves) -> Precision:
    """Means of the curves with their controls, if they carry any, regressed out."""
    known = [runs for runs in (curves.train, curves.population) if runs is not None]
    estimates = [controlled(runs, curves.controls) for runs in known]
    largest = max(float(e.stderr.max()) / float(runs[:, 0].mean()) for e, runs in zip(estimates, known, strict=True))
    return Precision(estimates[0], estimates[1] if len(estimates) > 1 else None, largest, len(curves.train))


def simulate_until(
    simulate: Callable[[int, int], Curves],
    stderr: float,
    most: int = 100_000,
    report: Callable[[Precision], None] | None = None,
) -> Curves:
    """Runs in rounds until the standard error of every loss at every time is at most ``stderr`` of the loss at t = 0.

    Parameters
    ----------
    simulate : curves of ``runs`` runs from number ``first`` on, called as simulate(first, runs); times start at 0
    stderr : largest standard error, as a share of the mean loss at t = 0 (train and population each of its own)
    most : largest number of runs
    report : called after each round

    Raises
    ------
    ExperimentError
        If ``stderr`` is not positive or needs more than ``most`` runs.
    """
    return rounds(simulate, joined, precision, stderr, most, report)


class Progress(Protocol):
    """What is known of runs so far: their number, the largest standard error, and the number that another one takes."""

    @property
    def runs(self) -> int:
        """How many there are."""

    @property
    def largest(self) -> float:
        """The largest standard error, a share of the loss at the first time."""

    def runs_needed(self, stderr: float) -> int:
        """How many runs a standard error takes."""


Runs = TypeVar("Runs")
Judged = TypeVar("Judged", bound=Progress)


def rounds(
    simulate: Callable[[int, int], Runs],
    join: Callable[[Runs, Runs], Runs],
    judge: Callable[[Runs], Judged],
    stderr: float,
    most: int = 100_000,
    report: Callable[[Judged], None] | None = None,
) -> Runs:
    """Runs of any kind, joined round by round until ``judge`` needs no more; see :func:`simulate_until`."""
    if not (math.isfinite(stderr) and stderr > 0):
        raise ExperimentError(f"stderr = {stderr} is no standard error: give a finite positive number")
    curves, done = simulate(0, PILOT), PILOT
    while True:
        found = judge(curves)
        if report:
            report(found)
        needed = found.runs_needed(stderr)
        if needed <= done:
            return curves
        if needed > most and done >= min(most, ENOUGH):
            raise ExperimentError(f"a standard error of {stderr:g} of L(0) takes {needed} runs, allowed are {most}")
        total = min(needed, 4 * done, most)
        curves, done = join(curves, simulate(done, total - done)), total


def joined(one: Curves, other: Curves) -> Curves:
    """The runs of both, at the same times."""

    def stacked(first: Array | None, second: Array | None) -> Array | None:
        return None if first is None or second is None else np.concatenate([first, second])

    return Curves(
        one.t,
        np.concatenate([one.train, other.train]),
        stacked(one.population, other.population),
        stacked(one.controls, other.controls),
    )
