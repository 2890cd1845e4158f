"""One pair of eigenvalues of A and S under weight decay: its motion, and what it adds to the losses."""

import numpy as np
from scipy.special import exprel

from numerics.methods.arrays import Array
from numerics.models.point import Point


def eigenvalue(a: Array | float, l: Array | float, decay: Array | float, t: Array) -> Array:
    """a(t) for a' = 4 l a (1 - a) - 2 lambda a, a(0) = a >= 0: no overflow, and no cancellation at lambda = 2 l."""
    x = (4 * np.asarray(l) - 2 * decay) * t
    shrunk = np.exp(-np.abs(x))  # of e^x and 1 the smaller over the larger
    grown, rest = np.where(x > 0, 1.0, shrunk), np.where(x > 0, shrunk, 1.0)
    moved = rest + 4 * l * a * t * exprel(-np.abs(x))
    return np.divide(a * grown, moved, out=np.zeros_like(moved), where=moved > 0)


def shares(a: Array, l: Array | float, c: Array | float | None, decay: float) -> Array:
    """What a pair of eigenvalues adds to train loss, error and, where c is known, population loss over p."""
    error = l * (1 - a) ** 2 / 2
    return np.stack([error + decay * a / 2, error, *([] if c is None else [c * (1 - a) ** 2 / 2])])


def named(point: Point, values: Array) -> dict[str, Array]:
    """Curves over p, shape (2 or 3, n), as raw losses by name."""
    return dict(zip(("train", "error", "population"), point.sizes["p"] * values, strict=False))
