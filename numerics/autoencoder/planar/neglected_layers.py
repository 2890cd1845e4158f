"""What a limit's formula leaves out of a loss, from the exact planar series alone.

A facet keeps the terms p alpha^m eta^h nu^d of the prism on one of its sides. The others lie in layers, one step, two
steps, ... inwards, each of one order more in the facet's small parameter. An edge or vertex keeps what all its facets
keep; the steps off them add up. The Taylor series in time of what is left out is exact; it is resummed by Pade
approximants (docs/phase-diagrams.md).
"""

from fractions import Fraction
from functools import cache
from math import factorial

import numpy as np

from numerics.autoencoder.planar.free_pair import Planar
from numerics.methods.arrays import Array
from numerics.methods.pade import degrees, has_pole, least_squares_approximant
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import lattice_point, normal
from theory.autoencoder.regimes import regime
from theory.matrix.rational import dot

ORDER = 10
FEWEST = 3  # approximants whose median counts
EXCESSES = range(-2, 4)  # bottom - top of the degrees near the diagonal
CLEAR = 1.05  # of the last time: no pole may precede it
ALL = np.inf


@cache
def layers(limit: str, loss: str, order: int) -> tuple[Array, Array]:
    """The planar terms of one order that the limit leaves out: depth, m, h, d, shape (n, 4), and coefficients, (n,)."""
    terms = coefficient(loss, order, planar=True).terms
    points = {lattice_point(exponents): float(c) / factorial(order) for exponents, c in terms.items()}
    depths: dict[tuple[int, ...], int | Fraction] = dict.fromkeys(points, 0)
    for facet in regime(limit).facets:
        outwards = normal(facet)
        top = max(dot(outwards, point) for point in points if point[0] > 0)
        depths = {point: depth + max(0, top - dot(outwards, point)) for point, depth in depths.items()}
    rows = [(depth, *point) for point, depth in depths.items() if depth > 0]
    values = [points[point] for point, depth in depths.items() if depth > 0]
    return np.array(rows, dtype=float).reshape(-1, 4), np.array(values)


def neglected(limit: str, loss: str, planar: Planar, t: Array, deepest: float = ALL) -> float:
    """The largest value over the times ``t`` of the neglected terms, over L(0), up to ``deepest`` steps off the facets.

    NaN where fewer than three approximants are free of poles up to the last time: the series says nothing there.
    """
    end = float(t.max())
    curves = approximants(series(limit, loss, planar, deepest) * end ** np.arange(ORDER + 1), t / end)
    start = float(planar.start()[("train", "population").index(loss), 0])
    return float(np.abs(np.median(curves, axis=0)).max() / start) if len(curves) >= FEWEST else np.nan


def series(limit: str, loss: str, planar: Planar, deepest: float = ALL) -> Array:
    """Taylor coefficients over p of the terms up to ``deepest`` steps off the limit's facets, shape (11,)."""
    found = []
    for order in range(ORDER + 1):
        rows, values = layers(limit, loss, order)
        near = rows[:, 0] <= deepest
        powers = planar.alpha ** rows[near, 1] * planar.eta ** rows[near, 2] * planar.nu ** rows[near, 3]
        found.append(float(values[near] @ powers))
    return np.array(found)


def approximants(coefficients: Array, x: Array) -> Array:
    """Values at ``x`` in [0, 1] of the approximants near the diagonal of the last three orders, shape (count, n).

    Those with a pole in [0, 1.05] are left out.
    """
    pairs = degrees(len(coefficients) - 1, 2, EXCESSES)
    found = [least_squares_approximant(coefficients, top, bottom) for top, bottom in pairs]
    return np.array([above(x) / below(x) for above, below in found if not has_pole(below, CLEAR)])
