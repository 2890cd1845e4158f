"""The prism as found from the coefficients, against what docs/theory/prism.md says of it."""

from fractions import Fraction
from itertools import combinations

import pytest
import sympy as sp

from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import FACETS, faces, lattice_point, leading, normal, polytope
from theory.autoencoder.symbols import H, N, a0, alpha, nu, p, sigma2
from theory.errors import InputError
from theory.matrix.rational import dot

ORDERS = [("train", s) for s in range(1, 8)] + [("population", s) for s in range(2, 8)]


@pytest.mark.parametrize(("loss", "s"), ORDERS)
def test_leading_terms_are_all_lattice_points_of_a_triangular_prism(loss, s):
    deepest = s if loss == "train" else s - 1
    points = {lattice_point(exponents) for exponents in leading(coefficient(loss, s).terms)}
    assert points == {(m, h, d) for m in range(1, s + 3) for h in range(1, m + 1) for d in range(deepest + 1)}
    assert len(points) == (s + 1) * (s + 2) * (deepest + 1) // 2 + (s + 2) * (deepest + 1)


@pytest.mark.parametrize(("loss", "s"), ORDERS)
def test_facets(loss, s):
    sides = polytope(coefficient(loss, s))
    deepest = s if loss == "train" else s - 1
    expected = {
        "large-data": ((0, 0, -1), 0),
        "small-data": ((0, 0, 1), deepest),
        "mean-field": ((-1, 1, 0), 0),
        "narrow-latent": ((0, -1, 0), -1),
        "free": ((1, 0, 0), s + 2),
    }
    assert {name: (side.normal, side.offset) for name, side in sides.items()} == expected


def test_order_one_of_the_population_loss_is_flat():
    with pytest.raises(InputError, match="lie in one plane"):
        polytope(coefficient("population", 1))


def test_twenty_faces():
    found = faces()
    by_dimension = {d: [face for face in found.values() if face.dimension == d] for d in (2, 1, 0)}
    assert {d: len(faces) for d, faces in by_dimension.items()} == {2: 5, 1: 9, 0: 6}
    assert tuple(face.name for face in by_dimension[2]) == FACETS
    never = {("large-data", "small-data")}
    triples = {("mean-field", "narrow-latent", "free")}
    edges = {pair for pair in combinations(FACETS, 2) if pair not in never}
    assert {face.facets for face in by_dimension[1]} == edges
    vertices = {(c, *pair) for c in FACETS[:2] for pair in combinations(FACETS[2:], 2)}
    assert {face.facets for face in by_dimension[0]} == vertices - triples


@pytest.mark.parametrize(("loss", "order"), [("train", 1), ("train", 2), ("population", 2), ("population", 4)])
def test_the_regimes_do_not_depend_on_loss_and_order(loss, order):
    assert faces(loss, order) == faces()


@pytest.mark.parametrize(
    ("name", "condition", "time_scale"),
    [
        ("large-data", {p / N: 0}, 1),
        ("small-data", {p / N: sp.oo}, nu),
        ("mean-field", {H / p: sp.oo, sigma2 * H: None}, 1),
        ("narrow-latent", {H / p: 0, sigma2 * p: None}, 1),
        ("free", {sigma2 * p: sp.oo, sigma2 * H: sp.oo, H / p: None}, alpha),
        ("mean-field+narrow-latent", {sigma2 * p: 0, sigma2 * H: 0}, 1),
        ("mean-field+free", {H / p: sp.oo, sigma2 * H: sp.oo}, a0),
        ("narrow-latent+free", {H / p: 0, sigma2 * p: sp.oo}, alpha),
        ("small-data+free", {p / N: sp.oo, sigma2 * p: sp.oo}, alpha * nu),
        ("small-data+mean-field+free", {p / N: sp.oo, H / p: sp.oo, sigma2 * H: sp.oo}, a0 * nu),
    ],
)
def test_conditions_and_time_scales(name, condition, time_scale):
    face = faces()[name]
    assert condition.items() <= dict(face.scaling).items()
    assert face.time_scale == time_scale


def test_the_scaling_condition_selects_the_face():
    # Drive the scales along the cone of each face: its terms, and no others, keep the lead.
    sides = polytope(coefficient("train", 3))
    points = frozenset.union(*(side.points for side in sides.values()))
    for face in faces().values():
        direction = [sum(sides[facet].normal[i] for facet in face.facets) for i in range(3)]
        best = max(dot(point, direction) for point in points)
        assert {q for q in points if dot(q, direction) == best} == {q for q in points if face.contains(q, sides)}


def test_a_term_that_is_not_leading_has_no_lattice_point():
    with pytest.raises(ValueError, match="not of the form"):
        lattice_point((1, 1, 0, 2))


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("name", list(faces()))
def test_the_derivatives_have_limits_in_the_natural_units(name, loss):
    """Y_s / (p M T^s), s >= 1, far out along the face's outer normals, at 10^-12 and at 10^-24 of everything else.

    M belongs to the corner (m, h) that leads: alpha eta, alpha^2 eta or (alpha eta)^2, and 1/nu more for the population
    loss on small-data (docs/theory/prism.md). What stays fixed is 1/7, 1/2, 1/5 or a product, where no limit vanishes
    by chance; neglected terms are of relative order 10^-12 times their coefficients.
    """
    facets = faces()[name].facets
    rates = [sum(normal(facet)[i] for facet in facets) for i in range(3)]
    corner = (1, 1) if "free" not in facets else (2, 2) if "mean-field" in facets else (2, 1)
    for s in (1, 2, 3):
        found = []
        for scale in (10**12, 10**24):
            a, e, n = (Fraction(scale) ** rate / unit for rate, unit in zip(rates, (7, 2, 5), strict=True))
            few = "small-data" in facets
            amplitude = a ** corner[0] * e ** corner[1] / (n if few and loss == "population" else 1)
            time = (1 if corner == (1, 1) else a if corner == (2, 1) else a * e) * (n if few else 1)
            terms = coefficient(loss, s, planar=True).terms
            value = sum(c * a**m * e**h * n ** (-k) for (_, h, k, m), c in terms.items())
            found.append(float(value / amplitude / time**s))
        assert found[0] != 0
        assert found[0] == pytest.approx(found[1], rel=1e-9, abs=0)
