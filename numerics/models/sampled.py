"""Mean losses of a model on a small copy of a point, and their variances, from simulated runs."""

import math
from collections.abc import Sequence

import numpy as np

from linear_ae.controls import regressed
from numerics.methods.arrays import Array
from numerics.methods.scatter import variance_of
from numerics.models.copies import Copy
from numerics.models.simulation import Curves, simulate

TOLERANCE = 1e-5
"""Of their flows; small beside every accuracy that runs can reach."""
LEAST = 8
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
                runs_of = {"complex_letters": self.complex_letters, "controls": True, "first": done, "tol": TOLERANCE}
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

    @property
    def weights(self) -> tuple[float, ...]:
        """Those of the nodes that interpolate."""
        return tuple(weight for _, weight in self.copy.nodes)

    def mean(self, name: str, weights: Sequence[float]) -> tuple[Array, Array]:
        """The nodes' means of a loss with these weights, and the variance of that estimate."""
        return regressed(self.curves[name], self.controls, self.strata, np.array(weights))

    def variance(self, name: str, weights: Sequence[float]) -> tuple[Array, Array]:
        """The nodes' variances of a loss with these weights, and the variance of that estimate.

        They are those of real runs; complex runs have half of that.
        """
        found = [variance_of(self.curves[name][self.strata == k]) for k in range(len(weights))]
        values, stderrs = map(np.array, zip(*found, strict=True))
        scaled = np.array(weights) * self.copy.scale**2 * (2 if self.complex_letters else 1)
        return scaled @ values, scaled**2 @ stderrs**2
