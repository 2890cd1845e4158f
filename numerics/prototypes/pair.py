"""Values, gradients and Hessians of a ``PairEnergy`` for given data.

Axes: i samples (N), j and k prototypes (M), a features; variables of a pair: both centres (d + d) and both widths.
"""

import numpy as np
import sympy as sp

from numerics.prototypes.kernels import Kernel, Parameters
from numerics.prototypes.measure import Array, Measure
from theory.prototypes.energy import Feature, PairEnergy
from theory.prototypes.system import Prototype, point


class PairField:
    """Evaluates the energy at centres (M, d) and widths (M,), M >= 2."""

    def __init__(self, energy: PairEnergy, data: Measure, parameters: Parameters) -> None:
        self.energy, self.data = energy, data
        self.features = [_Feature(f, data, parameters) for f in energy.features]
        u = [sp.Symbol(f"u_{a}", real=True) for a in range(len(energy.features))]
        self.outer = Kernel(energy.outer(u), u, u, parameters)

    def value(self, centres: Array, widths: Array) -> float:
        u = [f.mean(f.kernel.value, centres, widths) for f in self.features]
        return float(np.sum(_pair_weights(len(centres)) * self.outer.value(*u)))

    def gradient(self, centres: Array, widths: Array) -> Array:
        """Shape (M, d + 1): centre and width derivatives."""
        d = centres.shape[1]
        u = [f.mean(f.kernel.value, centres, widths) for f in self.features]
        slope = _pair_weights(len(centres))[..., None] * self.outer.gradient(*u)
        total = sum(
            slope[..., a, None] * f.mean(f.kernel.gradient, centres, widths) for a, f in enumerate(self.features)
        )
        first, second = total[..., : d + 1].sum(axis=1), total[..., d + 1 :].sum(axis=0)
        return first + second

    def hessian(self, centres: Array, widths: Array) -> Array:
        """Centre part, shape (M d, M d)."""
        (count, d), weights = centres.shape, _pair_weights(len(centres))
        u = [f.mean(f.kernel.value, centres, widths) for f in self.features]
        slopes, bends = self.outer.gradient(*u), self.outer.hessian(*u)
        moved = [f.mean(f.kernel.gradient, centres, widths) for f in self.features]
        block = np.einsum("jkab,ajkm,bjkn->jkmn", bends, np.array(moved), np.array(moved))
        for a, f in enumerate(self.features):
            block = block + slopes[..., a, None, None] * f.mean(f.kernel.hessian, centres, widths)
        return _scatter(weights[..., None, None] * block, count, d)


class _Feature:
    """One feature with its data mean; a feature that does not look at the data is evaluated once."""

    def __init__(self, feature: Feature, data: Measure, parameters: Parameters) -> None:
        d = data.dimension
        z, c, e = point("z", 0, d), point("c", 1, d), point("c", 2, d)
        v, w = sp.symbols("w_1 w_2", positive=True)
        expression = feature(z, Prototype(c, v), Prototype(e, w))
        self.data = data if expression.free_symbols & set(z) else Measure(data.points[:1], np.ones(1))
        self.kernel = Kernel(expression, (*z, *c, v, *e, w), (*c, v, *e, w), parameters)

    def mean(self, function, centres: Array, widths: Array) -> Array:  # type: ignore[no-untyped-def]
        """Data mean at all pairs, shape (M, M, ...); one sample at a time bounds the memory by M^2."""
        rows = [*(c[:, None] for c in centres.T), widths[:, None]]
        columns = [*(c[None, :] for c in centres.T), widths[None, :]]
        terms = zip(self.data.weights, self.data.points, strict=True)
        return sum(weight * function(*map(np.float64, z), *rows, *columns) for weight, z in terms)


def _pair_weights(count: int) -> Array:
    return (1.0 - np.eye(count)) / (count * (count - 1))


def _scatter(block: Array, count: int, d: int) -> Array:
    """Hessian from pair blocks (M, M, 2(d + 1), 2(d + 1)) in the variables of both prototypes."""
    mine, other = slice(0, d), slice(d + 1, 2 * d + 1)
    full = block[..., mine, other].transpose(0, 2, 1, 3) + block[..., other, mine].transpose(1, 2, 0, 3)
    index = np.arange(count)
    full[index, :, index, :] += block[..., mine, mine].sum(axis=1) + block[..., other, other].sum(axis=0)
    return full.reshape(count * d, count * d)
