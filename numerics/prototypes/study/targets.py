"""The labels that a network of the study learns: functions of the samples (N, d) and of random numbers."""

from collections.abc import Callable

import numpy as np

from numerics.methods.arrays import Array

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
