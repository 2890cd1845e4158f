r"""The curve on which Silverstein's equation is solved: the law of S = X X^T / N for any population spectrum.

At p/N = nu let m(z) be the Stieltjes transform of the spectrum of X^T X / N (N x N) and omega = -1/m. Then

    z = omega + nu omega int tau / (omega - tau) dH(tau),                                                  (1)

and over the support omega = xi + i eta runs through the curve on which z is real (docs/theory/covariance.md)::

    eta         _______                       nu int tau^2 / D dH = 1,   D = (xi - tau)^2 + eta^2           (2)
     |        /         \        ____
     |       /           \      /    \        x = |omega|^2 q,           q = nu int tau / D dH              (3)
     +------+--o--o----o--+----+--o---+--> xi
              tau_1 ... tau_k                 density eta / (pi nu |omega|^2),   population variance 1/q    (4)

For each xi between two edges (2) has exactly one root eta^2, since its left side falls with eta^2; x grows with xi. So
bulks, edges and densities need no choice of branch and no starting point.

Silverstein and Choi, J. Multivariate Anal. 54, 295 (1995); (4) for the variance: Ledoit and Peche,
Probab. Theory Relat. Fields 151, 233 (2011), with m(x) in place of omega.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from numerics.methods.arrays import Array

BLOCK = 2**15  # entries of a matrix of nodes by eigenvalues: 256 KiB, which the cache of a core holds
NEWTON = 200  # steps at most; convergence is quadratic and from one side, and takes four to eight
HALVINGS = 110  # of a bracket: down to rounding, also of an edge near zero


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the population at points of the curve, shape (n,), with the weights nu tau^2 dH of (2).

    ``q`` = nu int tau / D, ``A`` = sum (xi - tau) / D^2, ``B`` = sum 1 / D^2; ``U`` and ``V`` are the real part of
    2 sum (omega - tau)^-3 and its imaginary part over eta.
    """

    q: Array
    A: Array
    B: Array
    U: Array
    V: Array


@dataclass(frozen=True, eq=False)
class Subordination:
    """Positive population eigenvalues ``tau``, ascending, with weights ``mass`` = nu dH, both of shape (K,)."""

    tau: Array
    mass: Array

    @cached_property
    def weight(self) -> Array:
        """nu tau^2 dH, the weights in (2)."""
        return self.mass * self.tau**2

    def excess(self, xi: Array) -> Array:
        """nu int tau^2 / (xi - tau)^2 dH - 1 on the real line, accurate to its own size near xi = 0."""
        return self._by_blocks(lambda d: (self.mass * (self.tau - d) / d**2).sum(-1), xi) * xi + (self.mass.sum() - 1)

    def slope(self, xi: Array) -> Array:
        """Half of the derivative of the excess."""
        return self._by_blocks(lambda d: -((1 / d) ** 2 / d) @ self.weight, xi)

    def ratio(self, xi: Array) -> Array:
        """q on the real line."""
        return self._by_blocks(lambda d: (self.mass * self.tau / d**2).sum(-1), xi)

    def height(self, xi: Array) -> Array:
        """eta^2 >= 0 of (2), shape of xi.

        Newton's method on 1 / sum(weight / D), which is concave in eta^2 and grows with it: after one step no iterate
        exceeds the root. It starts where the largest single term of the sum is one.
        """

        def solve(d: Array) -> Array:
            squares = d**2
            s = (self.weight - squares).max(-1).clip(min=0)
            rounding = 4 * np.finfo(float).eps * squares.min(-1)
            for _ in range(NEWTON):
                with np.errstate(divide="ignore", invalid="ignore"):
                    inverse = 1 / (squares + s[:, None])
                    total, slope = inverse @ self.weight, inverse**2 @ self.weight
                    step = total * (total - 1) / slope
                step = np.where(np.isfinite(step), step, 0.0)
                s = (s + step).clip(min=0)
                if np.all(np.abs(step) <= rounding + 4 * np.finfo(float).eps * s):
                    break
            return s

        return self._by_blocks(solve, xi)

    def height_from(self, edge: float, offset: Array, s: Array) -> Array:
        """eta^2 at xi = edge + offset with an error relative to itself, from one known up to rounding of the whole.

        The difference of (2) at xi and at the edge, where eta vanishes, divided by what multiplies eta^2.
        """
        at_edge = (edge - self.tau) ** 2

        def improve(d: Array, s: Array, offset: Array) -> Array:
            shares = self.weight / (d**2 + s[:, None]) / at_edge
            return -offset * (shares * (edge - self.tau + d)).sum(-1) / shares.sum(-1)

        return self._by_blocks(improve, edge + offset, s, offset).clip(min=0)

    def sums(self, xi: Array, s: Array) -> Sums:
        """All sums at points of the curve with eta^2 = s."""

        def add(d: Array, s: Array) -> Array:
            squares = d**2
            inverse = 1 / (squares + s[:, None])
            second = inverse**2
            third = second * inverse
            rows = [
                inverse @ (self.mass * self.tau),
                (second * d) @ self.weight,
                second @ self.weight,
                2 * (third * d * (squares - 3 * s[:, None])) @ self.weight,
                2 * (third * (s[:, None] - 3 * squares)) @ self.weight,
            ]
            return np.stack(rows, axis=-1)

        return Sums(*self._by_blocks(add, xi, s).T)

    def _by_blocks(self, compute: Callable[..., Array], xi: Array, *others: Array) -> Array:
        """``compute`` of the differences xi - tau, shape (n, K), in blocks that fit into the cache."""
        size = max(1, BLOCK // self.tau.size)
        parts = [slice(start, start + size) for start in range(0, max(xi.size, 1), size)]
        return np.concatenate([compute(xi[part, None] - self.tau, *(each[part] for each in others)) for part in parts])


def bisected(f: Callable[[Array], Array], below: Array, above: Array, halvings: int = HALVINGS) -> Array:
    """Where f, negative at ``below`` and not at ``above``, changes sign; an end where it does not."""
    for _ in range(halvings):
        middle = (below + above) / 2
        negative = f(middle) < 0
        below, above = np.where(negative, middle, below), np.where(negative, above, middle)
    return (below + above) / 2
