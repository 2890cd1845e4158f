"""Scalings and sizes to faces."""

from fractions import Fraction
from itertools import product
from math import inf, prod
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles import prism
from theory.autoencoder.classify import (
    ExactSizes,
    by_scaling,
    by_sizes,
    missed_by_faces,
    missed_by_planar,
    parse_power,
)
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import FACETS, faces
from theory.errors import InputError


def sizes(p, H, N, sigma2):
    return ExactSizes(Fraction(p), Fraction(H), None if N is None else Fraction(N), Fraction(sigma2))


@pytest.mark.parametrize(
    ("H", "N", "sigma2", "name", "time_exponent"),
    [
        ("p^0.5", "p^2", "p^-1", "large-data+narrow-latent", 0),
        ("p", "p^2", "p^-1", "large-data", 0),
        ("p", "p^0.5", "p^-1", "small-data", Fraction(1, 2)),
        ("p^2", "p", "p^-2", "mean-field", 0),
        ("p^(1/3)", "p", "p^-1", "narrow-latent", 0),
        ("p", "p", "1", "free", 1),
        ("p", "p", "p^-2", "mean-field+narrow-latent", 0),
        ("p^2", "p", "p^-1", "mean-field+free", 1),
        ("p^2", "p^0.5", "p^-1", "small-data+mean-field+free", Fraction(3, 2)),
        ("1", "1", "p", "small-data+narrow-latent+free", 3),
        ("p", "inf", "p^-1", "large-data", 0),
        ("p^3", "inf", "p^-3", "large-data+mean-field", 0),
        ("p", "p", "p^-1", "interior", 0),
    ],
)
def test_scalings(H, N, sigma2, name, time_exponent):
    found = by_scaling(parse_power(H), parse_power(N, infinite=True), parse_power(sigma2))
    assert found.face.name == name
    assert found.face.dimension == 3 - (len(name.split("+")) if name != "interior" else 0)
    assert found.time_scale == time_exponent
    assert all(found.distances[facet] == 0 for facet in found.face.facets)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(-12, 6))
@settings(deadline=None, max_examples=30)
def test_large_sizes_agree_with_the_scaling(x, y, z):
    # p = 10^18: a gap of a third in an exponent is a factor 10^6, while the coefficients are below 10^4.
    found = by_scaling(Fraction(x, 3), Fraction(y, 3), Fraction(z, 3))
    root = Fraction(10) ** 6
    if found.face.dimension < 3:
        assert by_sizes(ExactSizes(root**3, root**x, root**y, root**z)).face == found.face


@pytest.mark.parametrize(
    ("given_sizes", "name"),
    [
        ((1000, 1000, 10**6, "1e-3"), "large-data"),
        ((1000, 1000, 2, "1e-3"), "small-data"),
        ((1000, 10**6, 1000, "1e-6"), "mean-field"),
        ((1000, 2, 1000, "1e-3"), "narrow-latent"),
        ((1000, 1000, 1000, "1"), "free"),
        ((1000, 2, 10**6, "1e-3"), "large-data+narrow-latent"),
        ((1000, 1000, None, "1e-3"), "large-data"),
    ],
)
def test_sizes_in_the_middle_of_a_regime(given_sizes, name):
    found = by_sizes(sizes(*given_sizes))
    assert found.face.name == name
    assert found.within


def test_random_scalings_against_the_equations_of_the_prism(rng):
    for x, y, z in rng.integers([0, 0, -12], [10, 10, 7], (40, 3)).tolist():
        H, N, sigma2 = Fraction(x, 3), None if y == 9 else Fraction(y, 3), Fraction(z, 3)
        found = by_scaling(H, N, sigma2)
        assert (found.face.name, found.time_scale, found.distances) == prism.scaling(H, N, sigma2)
        assert list(found.distances) == prism.NAMES


def test_sizes_against_the_equations_of_the_prism():
    for p, H, N in product((1, 30, 5000), repeat=3):
        here = sizes(p, H, N, Fraction(1, 30))
        assert missed_by_faces(here) == by_sizes(here).distances == prism.missed(*here.values.values())


def test_sizes_far_from_every_face_get_the_closest_facet():
    found = by_sizes(sizes(400, 400, 400, Fraction(1, 400)))
    assert not found.within
    assert found.face.dimension == 2
    assert found.distances[found.face.name] == min(found.distances[name] for name in FACETS) > Fraction(1, 10)


def test_every_face_has_its_distance():
    """Twenty of them, no face nearer than a facet through it; at 0 those that share a corner with the face found."""
    of_sizes = by_sizes(sizes(400, 40, 40000, Fraction(1, 10**4)))
    of_powers = by_scaling(Fraction(1, 2), Fraction(2), Fraction(-1))
    for found in (of_sizes, of_powers):
        assert list(found.distances) == list(faces())
        for name, face in faces().items():
            assert all(found.distances[facet] <= found.distances[name] for facet in face.facets)
    zero = {name for name, distance in of_powers.distances.items() if distance == 0}
    shared = [q for q in prism.terms(1) if prism.holds(of_powers.face.name, q, 1)]
    assert zero == {name for name in faces() if any(prism.holds(name, q, 1) for q in shared)}


def test_infinite_data_are_infinitely_far_from_every_face_of_few_samples():
    found = by_scaling(Fraction(1), None, Fraction(-1)).distances
    assert {name for name in found if found[name] is None} == {name for name in found if "small-data" in name}


def test_a_face_misses_at_least_what_its_facets_miss():
    for given_sizes in (sizes(30, 7, 90, Fraction(1, 20)), sizes(5, 50, 3, 2), sizes(9, 9, None, 1)):
        missed = missed_by_faces(given_sizes)
        for name, face in faces().items():
            assert all(0 <= missed[facet] <= missed[name] <= 1 for facet in face.facets)


def test_the_miss_at_order_one_by_hand():
    # alpha = eta = nu = 1 at p = 1: absolute coefficients summed, the free facet (sigma^6) against all the others.
    terms = coefficient("train", 1).terms
    leading = [c for e, c in terms.items() if e[3] == 3 and e[0] + e[1] + e[2] == 4]
    by_hand = 1 - sum(map(abs, leading)) / sum(map(abs, terms.values()))
    assert by_hand <= missed_by_faces(sizes(1, 1, 1, 1))["free"] < 1


def test_what_planar_misses_against_the_planar_expansion():
    """The planar terms come from an algorithm of their own."""
    here = sizes(5, 3, 7, Fraction(1, 4))

    def total(order, planar):
        found = coefficient("train", order, planar=planar).terms
        sizes = here.values.values()
        return sum(abs(c) * prod(x**n for x, n in zip(sizes, e, strict=True)) for e, c in found.items())

    assert missed_by_planar(here) == max(1 - total(s, True) / total(s, False) for s in (1, 2, 3))


def test_what_planar_misses_is_of_order_one_over_p():
    small, large = (missed_by_planar(sizes(p, p, p, Fraction(1, p))) for p in (1000, 2000))
    assert float(small / large) == pytest.approx(2, rel=0.01)  # the next order is 1/p^2


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("p", 1),
        ("p^2", 2),
        ("p^0.5", Fraction(1, 2)),
        ("p^-1", -1),
        ("p^(-1/3)", Fraction(-1, 3)),
        ("1", 0),
        (" p ^ 2 ", 2),
        ("p^.5", Fraction(1, 2)),
    ],
)
def test_powers(text, power):
    assert parse_power(text) == power


@pytest.mark.parametrize(
    "text", ["", "q", "p^", "p^x", "2p", "p**2", "p^1/0", "400", "inf", "p^1 2", "p^(2", "p^2)", "p^0,5"]
)
def test_what_is_no_power(text):
    with pytest.raises(InputError, match="power of p such as"):
        parse_power(text)


@pytest.mark.parametrize(("H", "N", "sigma2"), [(-1, 1, 0), (1, Fraction(-1, 2), 0), (None, 1, 0), (1, 1, None)])
def test_impossible_scalings(H, N, sigma2):
    with pytest.raises(InputError, match=r"at least 0|only N may be inf"):
        by_scaling(H, N, sigma2)


@pytest.mark.parametrize("given_sizes", [(0, 1, 1, 1), (2, "1/2", 1, 1), (2, 2, 0, 1), (2, 2, 2, 0), (2, 2, 2, -1)])
def test_impossible_sizes(given_sizes):
    with pytest.raises(InputError, match=r"integer >= 1|sigma\^2 is positive"):
        sizes(*given_sizes)


def test_scalings_as_texts_and_floats():
    expected = by_scaling(H=Fraction(1, 2), N=None, sigma2=Fraction(-1))
    assert by_scaling(H="p^0.5", N="inf", sigma2="p^-1") == expected
    assert by_scaling(H=0.5, N=None, sigma2=-1) == expected


@pytest.mark.parametrize("given", ["p^x", float("nan"), float("inf"), [1], "inf"])
def test_scalings_that_are_none(given):
    with pytest.raises(InputError, match=r"power of p|powers of p"):
        by_scaling(H=given, N=Fraction(1), sigma2=Fraction(-1))


def test_sizes_of_an_experiment_are_classified_as_they_are():
    """Any object with the four numbers, infinitely many samples as inf; what has none is refused in one line."""
    quarter = SimpleNamespace(p=400, H=400, N=inf, sigma2=0.25)
    assert by_sizes(quarter) == by_sizes(ExactSizes(Fraction(400), Fraction(400), None, Fraction(1, 4)))
    with pytest.raises(InputError, match=r"as those of linear_ae.Sizes, got \(400, 400\)"):
        by_sizes((400, 400))
