"""Gauss rules of measures known by fine quadrature rules."""

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule

EXHAUSTED = 1e-13  # of the largest eigenvalue: a smaller residual says that the measure has no more points


def gauss_rule(fine: Rule, nodes: int) -> Rule:
    """The Gauss rule of ``fine``'s measure, exact for polynomials of degree 2 nodes - 1.

    Lanczos with full reorthogonalization on the diagonal matrix of the nodes, from the roots of the weights. The
    measure c dmu is met at the same nodes, exactly for polynomials of degree nodes - 1: c at a node is w^-1 times the
    integral of c times the node's Lagrange polynomial.
    """
    vectors, diagonal, beside = _lanczos(fine.l, np.sqrt(fine.w), nodes)
    l, v = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    w = fine.w.sum() * v[0] ** 2
    if fine.c is None:
        return Rule(l.clip(min=0), w, None)
    moments = vectors @ (fine.c * np.sqrt(fine.w))  # of c times the orthonormal polynomials
    return Rule(l.clip(min=0), w, (v.T @ moments) / (v[0] * np.sqrt(fine.w.sum())))


def _lanczos(l: Array, start: Array, steps: int) -> tuple[Array, Array, Array]:
    """Orthonormal rows of the Krylov space, and the diagonals of the Jacobi matrix."""
    rows = [start / np.linalg.norm(start)]
    diagonal, beside = [], []
    while True:
        diagonal.append(float(rows[-1] ** 2 @ l))
        if len(rows) == steps:
            break
        rest = l * rows[-1]
        known = np.array(rows)
        for _ in range(2):
            rest = rest - (known @ rest) @ known
        size = float(np.linalg.norm(rest))
        if size <= EXHAUSTED * l.max():
            break
        beside.append(size)
        rows.append(rest / size)
    return np.array(rows), np.array(diagonal), np.array(beside)
