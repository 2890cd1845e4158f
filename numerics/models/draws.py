"""Random letters of a model at a point, run by run."""

import math
from collections.abc import Sequence

import numpy as np

from numerics.methods.arrays import Array
from numerics.models.point import Point


def gaussian(point: Point, letter: int, rng: np.random.Generator, complex_letters: bool = False) -> Array:
    """A Gaussian letter: real entries N(0, v), or complex ones with E |G_ij|^2 = v and E G_ij^2 = 0."""
    drawn = point.model.letters[letter]
    shape, scale = point.shape(drawn), math.sqrt(point.value(drawn.variance))
    if complex_letters:
        return scale / math.sqrt(2) * rng.standard_normal((*shape, 2)).view(complex)[..., 0]
    return scale * rng.standard_normal(shape)


def stacked(
    point: Point, letters: Sequence[int], generators: Sequence[np.random.Generator], complex_letters: bool = False
) -> dict[int, Array]:
    """The letters of a batch of runs, each of shape (batch, rows, columns), drawn in the order of ``letters``."""
    runs = [[gaussian(point, i, rng, complex_letters) for i in letters] for rng in generators]
    return {letter: np.stack([run[k] for run in runs]) for k, letter in enumerate(letters)}
