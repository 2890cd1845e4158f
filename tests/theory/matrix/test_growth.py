"""Polyhedra of made-up terms, whose growth is known."""

from fractions import Fraction

import pytest

from theory.matrix.growth import polyhedron
from theory.matrix.leading import leading


def terms(rule, order):
    return {s: rule(s) for s in range(1, order + 1)}


def wedge(s):
    """Exponents 0 to s: both ends grow, one not at all."""
    return {(e,) for e in range(s + 1)}


def tilted(s):
    """The side between (s, 0) and (0, s + 1) never settles, as for weight decay."""
    return {(d, f) for d in range(s + 1) for f in range(s + 2) if d + f <= s} | {(0, s + 1)}


def parity(s):
    """The least exponent alternates, as in linear layers of mean zero."""
    return {(e,) for e in range(1 if s % 2 else 2, s + 3)}


def test_the_sides_of_a_wedge():
    found = polyhedron(terms(wedge, 4))
    assert {(side.normal, side.offset) for side in found.sides} == {((-1, 0), 0), ((1, -1), 0), ((0, -1), -1)}
    assert [side.normal for side in found.artifacts] == [(0, -1), (0, 1)]
    assert found.growths == ((0, 1), (1, 1))
    assert found.settled
    assert sorted(map(sorted, found.faces())) == [[(0, s) for s in range(1, 5)], [(s, s) for s in range(1, 5)]]


@pytest.mark.parametrize("order", [3, 4, 5, 6])
def test_a_side_that_tilts_with_the_order_is_none(order):
    found = polyhedron(terms(tilted, order))
    normals = {side.normal for side in found.sides if found.lasting(side.points)}
    assert normals == {(-1, 0, 0), (0, -1, 0), (2, 1, -2), (1, 1, -1)}
    assert (1 + order, order, -order) in {side.normal for side in found.artifacts}
    limit = next(side for side in found.sides if side.normal == (1, 1, -1))
    assert limit.points == {(0, s + 1, s) for s in range(1, order + 1)}  # the tilted sides' limit holds one line only


@pytest.mark.parametrize("order", [4, 5, 6])
def test_lines_of_every_second_order_keep_spurious_sides_away(order):
    found = polyhedron(terms(parity, order))
    assert {side.normal for side in found.sides} == {(-1, 0), (1, -1), (0, -1)}
    assert {found.lasting(face) for face in found.faces()} == {"odd", "all"}
    assert (0, 1) in found.growths
    assert found.settled


def test_growth_by_half_powers():
    odd = {1: {(2,), (3,)}, 2: {(4,)}, 3: {(3,), (5,)}, 4: {(6,)}, 5: {(4,), (7,)}}
    assert (Fraction(1, 2), 1) in polyhedron(odd).growths


def test_terms_that_do_not_follow_from_lower_orders_are_not_settled():
    late = terms(wedge, 4) | {4: {(e,) for e in range(10)}}
    assert not polyhedron(late).settled


def test_a_hull_that_is_a_line_grows_along_itself():
    found = polyhedron({s: {(1, -2 * s)} for s in range(1, 5)})
    assert found.growths == ((0, -2, 1),)
    assert found.faces() == []


def test_leading_terms():
    assert leading({(2, 1, 0), (1, 1, 0), (1, 2, 0), (2, 1, 3), (0, 0, 3)}, 2) == {(2, 1, 0), (1, 2, 0), (2, 1, 3)}
    assert leading({(-1, 0), (-2, 5)}, 1) == {(-1, 0), (-2, 5)}
    assert leading(set(), 2) == set()
