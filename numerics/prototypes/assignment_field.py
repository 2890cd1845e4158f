"""Values, gradients and Hessians of an ``AssignmentEnergy`` for given data.

Axes: i samples (N), j prototypes (M), a inner functions, k, l the d + 1 variables of a prototype (centre,
width).
"""

import numpy as np
import sympy as sp

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import Measure
from numerics.prototypes.kernels import Kernel, Parameters
from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy
from theory.prototypes.system import Prototype, point

_COUNT = sp.Symbol("M_", positive=True)


class AssignmentField:
    """Evaluates the energy at centres (M, d) and widths (M,)."""

    def __init__(self, energy: AssignmentEnergy, data: Measure, parameters: Parameters, rounding: float = 0.0) -> None:
        self.energy, self.data = energy, data
        z, c = point("z", 0, data.dimension), point("c", 0, data.dimension)
        w = sp.Symbol("w_0", positive=True)
        inner = [f(z, Prototype(c, w)) for f in energy.inner]
        self.inner = [Kernel(f, (*z, *c, w), (*c, w), parameters, rounding) for f in inner]
        s = [sp.Symbol(f"s_{a}", real=True) for a in range(len(inner))]
        outer = energy.outer(s, _COUNT)
        self.outer = Kernel(outer, (*s, _COUNT), s, parameters, rounding)
        self.kinked = any(kernel.kinked for kernel in (*self.inner, self.outer))
        self.of_count = sp.sympify(outer)
        self.counts: set[int] = set()  # those for which it is known to be defined
        self.axis = 1 if energy.over == "prototypes" else 0
        self.symbols = set().union(*(kernel.parameters_used for kernel in (*self.inner, self.outer)))

    def value(self, centres: Array, widths: Array) -> float:
        s, _ = self._reduce(centres, widths)
        return float(self._mean(len(centres)) @ self.outer.value(*s, len(centres)))

    def gradient(self, centres: Array, widths: Array) -> Array:
        """Shape (M, d + 1): centre and width derivatives."""
        arguments, mean = self._arguments(centres, widths), self._mean(len(centres))
        found = [kernel.with_slopes(*arguments) for kernel in self.inner]
        s, weights = self._reduced([entries for entries, *_ in found])
        total = np.zeros((len(centres), centres.shape[1] + 1))
        _, *pulls = self.outer.with_slopes(*s, len(centres))
        for pull, weight, (_, *derivatives) in zip(pulls, weights, found, strict=True):
            factor = weight * np.expand_dims(mean * pull, self.axis)
            for k, derivative in enumerate(derivatives):
                total[:, k] += (factor * derivative).sum(axis=0)
        return total

    def hessian(self, centres: Array, widths: Array) -> Array:
        """Centre part, shape (M d, M d)."""
        (count, d), arguments = centres.shape, self._arguments(centres, widths)
        s, weights = self._reduce(centres, widths)
        mean, size = self._mean(count), count
        slope = mean[:, None] * self.outer.gradient(*s, size)
        bend = mean[:, None, None] * self.outer.hessian(*s, size)
        diagonal = np.zeros((count, d, d))
        pulls = []
        for a, kernel in enumerate(self.inner):
            first = kernel.gradient(*arguments)[..., :d]
            second = kernel.hessian(*arguments)[..., :d, :d]
            if self.energy.reduce == "logsumexp":
                second = second + first[..., :, None] * first[..., None, :]
                bend[:, a, a] -= slope[:, a]
            factor = weights[a] * np.expand_dims(slope[:, a], self.axis)
            diagonal += np.einsum("ij,ijkl->jkl", factor, second)
            pulls.append(weights[a][..., None] * first)
        return self._assemble(diagonal, np.array(pulls), bend)

    def _assemble(self, diagonal: Array, pulls: Array, bend: Array) -> Array:
        count, d, _ = diagonal.shape
        if self.axis == 0:
            moved = pulls.sum(axis=1)
            diagonal = diagonal + np.einsum("jab,ajk,bjl->jkl", bend, moved, moved)
            full = np.zeros((count, d, count, d))
        else:
            bent = np.einsum("iab,bijk->aijk", bend, pulls)
            full = np.tensordot(pulls, bent, axes=((0, 1), (0, 1)))
        index = np.arange(count)
        full[index, :, index, :] += diagonal
        return full.reshape(count * d, count * d)

    def _arguments(self, centres: Array, widths: Array) -> list[Array]:
        points = self.data.points
        return [*(p[:, None] for p in points.T), *(c[None, :] for c in centres.T), widths[None, :]]

    def _mean(self, count: int) -> Array:
        return self.data.weights if self.axis == 1 else np.full(count, 1.0 / count)

    def _require_defined(self, count: int) -> None:
        """Refuse a number of prototypes by which the energy divides through zero, such as 1 in ``M (M - 1)``."""
        if count not in self.counts and self.of_count.subs(_COUNT, count).has(sp.zoo, sp.nan, sp.oo):
            raise InputError(f"{self.energy.name} is not defined for {count} prototype(s): give at least {count + 1}")
        self.counts.add(count)

    def _reduce(self, centres: Array, widths: Array) -> tuple[list[Array], list[Array]]:
        """Reductions s_a and their derivatives by the reduced entries (N, M)."""
        return self._reduced([kernel.value(*self._arguments(centres, widths)) for kernel in self.inner])

    def _reduced(self, entries: list[Array]) -> tuple[list[Array], list[Array]]:
        self._require_defined(entries[0].shape[1])
        reduced = [REDUCTIONS[self.energy.reduce](v, self.axis) for v in entries]
        return [s for s, _ in reduced], [weights for _, weights in reduced]


def _sum(entries: Array, axis: int) -> tuple[Array, Array]:
    return entries.sum(axis=axis), np.ones_like(entries)


def _logsumexp(entries: Array, axis: int) -> tuple[Array, Array]:
    """``log sum exp`` and the softmax; scipy's, for arrays of any library, took 40 % of the time of a small flow."""
    largest = entries.max(axis=axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0)
    shares = np.exp(entries - largest)
    total = shares.sum(axis=axis, keepdims=True)
    return (largest + np.log(total)).squeeze(axis), shares / total


def _min(entries: Array, axis: int) -> tuple[Array, Array]:
    hits = np.zeros_like(entries)
    np.put_along_axis(hits, np.expand_dims(entries.argmin(axis), axis), 1.0, axis=axis)
    return entries.min(axis=axis), hits


REDUCTIONS = {"sum": _sum, "logsumexp": _logsumexp, "min": _min}
