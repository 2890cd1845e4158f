"""Facets in any dimension against every hyperplane through the points, and under maps that must not matter."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.matrix.faces import faces
from theory.matrix.polyhedron import Facet, corners, dimension, facets, lineality
from theory.matrix.rational import dot, null_space, orthogonal, primitive, products, reduced, spanning

points_in = st.integers(2, 4).flatmap(
    lambda width: st.sets(st.tuples(*[st.integers(-3, 3)] * width), min_size=1, max_size=9)
)


def by_every_hyperplane(points):
    """(normal, offset) of every hyperplane of the affine hull through its points with none beyond it."""
    points = sorted(points)
    flat, full = lineality(points), dimension(points)
    found = set()
    for some in combinations(points, full):
        steps = [tuple(x - y for x, y in zip(point, some[0], strict=True)) for point in some[1:]]
        directions = null_space([*flat, *steps], len(points[0]))
        for sign in (1, -1):
            normal = tuple(sign * x for x in directions[0])
            offset = dot(normal, some[0])
            if len(directions) == 1 and max(dot(normal, point) for point in points) == offset:
                found.add((normal, offset))
    return found


@settings(max_examples=150, deadline=None)
@given(points_in)
def test_facets_are_those_among_all_hyperplanes(points):
    found = facets(points)
    assert {(side.normal, side.offset) for side in found} == (by_every_hyperplane(points) if len(points) > 1 else set())
    for side in found:
        assert side.points == {point for point in points if dot(side.normal, point) == side.offset}
        assert dimension(side.points) == dimension(points) - 1


@settings(max_examples=50, deadline=None)
@given(points_in, st.randoms())
def test_facets_do_not_depend_on_the_order_of_coordinates(points, random):
    order = list(range(len(next(iter(points)))))
    random.shuffle(order)
    moved = facets({tuple(point[i] for i in order) for point in points})
    assert {side.normal for side in moved} == {tuple(side.normal[i] for i in order) for side in facets(points)}


@settings(max_examples=50, deadline=None)
@given(points_in)
def test_corners_span_the_same_hull(points):
    ends = corners(points)
    assert ends <= points
    assert {(side.normal, side.offset) for side in facets(ends)} == {(s.normal, s.offset) for s in facets(points)}


@pytest.mark.parametrize("width", [2, 3, 4, 5, 6])
def test_cubes_and_their_faces(width):
    cube = list(product(range(3), repeat=width))
    sides = facets(cube)
    assert {(side.normal, side.offset) for side in sides} == {
        (tuple(sign * (i == axis) for i in range(width)), 1 + sign) for axis in range(width) for sign in (1, -1)
    }
    assert len(faces(sides, bool)) == 3**width - 1  # each coordinate 0, 2 or free, not all free


def test_the_triangle_of_the_docstring():
    assert Facet((1, 1, 2), 6, frozenset({(2, 0, 2), (0, 2, 2)})) in facets([(0, 0, 0), (2, 0, 2), (0, 2, 2)])
    assert lineality([(0, 0, 0), (2, 0, 2), (0, 2, 2)]) == [(-1, -1, 1)]


def test_a_point_has_no_facets_and_a_segment_its_ends():
    assert facets([]) == facets([(1, 2)]) == []
    assert [(side.normal, side.points) for side in facets([(0, 0), (1, 2), (2, 4)])] == [
        ((-1, -2), {(0, 0)}),
        ((1, 2), {(2, 4)}),
    ]
    assert [dimension(some) for some in ([], [(1, 2)], [(0, 0), (1, 2), (2, 4)])] == [-1, 0, 1]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-5, 5)] * 4), max_size=6))
def test_rational_elimination(rows):
    rank = int(np.linalg.matrix_rank(np.array(rows).reshape(-1, 4)))
    kernel, span = null_space(rows, 4), spanning(np.array(rows, dtype=np.int64).reshape(-1, 4))
    assert (len(reduced(rows)), len(kernel), len(span)) == (rank, 4 - rank, rank)
    assert all(dot(u, v) == 0 for u in kernel for v in rows)
    for vector in rows:
        rest = orthogonal(vector, kernel)
        assert rest == list(vector)
        assert primitive([5 * x for x in vector]) == primitive(vector)


def test_products_beyond_64_bits_stay_exact():
    table = np.array([[3**30, 1]], dtype=np.int64)
    assert products(table, [(3**30, 1)]).tolist() == [[3**60 + 1]]
