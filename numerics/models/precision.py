"""As many runs of a model as a requested standard error needs, judged by means with control variates."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from linear_ae.controls import Estimate, controlled
from linear_ae.precision import rounds
from numerics.models.simulation import Curves

SAFETY, LEAST_GROWTH, GROWTH = 1.2, 1.5, 6.0
"""Runs beyond those that seem enough, and bounds on how much more are made at once."""


@dataclass(frozen=True, eq=False)
class Precision:
    """Means of runs so far by the losses' names, and the number of runs.

    ``largest`` is the largest standard error, as a share of the loss's mean at the first time.
    """

    losses: Mapping[str, Estimate]
    largest: float
    runs: int

    def runs_needed(self, stderr: float) -> int:
        """Number of runs for the standard error ``stderr``, a share of the loss at the first time."""
        return math.ceil(self.runs * (self.largest / stderr) ** 2)


def precision(curves: Curves) -> Precision:
    """Means of the curves with their controls, if they carry any, regressed out."""
    means = {name: controlled(runs, curves.controls) for name, runs in curves.losses.items()}
    shares = [float(one.stderr.max()) / abs(float(one.mean[0])) for one in means.values()]
    return Precision(means, max(shares), len(next(iter(curves.losses.values()))))


def simulate_until(
    simulate: Callable[[int, int], Curves], stderr: float, report: Callable[[Precision], None] | None = None
) -> Curves:
    """As :func:`linear_ae.precision.simulate_until`, for the losses of a model."""
    return rounds(simulate, joined, precision, stderr, report=report)


def more(runs: int, lack: float, most: int, growth: float = GROWTH) -> int:
    """How many runs in all where the errors are ``lack`` times those wanted: SAFETY more than that takes, at least
    LEAST_GROWTH and at most ``growth`` times as many, and not more than ``most``.

    >>> more(100, 2.0, most=1000), more(100, 1.01, most=1000), more(100, 9.0, most=500)
    (480, 150, 500)
    """
    return min(most, int(runs * min(max(SAFETY * lack**2, LEAST_GROWTH), growth)))


def joined(one: Curves, other: Curves) -> Curves:
    """The runs of both, at the same times."""
    losses = {name: np.concatenate([runs, other.losses[name]]) for name, runs in one.losses.items()}
    if one.controls is None or other.controls is None:
        return Curves(one.t, losses)
    return replace(one, losses=losses, controls=np.concatenate([one.controls, other.controls]))
