"""Sympy kernels and their derivatives as vectorized NumPy functions."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from theory.errors import InputError

Parameters = Mapping[sp.Symbol, float]


def compiled(
    expressions: Sequence[sp.Expr], arguments: Sequence[sp.Symbol], parameters: Parameters
) -> Callable[..., list[Array]]:
    """A function of broadcastable arrays that returns the expressions' values, each in the common shape."""
    given = list(parameters)
    missing = {str(s) for e in expressions for s in e.free_symbols} - {str(s) for s in (*arguments, *given)}
    if missing:
        raise InputError(f"no value for the parameter(s) {', '.join(sorted(missing))}: give one for each")
    function = _lambdified(tuple(expressions), (*arguments, *given))
    values = [float(parameters[s]) for s in given]

    def evaluate(*arrays: ArrayLike) -> list[Array]:
        shape = np.broadcast_shapes(*(np.shape(a) for a in arrays))
        return [np.broadcast_to(v, shape) for v in function(*arrays, *values)]

    return evaluate


@lru_cache(maxsize=256)
def _lambdified(expressions: tuple[sp.Expr, ...], arguments: tuple[sp.Symbol, ...]) -> Callable:
    return sp.lambdify(arguments, list(expressions), modules=["scipy", "numpy"], cse=True)


class Kernel:
    """One expression with its gradient and Hessian in chosen variables; the other arguments stay fixed."""

    def __init__(
        self,
        expression: sp.Expr,
        arguments: Sequence[sp.Symbol],
        variables: Sequence[sp.Symbol],
        parameters: Parameters,
    ) -> None:
        first = [sp.diff(expression, v) for v in variables]
        second = [sp.diff(g, v) for g, v in product(first, variables)]
        self.size = len(variables)
        self._value = compiled([expression], arguments, parameters)
        self._gradient = compiled(first, arguments, parameters)
        self._second = second, arguments, parameters
        self._hessian: Callable[..., list[Array]] | None = None

    def value(self, *arrays: ArrayLike) -> Array:
        return self._value(*arrays)[0]

    def gradient(self, *arrays: ArrayLike) -> Array:
        """Shape (..., variables)."""
        return np.stack(self._gradient(*arrays), axis=-1)

    def hessian(self, *arrays: ArrayLike) -> Array:
        """Shape (..., variables, variables); compiled on first use."""
        if self._hessian is None:
            self._hessian = compiled(*self._second)
        flat = np.stack(self._hessian(*arrays), axis=-1)
        return flat.reshape(*flat.shape[:-1], self.size, self.size)
