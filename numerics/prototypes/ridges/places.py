"""Where a ridge ``w . x + b = 0`` lies: its nearest points to a place and to the data, and whether it meets the hull.

Weights are (M, d + 2) with the columns w_1 ... w_d, b, a::

         \\   ridge w . x + b = 0
      x   \\ .  <- nearest point to the sample x
           \\
     o------c     foot: the point nearest to the origin o, on the normal w
             \\
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from numerics.methods.arrays import Array
from theory.errors import InputError


def split_ridges(weights: Array) -> tuple[Array, Array, Array]:
    """w (M, d), b (M,), a (M,)."""
    if weights.ndim != 2 or weights.shape[1] < 3:
        raise InputError(f"weights of shape {weights.shape}: give (M, d + 2), the columns w_1 ... w_d, b, a")
    return weights[:, :-2], weights[:, -2], weights[:, -1]


def feet(weights: Array, origin: Array | None = None) -> Array:
    """The point of every ridge nearest to ``origin`` (d,), by default 0; (M, d)."""
    w, b, _ = split_ridges(weights)
    start = np.zeros(w.shape[1]) if origin is None else np.asarray(origin, dtype=float)
    return start - ((w @ start + b) / np.square(w).sum(axis=1))[:, None] * w


def distance_to_data(weights: Array, samples: Array) -> Array:
    """Distance of every ridge from the nearest of the samples (N, d): ``min_i |w . x_i + b| / |w|``, (M,)."""
    w, b, _ = split_ridges(weights)
    return np.abs(samples @ w.T + b).min(axis=0) / np.linalg.norm(w, axis=1)


def misses_hull(weights: Array, samples: Array) -> NDArray[np.bool_]:
    """Whether a ridge passes outside the convex hull of the samples: all on one side of it, (M,) of bool."""
    w, b, _ = split_ridges(weights)
    side = samples @ w.T + b
    return np.abs(np.sign(side).sum(axis=0)) == len(samples)


def crossings(weights: Array) -> tuple[Array, Array]:
    """Where the ridges of every pair cross, (P, 2), and ``|det(w_j, w_k)|``, (P,), in two dimensions.

    Parallel ridges cross at infinity, which is NaN here.
    """
    w, b, _ = split_ridges(weights)
    if w.shape[1] != 2:
        raise InputError(f"{w.shape[1]} dimensions: pairs of ridges cross in a point in two only")
    first, second = np.array(list(combinations(range(len(w)), 2))).T
    determinant = w[first, 0] * w[second, 1] - w[first, 1] * w[second, 0]
    x = b[second] * w[first, 1] - b[first] * w[second, 1]
    y = b[first] * w[second, 0] - b[second] * w[first, 0]
    divisor = np.where(determinant == 0, np.nan, determinant)[:, None]
    return np.stack([x, y], axis=1) / divisor, np.abs(determinant)
