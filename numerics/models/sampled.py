"""Mean losses of a model on a small copy of a point, and their variances, from simulated runs."""

import math

import numpy as np

from linear_ae.controls import regressed
from numerics.methods.arrays import Array
from numerics.methods.scatter import variance_of
from numerics.models.copies import Copy
from numerics.models.simulation import Curves, simulate

LEAST = 16
"""Runs of each node of a copy in the first round."""


class Sampled:
    """Runs of the nodes of a copy, with real or complex letters; their losses are scaled to the target."""

    def __init__(self, copy: Copy, times: Array, seed: int, complex_letters: bool, pilot: int) -> None:
        self.copy, self.times, self.seed, self.complex_letters = copy, times, seed, complex_letters
        self.curves: dict[str, Array] = {}
        self.controls = np.empty((0, 0))
        self.strata = np.empty(0, dtype=int)
        self.extend(pilot)

    @property
    def runs(self) -> int:
        """How many there are."""
        return len(self.strata)

    def extend(self, runs: int) -> None:
        """Add runs up to a number, to each node as its weight says."""
        weights = np.abs([weight for _, weight in self.copy.nodes])
        for k, (point, _) in enumerate(self.copy.nodes):
            done = int((self.strata == k).sum())
            due = max(LEAST, math.ceil(runs * weights[k] / weights.sum())) - done
            if due > 0:
                root = np.random.SeedSequence([self.seed, self.complex_letters, *point.sizes.values()])
                runs_of = {"complex_letters": self.complex_letters, "controls": True, "first": done}
                seed = int(root.generate_state(1)[0])
                self._add(k, simulate(point, self.times * self.copy.time, due, seed, **runs_of))  # type: ignore[arg-type]

    def _add(self, node: int, curves: Curves) -> None:
        first = not self.runs
        for name, factor in self.copy.losses.items():
            scaled = factor * curves.losses[name]
            self.curves[name] = scaled if first else np.concatenate([self.curves[name], scaled])
        assert curves.controls is not None
        self.controls = curves.controls if first else np.concatenate([self.controls, curves.controls])
        self.strata = np.concatenate([self.strata, np.full(len(curves.controls), node)])

    def mean(self, name: str) -> tuple[Array, Array]:
        """The mean of a loss, interpolated between the nodes, and its variance."""
        return regressed(self.curves[name], self.controls, self.strata, np.array([w for _, w in self.copy.nodes]))

    def variance(self, name: str) -> tuple[Array, Array]:
        """The variance of a loss at the target's ratios, and the variance of that estimate.

        Variances of real runs, those of the nodes interpolated; complex runs have half of that.
        """
        weights = np.array([weight for _, weight in self.copy.nodes])
        found = [variance_of(self.curves[name][self.strata == k]) for k in range(len(weights))]
        values, stderrs = map(np.array, zip(*found, strict=True))
        unit = self.copy.scale**2 * (2 if self.complex_letters else 1)
        return unit * weights @ values, (unit * weights) ** 2 @ stderrs**2
