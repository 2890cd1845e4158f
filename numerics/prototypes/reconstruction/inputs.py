"""Inputs to replay a training on, where those of the network in question are unknown."""

from dataclasses import replace

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.settings import Settings
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS

INPUTS = ("uniform", "clustered", "either")
HEAPS, WIDTHS = 4, (0.03, 0.2)  # clusters at most; their standard deviations before the data are scaled into the cube


def replayed_problem(size: int, seed: int, settings: Settings, inputs: str) -> Problem:
    """The study's problem, or one with clustered inputs; ``either`` takes turns by seed."""
    if inputs == "uniform" or (inputs == "either" and seed % 2):
        return problem(size, seed, settings)
    rng = np.random.default_rng([seed, size, settings.dimension, 1])
    return problem_on(clustered(size, settings.dimension, rng), settings, rng)


def clustered(size: int, dimension: int, rng: np.random.Generator) -> Array:
    """Up to ``HEAPS`` normal clusters with random middles, of one width that is even on a logarithmic scale between
    ``WIDTHS``, scaled by one factor into the unit cube, (N, d)."""
    middles = rng.random((rng.integers(1, HEAPS + 1), dimension))
    steps = np.exp(rng.uniform(*np.log(WIDTHS))) * rng.standard_normal((size, dimension))
    return into_cube(middles[rng.integers(len(middles), size=size)] + steps)[0]


def into_cube(inputs: Array) -> tuple[Array, Array, float]:
    """Inputs (N, d) shifted and scaled by one factor into the unit cube, the shift and the factor."""
    low, extent = inputs.min(axis=0), float(np.ptp(inputs, axis=0).max())
    return (inputs - low) / extent, low, extent


def problem_on(samples: Array, settings: Settings, rng: np.random.Generator) -> Problem:
    """Labels and a start on given samples, as the study's problem has them on its own."""
    settings = replace(settings, dimension=samples.shape[1])
    labels, count = TARGETS[settings.target](samples, rng), settings.width or len(samples)
    w, b = STARTS[settings.start](samples, count, settings.slope, rng)
    return Problem(samples, labels, np.column_stack([w, b, rng.standard_normal(count) / np.sqrt(count)]))
