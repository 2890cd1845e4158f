"""A facet of any model as numbers: its leading Taylor coefficients, resummed, and how its sizes grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.resummation import resum
from numerics.models.point import Point
from numerics.models.series import Terms, as_arrays, refuse_moments, value
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.matrix.model import Model
from theory.matrix.rational import dot
from theory.matrix.regimes import Regime, Regimes

DENOMINATOR = 24
"""Powers of the reference size along a ladder are rounded to fractions with at most this denominator."""


@dataclass(frozen=True)
class Direction:
    """Powers of rho of sizes, scalars and time (last) along which a facet becomes exact.

    Sizes grow at least like rho, and the next terms are smaller by 1/rho or more.
    """

    names: tuple[str, ...]
    powers: tuple[Fraction, ...]

    def height(self, exponents: Sequence[int], order: int) -> Fraction:
        """The power of rho of ``x^exponents t^order``."""
        return Fraction(dot(self.powers[:-1], exponents[: len(self.names)])) + self.powers[-1] * order


def direction(found: Regimes, facet: Regime) -> Direction:
    """The facet's normal, made to grow: as much of it as lowers the next leading terms by 1/rho, and of the directions
    that change no weight so much that all sizes grow like rho or faster, the fastest as slowly as possible.
    """
    from scipy.optimize import linprog

    normal = [Fraction(x) for x in facet.normal]
    heights = {point: dot(normal, point) for point in found.polyhedron.points}
    top = max(heights.values())
    gap = top - max(height for height in heights.values() if height < top)
    normal = [x / Fraction(gap) for x in normal]
    flat, sizes = found.scales.flat, len(found.model.sizes)
    lines = np.array([line[:sizes] for line in flat], dtype=float).reshape(len(flat), sizes).T
    own = np.array(normal[:sizes], dtype=float)
    count = len(flat)
    above = np.hstack([lines, -np.ones((sizes, 1)), np.zeros((sizes, count))])
    below = np.hstack([-lines, np.zeros((sizes, 1 + count))])
    bound = np.hstack(
        [np.vstack([np.eye(count), -np.eye(count)]), np.zeros((2 * count, 1)), -np.tile(np.eye(count), (2, 1))]
    )
    table = np.vstack([above, below, bound])
    right = np.concatenate([-own, own - 1, np.zeros(2 * count)])
    cost = np.concatenate([np.zeros(count), [1.0], np.full(count, 1e-3)])
    limits = [(None, None)] * (count + 1) + [(0, None)] * count
    solved = linprog(cost, A_ub=table, b_ub=right, bounds=limits)
    if solved.status:
        raise InputError(f"{found.model.name}: no sizes grow together towards {facet.name}")
    shares = [Fraction(float(x)).limit_denominator(DENOMINATOR) for x in solved.x[:count]]
    powers = [x + sum(share * line[i] for share, line in zip(shares, flat, strict=True)) for i, x in enumerate(normal)]
    return Direction(found.model.names, tuple(Fraction(x) for x in powers))


@dataclass(frozen=True, eq=False)
class FacetSeries:
    """The terms of a loss by order, 1 to the highest: those that lead along a direction, and all.

    ``gap``: the power of 1/rho by which the next terms are smaller.
    """

    leading: tuple[Terms, ...]
    exact: tuple[Terms, ...]
    gap: Fraction

    def change(self, point: Point, t: Array, exact: bool = False) -> tuple[Array, Array]:
        """``L(t) - L(0)`` resummed from the leading terms, or from all, and its estimated error."""
        series = self.coefficients(point, exact)
        if not any(series[1:]):
            return t * series[0], np.zeros_like(t)
        found = resum([Fraction(x) for x in series], t)
        return t * found.values, t * found.errors

    def neglected(self, point: Point, t: Array) -> Array:
        """The terms that do not lead, summed up to the highest order, in units of those that do at the last time.

        Far up a ladder this is smaller than the errors of a resummation, and plain sums fall at the same order.
        """
        leading, exact = (np.array(self.coefficients(point, every)) for every in (False, True))
        powers = t[:, None] ** np.arange(1, len(leading) + 1)
        return powers @ (exact - leading) / abs(powers[-1] @ leading)

    def coefficients(self, point: Point, exact: bool = False) -> list[float]:
        """``Y_s / s!``, s = 1, 2, ..., from the leading terms or from all."""
        chosen = self.exact if exact else self.leading
        return [value(terms, point) / factorial(s) for s, terms in enumerate(chosen, start=1)]

    def radius(self, point: Point) -> float:
        """The time at which the first of the leading terms grows as large as that of order 1."""
        first, *later = map(abs, self.coefficients(point))
        return min(((first / size) ** (1 / s) for s, size in enumerate(later, start=1) if size), default=1.0)


def facet_series(model: Model, along: Direction, loss: str, highest: int) -> FacetSeries:
    """The series of a loss along a direction, from its derivatives of orders 1 to ``highest``."""
    refuse_moments(model)
    derivatives = [expansion(model, loss, order) for order in range(1, highest + 1)]
    heights = {
        (order, powers): along.height(powers, order)
        for order, derivative in enumerate(derivatives, start=1)
        for powers in derivative.terms
    }
    if not heights:
        raise InputError(f"{model.name}: the loss {loss} does not move")
    top = max(heights.values())
    rest = [height for height in heights.values() if height < top]
    leading = [
        {powers: c for powers, c in derivative.terms.items() if heights[order, powers] == top}
        for order, derivative in enumerate(derivatives, start=1)
    ]
    width = len(model.names)
    return FacetSeries(
        tuple(as_arrays(terms, width) for terms in leading),
        tuple(as_arrays(derivative.terms, width) for derivative in derivatives),
        top - max(rest) if rest else Fraction(0),
    )
