"""The data that prototypes see, as points with weights: samples, or quadrature for uniform data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.brief import Brief
from numerics.methods.arrays import Array
from theory.errors import InputError
from theory.memory import require

COPIES = 6  # of the samples: points and weights while they are made and checked


@dataclass(frozen=True, repr=False)
class Measure(Brief):
    """Points (N, d) with weights (N,) of sum 1; ``ends`` are those of the hull if not the extreme points."""

    points: Array
    weights: Array
    ends: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.weights.shape != self.points.shape[:1] or not self.weights.size:
            raise InputError(f"data of shape {self.points.shape}, weights {self.weights.shape}: give (N, d) and (N,)")
        if not (np.isfinite(self.points).all() and np.isclose(self.weights.sum(), 1.0, rtol=1e-12)):
            raise InputError("data with entries that are not finite or weights that do not sum to 1: clean them first")

    @property
    def dimension(self) -> int:
        return self.points.shape[1]

    @property
    def hull(self) -> tuple[float, float]:
        """Ends of the convex hull, in one dimension."""
        return self.ends or (float(self.points.min()), float(self.points.max()))


def samples(points: ArrayLike) -> Measure:
    """The empirical measure of points of shape (N,) or (N, d)."""
    values = np.asarray(points, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    return Measure(values, np.full(len(values), 1.0 / max(len(values), 1)))


def lattice(count: int, ends: Sequence[float] = (0.0, 1.0)) -> Measure:
    """``count`` equally spaced samples, the ends included."""
    if count < 2:
        raise InputError(f"a lattice of {count} sample(s) has no spacing: give at least 2")
    require(COPIES * 8.0 * count, f"a lattice of {count} samples", "take fewer samples")
    return samples(np.linspace(ends[0], ends[1], count))


def uniform(ends: Sequence[float] = (0.0, 1.0), nodes: int = 200) -> Measure:
    """Gauss-Legendre quadrature of the uniform measure: exact to rounding for kernels wider than about 10/nodes."""
    node, weight = np.polynomial.legendre.leggauss(nodes)
    left, right = ends
    points = (left + right) / 2 + (right - left) / 2 * node
    return Measure(points[:, None], weight / 2, (left, right))
