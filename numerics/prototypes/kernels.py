"""Sympy kernels and their derivatives as vectorized NumPy functions."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from theory.errors import InputError

Parameters = Mapping[sp.Symbol | str, float]
STEP = float(np.cbrt(np.finfo(float).eps))  # of a central difference: truncation and rounding alike


def compiled(
    expressions: Sequence[sp.Expr], arguments: Sequence[sp.Symbol], parameters: Parameters
) -> Callable[..., list[Array]]:
    """A function of broadcastable arrays that returns the expressions' values, each in the common shape."""
    given = free_parameters(expressions, arguments)
    function = _lambdified(tuple(expressions), (*arguments, *given))
    values = [np.float64(v) for v in parameter_values(given, parameters)]

    def evaluate(*arrays: ArrayLike) -> list[Array]:
        shape = np.broadcast_shapes(*(np.shape(a) for a in arrays))
        return [v if np.shape(v) == shape else np.broadcast_to(v, shape) for v in function(*arrays, *values)]

    return evaluate


def free_parameters(expressions: Sequence[sp.Expr], arguments: Sequence[sp.Symbol]) -> list[sp.Symbol]:
    """The symbols of the expressions that are no arguments, in the order of their names."""
    found: set[sp.Symbol] = set().union(*(e.free_symbols for e in expressions))
    return sorted(found - set(arguments), key=str)


def parameter_values(symbols: Sequence[sp.Symbol], parameters: Parameters) -> list[float]:
    """The value of each symbol: that given for the symbol itself, else for one of its name."""
    named = {str(s): value for s, value in parameters.items()}
    missing = [str(s) for s in symbols if str(s) not in named]
    if missing:
        raise InputError(f"no value for the parameter(s) {', '.join(missing)}: give one for each")
    return [float(parameters[s] if s in parameters else named[str(s)]) for s in symbols]


@lru_cache(maxsize=256)
def _lambdified(expressions: tuple[sp.Expr, ...], arguments: tuple[sp.Symbol, ...]) -> Callable:
    return sp.lambdify(arguments, list(expressions), modules=["scipy", "numpy"], cse=True, dummify=True)


def rounded(expression: sp.Expr, width: float) -> sp.Expr:
    """The expression with each kink rounded off: ``|u|`` as ``sqrt(u^2 + width^2)``, so Max and Min, at most that off.

    ::

        |u|   \\       /            sqrt(u^2 + e^2)   \\       /
               \\     /                                \\     /
                 \\./                                   '---'  e above 0
    """
    if not width:
        return expression
    smooth = expression.replace(sp.Max, lambda *a: _fold(a, 1)).replace(sp.Min, lambda *a: _fold(a, -1))
    return smooth.replace(sp.Abs, lambda u: sp.sqrt(u**2 + sp.Float(width) ** 2))


def has_kinks(expression: sp.Expr) -> bool:
    """Whether there is anything that :func:`rounded` rounds off."""
    return bool(sp.sympify(expression).has(sp.Abs, sp.Max, sp.Min))


def _fold(values: Sequence[sp.Expr], sign: int) -> sp.Expr:
    """``max(a, b) = (a + b + |a - b|) / 2`` over all values; the least for a negative sign."""
    first, *others = values
    for other in others:
        first = (first + other + sign * sp.Abs(first - other)) / 2
    return first


def slope(expression: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """The derivative; where a first derivative jumps, what the jump adds to a second one (a delta) is left out."""
    return sp.diff(expression, variable).replace(sp.DiracDelta, lambda *_: sp.S.Zero)


def with_slopes(
    expression: sp.Expr, arguments: Sequence[sp.Symbol], variables: Sequence[sp.Symbol], parameters: Parameters
) -> Callable[..., list[Array]]:
    """The expression and its first derivatives as a function of arrays; at a kink the mean of the one-sided slopes.

    Sympy's derivatives have that mean where they know the kink, ``sign(0) = 0`` and ``Heaviside(0) = 1/2``. Where a
    derivative is 0/0 while the value is finite, as of ``sqrt(u^2 + v^2)`` at its tip, the central difference is it.
    """
    function = compiled([expression, *(slope(expression, v) for v in variables)], arguments, parameters)
    places = [list(arguments).index(v) for v in variables]

    def evaluate(*arrays: ArrayLike) -> list[Array]:
        value, *slopes = function(*arrays)
        return [value, *(_mended(function, value, s, arrays, k) for s, k in zip(slopes, places, strict=True))]

    return evaluate


def _mended(
    function: Callable[..., list[Array]], value: Array, slopes: Array, arrays: Sequence[ArrayLike], place: int
) -> Array:
    if not np.isnan(slopes).any():
        return slopes
    tips = np.isnan(slopes) & np.isfinite(value)
    at = np.asarray(arrays[place], dtype=float)
    step = STEP * np.maximum(1.0, np.abs(at))
    after, before = (function(*arrays[:place], at + h, *arrays[place + 1 :])[0] for h in (step, -step))
    return np.where(tips, (after - before) / (2 * step), slopes)


class Kernel:
    """One expression with its gradient and Hessian in chosen variables; the other arguments stay fixed."""

    def __init__(
        self,
        expression: sp.Expr,
        arguments: Sequence[sp.Symbol],
        variables: Sequence[sp.Symbol],
        parameters: Parameters,
        rounding: float = 0.0,
    ) -> None:
        self.kinked, expression = has_kinks(expression), rounded(expression, rounding)
        self.expression, self.variables = expression, variables
        self.arguments, self.parameters = arguments, parameters
        self._value = compiled([expression], arguments, parameters)
        self._slopes = with_slopes(expression, arguments, variables, parameters)
        self._hessian: Callable[..., list[Array]] | None = None

    @property
    def parameters_used(self) -> list[sp.Symbol]:
        return free_parameters([self.expression], self.arguments)

    def value(self, *arrays: ArrayLike) -> Array:
        return self._value(*arrays)[0]

    def with_slopes(self, *arrays: ArrayLike) -> list[Array]:
        """The value and its derivative by each variable."""
        return self._slopes(*arrays)

    def gradient(self, *arrays: ArrayLike) -> Array:
        """Shape (..., variables)."""
        return np.stack(self._slopes(*arrays)[1:], axis=-1)

    def hessian(self, *arrays: ArrayLike) -> Array:
        """Shape (..., variables, variables); compiled on first use, without the deltas of kinks."""
        if self._hessian is None:
            second = [slope(slope(self.expression, u), v) for u, v in product(self.variables, repeat=2)]
            self._hessian = compiled(second, self.arguments, self.parameters)
        flat, size = np.stack(self._hessian(*arrays), axis=-1), len(self.variables)
        return flat.reshape(*flat.shape[:-1], size, size)
