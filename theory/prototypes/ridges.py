"""Neurons with a vector of weights, ``exp(-(w . x + b)^2)``: the foot of a ridge and how gradient flow moves it.

In ``d`` dimensions such a neuron responds alike on a hyperplane, its *ridge* ``w . x + b = 0``; its *foot*
``c = -b w / |w|^2`` is the point of the ridge nearest to the origin (docs/ridges.md).
"""

import sympy as sp


def foot(w: sp.Matrix, b: sp.Expr) -> sp.Matrix:
    """The point of the ridge nearest to the origin, (d, 1)."""
    return -b * w / w.dot(w)


def foot_mobility(w: sp.Matrix, b: sp.Expr) -> sp.Matrix:
    """``A`` of ``dc/dt = -A grad E(c)`` under gradient flow of w and b: ``J J^T``, J the foot's Jacobian, (d, d)."""
    jacobian = foot(w, b).jacobian([*w, b])
    return (jacobian * jacobian.T).applyfunc(sp.simplify)


def stated_mobility(w: sp.Matrix, b: sp.Expr) -> sp.Matrix:
    """``(n n^T + |c|^2 I) / |w|^2`` with ``n = w / |w|``: along the normal as in one dimension, across it only by
    turning, which is slow near the origin."""
    square, c = w.dot(w), foot(w, b)
    return (w * w.T / square + c.dot(c) * sp.eye(len(w))) / square


def whole_plane_overlap(first: sp.Matrix, second: sp.Matrix) -> sp.Expr:
    """``integral over the plane of phi_1 phi_2`` of two crossing ridges in d = 2: ``pi / |det(w_1, w_2)|``.

    It does not depend on the biases: ridges that cross are at no distance, and only where they cross matters, to data
    that fill a part of the plane.
    """
    return sp.pi / sp.Abs(first[0] * second[1] - first[1] * second[0])
