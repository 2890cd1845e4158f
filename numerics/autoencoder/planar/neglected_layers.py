"""What a facet's formula leaves out of a loss, from the exact planar series alone.

A facet keeps the terms p alpha^m eta^h nu^d of the prism on one of its sides. The others lie in layers, one step, two
steps, ... inwards, each of one order more in the facet's small parameter. Their Taylor series in time is exact; it is
resummed by Pade approximants (docs/phase-diagrams.md).
"""

from functools import cache
from math import factorial

import numpy as np
from numpy.polynomial import Polynomial

from numerics.autoencoder.planar.free_pair import Planar
from numerics.methods.arrays import Array
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import lattice_point, normal
from theory.matrix.rational import dot

ORDER = 10
FEWEST = 3  # approximants whose median counts
ALL = np.inf


@cache
def layers(facet: str, loss: str, order: int) -> tuple[Array, Array]:
    """The planar terms of one order that lie off the facet: depth, m, h, d, shape (n, 4), and coefficients, (n,)."""
    terms = coefficient(loss, order, planar=True).terms
    points = {lattice_point(exponents): float(c) / factorial(order) for exponents, c in terms.items()}
    outwards = normal(facet)
    top = max(dot(outwards, point) for point in points if point[0] > 0)
    depths = {point: top - dot(outwards, point) for point in points}
    rows = [(depth, *point) for point, depth in depths.items() if depth > 0]
    values = [points[point] for point, depth in depths.items() if depth > 0]
    return np.array(rows, dtype=float).reshape(-1, 4), np.array(values)


def neglected(facet: str, loss: str, planar: Planar, t: Array, deepest: float = ALL) -> float:
    """The largest value over the times ``t`` of the neglected terms up to ``deepest`` steps off the facet, over L(0).

    NaN where fewer than three approximants are free of poles up to the last time: the series says nothing there.
    """
    end = float(t.max())
    curves = approximants(series(facet, loss, planar, deepest) * end ** np.arange(ORDER + 1), t / end)
    start = float(planar.start()[("train", "population").index(loss), 0])
    return float(np.abs(np.median(curves, axis=0)).max() / start) if len(curves) >= FEWEST else np.nan


def series(facet: str, loss: str, planar: Planar, deepest: float = ALL) -> Array:
    """Taylor coefficients over p of the terms up to ``deepest`` steps off the facet, shape (11,)."""
    found = []
    for order in range(ORDER + 1):
        rows, values = layers(facet, loss, order)
        near = rows[:, 0] <= deepest
        powers = planar.alpha ** rows[near, 1] * planar.eta ** rows[near, 2] * planar.nu ** rows[near, 3]
        found.append(float(values[near] @ powers))
    return np.array(found)


def approximants(coefficients: Array, x: Array) -> Array:
    """Values at ``x`` in [0, 1] of the approximants near the diagonal of the last three orders, shape (count, n).

    Those with a pole in [0, 1.05] are left out.
    """
    found = []
    for order in range(len(coefficients) - 1, len(coefficients) - 4, -1):
        for bottom in range((order - 1) // 2, (order + 5) // 2):
            above, below = pade(coefficients[: order + 1], bottom)
            poles = np.asarray(below.roots(), dtype=complex)
            if not np.any((np.abs(poles.imag) < 1e-6) & (-1e-6 < poles.real) & (poles.real < 1.05)):
                found.append(above(x) / below(x))
    return np.array(found)


def pade(c: Array, bottom: int) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator, of degree ``bottom``, of the approximant that uses all coefficients.

    Where the linear system is singular, as for a function that is rational itself, the shortest solution is taken.
    """
    top = len(c) - 1 - bottom
    rows = np.array(
        [[c[top + i - j] if top + i >= j else 0.0 for j in range(bottom + 1)] for i in range(1, bottom + 1)]
    )
    below = np.r_[1.0, np.linalg.lstsq(rows[:, 1:], -rows[:, 0], rcond=1e-12)[0]]
    return Polynomial(np.convolve(c, below)[: top + 1]), Polynomial(below)
