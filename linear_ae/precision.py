"""As many runs as a requested standard error needs."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.errors import ExperimentError
from linear_ae.simulate import Curves, mean_and_stderr

PILOT = 8  # runs of the first round: the standard error is then known within a third


def simulate_until(simulate: Callable[[int, int], Curves], stderr: float, most: int = 100_000) -> Curves:
    """Runs in rounds until the standard error of every loss at every time is at most ``stderr`` of the loss at t = 0.

    Parameters
    ----------
    simulate : curves of ``runs`` runs from number ``first`` on, called as simulate(first, runs); times start at 0
    stderr : largest standard error, as a share of the mean loss at t = 0 (train and population each of its own)
    most : largest number of runs

    Raises
    ------
    ExperimentError
        If ``stderr`` is not positive or needs more than ``most`` runs.
    """
    if not (math.isfinite(stderr) and stderr > 0):
        raise ExperimentError(f"stderr = {stderr} is no standard error: give a finite positive number")
    curves = simulate(0, PILOT)
    while (needed := runs_needed(curves, stderr)) > len(curves.train):
        if needed > most:
            raise ExperimentError(f"a standard error of {stderr:g} of L(0) takes {needed} runs, allowed are {most}")
        done = len(curves.train)
        curves = joined(curves, simulate(done, min(needed, 8 * done) - done))
    return curves


def runs_needed(curves: Curves, stderr: float) -> int:
    """Number of runs for that standard error, judged by the spread of these."""
    return math.ceil(len(curves.train) * (largest_stderr(curves) / stderr) ** 2)


def largest_stderr(curves: Curves) -> float:
    """The largest standard error of the curves, as a share of the mean loss at the first time."""
    known = [runs for runs in (curves.train, curves.population) if runs is not None]
    return max(float(np.max(mean_and_stderr(runs)[1]) / runs[:, 0].mean()) for runs in known)


def joined(one: Curves, other: Curves) -> Curves:
    """The runs of both, at the same times."""

    def stacked(first: ArrayLike | None, second: ArrayLike | None) -> np.ndarray | None:
        return None if first is None or second is None else np.concatenate([first, second])

    return Curves(one.t, np.concatenate([one.train, other.train]), stacked(one.population, other.population))
