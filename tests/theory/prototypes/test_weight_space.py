"""Weight space in more dimensions: a mobility that is no multiple of the identity."""

import pytest
import sympy as sp

from theory.prototypes import weight_space


@pytest.mark.parametrize("dimension", [1, 3])
def test_mobility_by_hand(dimension):
    """``E = v . c`` is linear: ``dc/dt = -(v + c (c . v)) / w^2``."""
    slopes = list(range(1, dimension + 1))
    _, _, velocity = weight_space.vector_velocity(lambda *c: sp.Matrix(slopes).dot(sp.Matrix(c)), dimension)
    c = -weight_space.biases(dimension) / weight_space.w
    expected = -(sp.Matrix(slopes) + c * c.dot(sp.Matrix(slopes))) / weight_space.w**2
    assert sp.simplify(velocity - expected) == sp.zeros(dimension, 1)


def test_one_dimension_is_the_scalar():
    scalar = weight_space.mobility().subs(weight_space.rho, sp.sqrt(weight_space.w**2 * (1 + weight_space.c**2)))
    assert sp.simplify(weight_space.mobility_matrix(sp.Matrix([weight_space.c]))[0] - scalar) == 0


def test_eigenvalues():
    found = weight_space.mobility_matrix(sp.Matrix([3, 4, 0])).eigenvals()
    assert found == {26 / weight_space.w**2: 1, 1 / weight_space.w**2: 2}


def test_an_inward_force_can_move_outwards():
    """At c = (1, 1) on the edge x = 1, the force (-1, 2) points inwards, the motion (-1, 2) + (1, 1) is along it; with
    (-1, 3) it points out."""
    c = sp.Matrix([1, 1])
    moved = [(weight_space.mobility_matrix(c) * sp.Matrix(f))[0] * weight_space.w**2 for f in ([-1, 2], [-1, 3])]
    assert moved == [0, 1]
