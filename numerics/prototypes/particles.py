"""Prototypes as a sample of a density: equal-mass positions, and the expelled fraction in the continuum."""

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike
from scipy.special import beta, betainc

from numerics.methods.arrays import Array
from theory.errors import InputError
from theory.prototypes import continuum
from theory.prototypes.symbols import D, t


def levels(count: int) -> Array:
    """``(j - 1/2) / M``, j = 1 ... M."""
    if count < 1:
        raise InputError(f"{count} prototypes: give at least 1")
    return (np.arange(count) + 0.5) / count


def barenblatt_positions(count: int, half_width: float = 0.5, centre: float = 0.5) -> Array:
    """Equal-mass positions of Barenblatt's profile, shape (M,)."""
    return centre + half_width * 2 * np.sin(np.arcsin(2 * levels(count) - 1) / 3)


def absorbed_positions(count: int) -> Array:
    """Equal-mass positions on [0, 1] of the separable profile between absorbing ends.

    ``x(q) = I_{4q(1-q)}(2/3, 1/2) / 2``.

    ``I`` is the regularized incomplete beta function; for q > 1/2 the mirror image (docs/prototypes.md).
    """
    q = levels(count)
    half = betainc(2 / 3, 1 / 2, 4 * q * (1 - q)) / 2
    return np.where(q <= 0.5, half, 1 - half)


def mass_outside(centres: Array, hull: tuple[float, float] = (0.0, 1.0)) -> Array:
    """Fraction of prototypes outside the hull, shape (...) for centres (..., M), interpolated between prototypes.

    Interpolating the equal-mass positions takes away the jumps of 1/M of a plain count.
    """
    ordered = np.sort(np.atleast_2d(centres), axis=1)
    inside = [np.diff(np.interp(hull, row, levels(len(row)), left=0, right=1))[0] for row in ordered]
    return (1 - np.array(inside)).reshape(np.shape(centres)[:-1])


def separation_expelled(time: ArrayLike, diffusivity: float) -> Array:
    """Fraction outside the unit hull a time after Barenblatt's profile filled it (mobility M, unit mass)."""
    elapsed = np.asarray(time, dtype=float) + 1 / (36 * diffusivity)
    return _evaluate(continuum.separation_expelled(), elapsed, diffusivity)


def overlap_expelled(time: ArrayLike, diffusivity: float) -> Array:
    """Fraction outside the unit hull a time after the separable profile filled it (mobility M, unit mass)."""
    return _evaluate(continuum.overlap_expelled(), np.asarray(time, dtype=float), diffusivity)


def separation_diffusivity(temperature: float) -> float:
    """``2 sqrt(pi tau)``."""
    return 2 * float(np.sqrt(np.pi * temperature))


def overlap_diffusivity(width: float) -> float:
    """``2 pi / w^2``."""
    return 2 * float(np.pi) / width**2


def _evaluate(expression: sp.Expr, time: Array, diffusivity: float) -> Array:
    function = sp.lambdify((t, D), expression.subs(continuum.BETA, float(beta(2 / 3, 1 / 2))), "numpy")
    return np.asarray(function(time, diffusivity), dtype=float)
