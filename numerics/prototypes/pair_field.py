"""Values, gradients and Hessians of a ``PairEnergy`` for given data.

The pair function K must be symmetric, so with weights 1/(M(M-1)): gradient ``2 sum_k K_1(p_j, p_k)``,
Hessian ``2 sum_k K_11`` on the diagonal and ``2 K_12`` off it. Indices: j, k prototypes (M), a, b
features, m, n the variables of a prototype.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import product

import numpy as np
import sympy as sp

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import Measure
from numerics.prototypes.kernels import (
    Kernel,
    Parameters,
    compiled,
    free_parameters,
    has_kinks,
    rounded,
    slope,
    with_slopes,
)
from theory.errors import InputError
from theory.prototypes.energy import Feature, PairEnergy
from theory.prototypes.system import Prototype, point

ENTRIES = 200_000  # of one array: more samples are taken in turns


class PairField:
    """Evaluates the energy at centres (M, d) and widths (M,), M >= 2."""

    def __init__(self, energy: PairEnergy, data: Measure, parameters: Parameters, rounding: float = 0.0) -> None:
        self.energy = energy
        self.features = [_Feature(f, data, parameters, rounding) for f in energy.features]
        u = [sp.Symbol(f"u_{a}", real=True) for a in range(len(energy.features))]
        self.outer = Kernel(energy.outer(u), u, u, parameters, rounding)
        self.kinked = self.outer.kinked or any(each.kinked for each in self.features)
        used = (free_parameters([f.expression], f.arguments) for f in self.features)
        self.symbols = set(self.outer.parameters_used).union(*used)
        self._check_symmetry(data.dimension)

    def value(self, centres: Array, widths: Array) -> float:
        pairs = self._pairs(centres, widths)
        return float(np.sum(_off_diagonal(len(centres)) * pairs))

    def gradient(self, centres: Array, widths: Array) -> Array:
        """Shape (M, d + 1): centre and width derivatives."""
        found = [f.first(centres, widths) for f in self.features]
        weights = 2 * _off_diagonal(len(centres))
        total = np.zeros((len(centres), centres.shape[1] + 1))
        _, *pulls = self.outer.with_slopes(*(u for u, *_ in found))
        for pull, (_, *derivatives) in zip(pulls, found, strict=True):
            for m, derivative in enumerate(derivatives):
                total[:, m] += (weights * pull * derivative).sum(axis=1)
        return total

    def hessian(self, centres: Array, widths: Array) -> Array:
        """Centre part, shape (M d, M d)."""
        (count, d), found = centres.shape, [f.second(centres, widths) for f in self.features]
        u, mine, other, twice, mixed = (np.array(part) for part in zip(*found, strict=True))
        slopes, bends = self.outer.gradient(*u), self.outer.hessian(*u)
        own = np.einsum("jkab,ajkm,bjkn->jkmn", bends, mine, mine) + np.einsum("jka,ajkmn->jkmn", slopes, twice)
        cross = np.einsum("jkab,ajkm,bjkn->jkmn", bends, mine, other) + np.einsum("jka,ajkmn->jkmn", slopes, mixed)
        weights = 2 * _off_diagonal(count)[..., None, None]
        full, index = (weights * cross).transpose(0, 2, 1, 3).copy(), np.arange(count)
        full[index, :, index, :] += (weights * own).sum(axis=1)
        return full.reshape(count * d, count * d)

    def _pairs(self, centres: Array, widths: Array) -> Array:
        return self.outer.value(*(f.first(centres, widths)[0] for f in self.features))

    def _check_symmetry(self, dimension: int) -> None:
        centres = np.array([[0.3, 0.8], [0.5, 0.4]])[:, :1].repeat(dimension, axis=1)
        with np.errstate(all="ignore"):
            pairs = self._pairs(centres, np.array([1.0, 1.5]))
        if not np.isclose(pairs[0, 1], pairs[1, 0], rtol=1e-9, equal_nan=True):
            raise InputError(
                f"{self.energy.name} is not symmetric in its pair ({pairs[0, 1]:.6g} and {pairs[1, 0]:.6g}): "
                "give a symmetric kernel"
            )


class _Feature:
    """Data means of one feature and its derivatives; a feature that does not look at the data is evaluated once."""

    def __init__(self, feature: Feature, data: Measure, parameters: Parameters, rounding: float) -> None:
        self.d = d = data.dimension
        z, c, e = point("z", 0, d), point("c", 1, d), point("c", 2, d)
        v, w = sp.symbols("w_1 w_2", positive=True)
        sharp = feature(z, Prototype(c, v), Prototype(e, w))
        self.kinked, self.expression = has_kinks(sharp), rounded(sharp, rounding)
        self.centres, self.parameters, self.arguments = (c, e), parameters, (*z, *c, v, *e, w)
        self.data = data if self.expression.free_symbols & set(z) else Measure(data.points[:1], np.ones(1))
        self._first = with_slopes(self.expression, self.arguments, (*c, v), parameters)
        self._second: Callable[..., list[Array]] | None = None

    def first(self, centres: Array, widths: Array) -> list[Array]:
        """The mean and its derivatives by the first prototype's centre and width, each (M, M)."""
        return self._mean(self._first, centres, widths)

    def second(self, centres: Array, widths: Array) -> tuple[Array, ...]:
        """Mean, first derivatives by both centres (M, M, d), second ones by 11 and by 12 (M, M, d, d)."""
        if self._second is None:
            self._second = compiled(self._expressions(), self.arguments, self.parameters)
        d, flat = self.d, np.stack(self._mean(self._second, centres, widths), axis=-1)
        u, mine, other, twice, mixed = np.split(flat, np.cumsum([1, d, d, d * d]), axis=-1)
        shape = (*flat.shape[:2], d, d)
        return u[..., 0], mine, other, twice.reshape(shape), mixed.reshape(shape)

    def _expressions(self) -> list[sp.Expr]:
        first, second = ([slope(self.expression, s) for s in centre] for centre in self.centres)
        bends = [slope(g, s) for centre in self.centres for g, s in product(first, centre)]
        return [self.expression, *first, *second, *bends]

    def _mean(self, function: Callable[..., list[Array]], centres: Array, widths: Array) -> list[Array]:
        """Data means at all pairs, so many samples at a time that an array has ``ENTRIES`` entries at most.

        The diagonal counts for nothing and is taken at distance 1, where kernels that are singular at 0 are
        finite.
        """
        rows = [*(c[:, None] for c in centres.T), widths[:, None]]
        apart = np.eye(len(centres))
        columns = [*(c[None, :] + apart for c in centres.T), widths[None, :]]
        if len(self.data.weights) == 1:  # whose weight is 1
            return function(*self.data.points[0], *rows, *columns)
        size, total = max(1, ENTRIES // len(centres) ** 2), np.zeros(())
        for first in range(0, len(self.data.weights), size):
            part = slice(first, first + size)
            points = (z[:, None, None] for z in self.data.points[part].T)
            terms = np.array(function(*points, *rows, *columns))
            total = total + np.tensordot(terms, self.data.weights[part], axes=(1, 0))
        return list(total)


@lru_cache(maxsize=8)
def _off_diagonal(count: int) -> Array:
    if count < 2:
        raise InputError(f"an energy of pairs got {count} prototype(s): give at least 2")
    return (1.0 - np.eye(count)) / (count * (count - 1))
