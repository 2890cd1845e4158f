"""The starts of a network of the study: weights w (M,) and biases b (M, d) for samples (N, d) and a typical |w|."""

from collections.abc import Callable

import numpy as np

from numerics.methods.arrays import Array

Generator = np.random.Generator


def _hull_start(samples: Array, count: int, slope: float, rng: Generator) -> tuple[Array, Array]:
    """Centres uniform on the cube of the inputs, |w| within half of the slope, both signs."""
    w = slope * rng.uniform(0.5, 1.5, count) * rng.choice([-1, 1], count)
    return w, -w[:, None] * rng.random((count, samples.shape[1]))


def _sample_start(samples: Array, count: int, slope: float, rng: Generator) -> tuple[Array, Array]:
    """Each centre on its own sample (in turn, if there are more neurons), |w| the slope, both signs."""
    w = slope * rng.choice([-1, 1], count)
    return w, -w[:, None] * samples[np.arange(count) % len(samples)]


def _linear_start(samples: Array, count: int, _: float, rng: Generator) -> tuple[Array, Array]:
    """Weights and biases uniform on [-1, 1], as a linear layer of one input starts in torch."""
    return rng.uniform(-1, 1, count), rng.uniform(-1, 1, (count, samples.shape[1]))


STARTS: dict[str, Callable[[Array, int, float, Generator], tuple[Array, Array]]] = {
    "hull": _hull_start,
    "samples": _sample_start,
    "linear": _linear_start,
}
