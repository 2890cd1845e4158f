"""Late-time formulas of mean-field as numbers."""

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from numerics.autoencoder.covariance.population import Population
from numerics.methods.arrays import Array
from theory.autoencoder import symbols
from theory.autoencoder.covariance import late_times, power_law
from theory.errors import InputError


def evaluated(formula: sp.Expr, values: dict[sp.Symbol, float], t: ArrayLike) -> Array:
    """A formula of ``theory.autoencoder.covariance`` at times t, shape (n,), with its other symbols given.

    Polylogarithms are real here; what rounding leaves of an imaginary part is dropped.
    """
    given = {symbol: sp.Float(value, 30) for symbol, value in values.items()}
    numeric = sp.lambdify(symbols.t, formula.subs(given).evalf(20), "numpy")
    times = np.asarray(t, dtype=float)
    return np.real(numeric(times)) * np.ones_like(times)


def power_law_losses(t: ArrayLike, a0: float, exponent: float, eigenvalues: ArrayLike) -> Array:
    """Both losses for p eigenvalues l_1 k^-exponent and N = oo while 1/l_1 << 4 t << 1/l_p, shape (n,).

    With the constant that eigenvalues beyond the p-th are worth; the relative error is (4 t l_p)^(2 - 1/exponent).
    """
    if not exponent > 1:
        raise InputError(f"a power law of exponent {exponent} has no late-time power law: give one above 1")
    l = np.asarray(eigenvalues, dtype=float)
    values = {symbols.a0: a0, power_law.beta: exponent, power_law.top: float(l.max()), symbols.p: l.size}
    return evaluated(power_law.loss() - power_law.missing_tail(), values, t)


def hard_edge_losses(t: ArrayLike, a0: float, p: int, population: Population) -> tuple[Array, Array]:
    """Train and population loss at N = p and late times; the next order is smaller by 1 / t."""
    values = {symbols.a0: a0, symbols.p: p}
    both = late_times.hard_edge(sp.Float(population.moment(-1), 30))
    return evaluated(both[0], values, t), evaluated(both[1], values, t)
