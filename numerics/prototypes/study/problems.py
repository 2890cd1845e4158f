"""The data and the start of one run: samples, labels and weights, a function of the seed and the size alone."""

from dataclasses import dataclass

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError


@dataclass(frozen=True)
class Problem:
    """Samples (N, d), labels (N,) and starting weights (M, d + 2), the columns w, b_1 ... b_d, a."""

    samples: Array
    labels: Array
    weights: Array

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.labels.shape != self.samples.shape[:1] or len(self.samples) < 2:
            raise InputError(
                f"samples {self.samples.shape}, labels {self.labels.shape}: give (N, d) and (N,) with N >= 2"
            )
        if self.weights.ndim != 2 or self.weights.shape[1] != self.samples.shape[1] + 2:
            raise InputError(f"weights of shape {self.weights.shape}: give (M, d + 2)")
        if not all(np.isfinite(v).all() for v in (self.samples, self.labels, self.weights)):
            raise InputError("samples, labels or weights are not finite: clean them first")
        if len(np.unique(self.samples, axis=0)) < len(self.samples):
            raise InputError("two inputs are equal: give each input once")


def problem(size: int, seed: int, settings: Settings) -> Problem:
    """The problem of this size and seed; all masks share it, which is what pairs them."""
    rng = np.random.default_rng([seed, size, settings.dimension])
    samples = rng.random((size, settings.dimension))
    labels = TARGETS[settings.target](samples, rng)
    count = settings.width or size
    w, b = STARTS[settings.start](samples, count, settings.slope, rng)
    a = rng.standard_normal(count) / np.sqrt(count)
    return Problem(samples, labels, np.column_stack([w, b, a]))
