"""The data and the start of one run: samples, labels and weights, a function of the seed and the size alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.prototypes.data_measure import Array
from numerics.prototypes.study.settings import Settings
from theory.errors import InputError

Generator = np.random.Generator


def _sine(x: Array, _: Generator) -> Array:
    return np.sin(2 * np.pi * x.mean(axis=1))


def _bump(x: Array, _: Generator) -> Array:
    return np.exp(-10 * ((x - 0.5) ** 2).mean(axis=1))


def _random(x: Array, rng: Generator) -> Array:
    return rng.uniform(-1, 1, len(x))


def _signs(x: Array, rng: Generator) -> Array:
    return rng.choice([-1.0, 1.0], len(x))


TARGETS: dict[str, Callable[[Array, Generator], Array]] = {
    "sine": _sine,  # sin(2 pi mean_k x_k)
    "bump": _bump,  # exp(-10 mean_k (x_k - 1/2)^2)
    "random": _random,  # independent uniform labels on [-1, 1]
    "signs": _signs,  # independent labels -1 or 1
}


def _hull_start(samples: Array, count: int, settings: Settings, rng: Generator) -> tuple[Array, Array]:
    """Centres uniform on the cube of the inputs, |w| within half of the slope, both signs."""
    w = settings.slope * rng.uniform(0.5, 1.5, count) * rng.choice([-1, 1], count)
    return w, -w[:, None] * rng.random((count, samples.shape[1]))


def _sample_start(samples: Array, count: int, settings: Settings, rng: Generator) -> tuple[Array, Array]:
    """Each centre on its own sample (in turn, if there are more neurons), |w| the slope, both signs."""
    w = settings.slope * rng.choice([-1, 1], count)
    return w, -w[:, None] * samples[np.arange(count) % len(samples)]


def _linear_start(samples: Array, count: int, _: Settings, rng: Generator) -> tuple[Array, Array]:
    """Weights and biases uniform on [-1, 1], as a linear layer of one input starts in torch."""
    return rng.uniform(-1, 1, count), rng.uniform(-1, 1, (count, samples.shape[1]))


STARTS: dict[str, Callable[[Array, int, Settings, Generator], tuple[Array, Array]]] = {
    "hull": _hull_start,
    "samples": _sample_start,
    "linear": _linear_start,
}


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
    w, b = STARTS[settings.start](samples, count, settings, rng)
    a = rng.standard_normal(count) / np.sqrt(count)
    return Problem(samples, labels, np.column_stack([w, b, a]))
