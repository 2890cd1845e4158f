"""Gradient flow in the weights (w, b) of ``exp(-(w x + b)^2)`` for an energy of the centres ``c = -b/w``.

Derived in docs/theory/weight-space.md: ``rho^2 = w^2 + b^2`` is conserved and
``dc/dt = -((1 + c^2)^2 / rho^2) dE/dc``. In d dimensions, ``exp(-|w x + b|^2)`` with a vector b, the mobility is the
matrix ``(I + c c^T) / w^2``: along c it is larger than across, by the factor ``1 + |c|^2``.
"""

from collections.abc import Callable

import sympy as sp

w, b, c = sp.symbols("w b c", real=True)
rho = sp.Symbol("rho", positive=True)


def weight_velocity(energy: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """``(dw/dt, db/dt)`` for an expression in the centre ``c`` and, if it depends on it, the width ``w``."""
    pulled = energy.subs(c, -b / w)
    return -sp.diff(pulled, w), -sp.diff(pulled, b)


def norm_rate(energy: sp.Expr) -> sp.Expr:
    """``d(w^2 + b^2)/dt``; zero for every energy of the centre alone."""
    dw, db = weight_velocity(energy)
    return 2 * (w * dw + b * db)


def centre_velocity(energy: sp.Expr) -> sp.Expr:
    """``dc/dt`` in terms of w and b."""
    dw, db = weight_velocity(energy)
    return -db / w + b * dw / w**2


def mobility() -> sp.Expr:
    """``dc/dt = -mobility * dE/dc`` for an energy of the centre alone; grows like c^4."""
    return (1 + c**2) ** 2 / rho**2


def biases(dimension: int) -> sp.Matrix:
    """Symbols ``b_1 ... b_d``, a column."""
    return sp.Matrix(sp.symbols(f"b_1:{dimension + 1}", real=True))


def mobility_matrix(centre: sp.Matrix) -> sp.Matrix:
    """``(I + c c^T) / w^2``, (d, d), for a centre c (d, 1): ``dc/dt = -mobility * dE/dc``.

    Its eigenvalues are ``(1 + |c|^2) / w^2`` along c and ``1 / w^2`` across.
    """
    return (sp.eye(len(centre)) + centre * centre.T) / w**2


def vector_velocity(energy: Callable[..., sp.Expr], dimension: int) -> tuple[sp.Expr, sp.Matrix, sp.Matrix]:
    """``dw/dt``, ``db/dt`` and ``dc/dt`` for an energy of the d coordinates of the centre ``c = -b / w``."""
    b_ = biases(dimension)
    pulled = energy(*(-b_ / w))
    dw, db = -sp.diff(pulled, w), -sp.Matrix([sp.diff(pulled, entry) for entry in b_])
    return dw, db, -db / w + b_ * dw / w**2
