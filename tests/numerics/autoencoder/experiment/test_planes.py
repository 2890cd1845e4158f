"""Planes of ratios and sizes: what they give, what they refuse."""

from fractions import Fraction as F

import numpy as np
import pytest

from numerics.autoencoder.experiment.planes import Plane, beyond_ratios, standard_planes
from numerics.methods.log_axis import Axis
from theory.autoencoder.classify import ExactSizes, missed_by_planar
from theory.errors import InputError


def axes(x="H", y="sigma2", low=1.0, high=10.0):
    return Axis(x, low, high, 3), Axis(y, low, high, 4)


def test_sizes_and_ratios_give_the_same_points():
    by_sizes = Plane(Axis("H", 20, 500, 3), Axis("N", 50, 200, 4), {"p": 100.0, "sigma2": 0.01})
    mixed = Plane(Axis("eta", 0.2, 5, 3), Axis("N", 50, 200, 4), {"p": 100.0, "alpha": 1.0})
    assert by_sizes.shape == (4, 3)
    for one, other in zip(by_sizes.points, mixed.points, strict=True):
        assert one == pytest.approx(other)
    assert by_sizes.points[1] == pytest.approx({"alpha": 1.0, "eta": 1.0, "nu": 2.0})


def test_edges_lie_between_the_values():
    found = Axis("eta", 1 / 4, 4, 3)
    assert found.values == pytest.approx([1 / 4, 1, 4])
    assert found.edges == pytest.approx([1 / 8, 1 / 2, 2, 8])


def test_the_standard_planes_with_other_values():
    planes = standard_planes(5, 8.0, {"alpha": 3.0})
    assert [(plane.x.name, plane.y.name, dict(plane.fixed)) for plane in planes] == [
        ("eta", "nu", {"alpha": 3.0}), ("eta", "alpha", {"nu": 0.5}), ("nu", "alpha", {"eta": 2.0})
    ]  # fmt: skip
    assert {(axis.low, axis.high, axis.cells) for plane in planes for axis in (plane.x, plane.y)} == {(1 / 8, 8.0, 5)}


def test_what_sizes_have_beside_their_ratios_is_largest_where_they_are_smallest():
    plane = Plane(Axis("p", 10, 1000, 3), Axis("sigma2", 0.05, 0.2, 3), {"eta": 1.0, "nu": 1.0})
    smallest = [ExactSizes(F(10), F(10), F(10), F(sigma2)) for sigma2 in (0.05, 0.2)]
    assert beyond_ratios(plane) == pytest.approx(max(float(missed_by_planar(sizes)) for sizes in smallest))
    assert beyond_ratios(Plane(*axes("alpha", "eta"), {"nu": 1.0})) == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Axis("eta", 2.0, 1.0, 3), "the range of eta is positive and ascends, got 2 to 1"),
        (lambda: Axis("eta", -1.0, 1.0, 3), "the range of eta is positive and ascends, got -1 to 1"),
        (lambda: Axis("eta", 1.0, np.inf, 3), "the range of eta is positive and ascends, got 1 to inf"),
        (lambda: Axis("eta", 1.0, 2.0, 1), "1 cells along eta: give 2 to 200"),
        (
            lambda: Plane(*axes("sigma", "nu"), {"alpha": 1, "eta": 1}),
            "no ratio or size is named 'sigma' (did you mean 'sigma2'?)",
        ),
        (lambda: Plane(*axes("eta", "eta"), {"alpha": 1, "nu": 1}), "two different ratios or sizes, got eta twice"),
        (lambda: Plane(*axes("eta", "nu"), {"alpha": 1, "nu": 1}), "nu is an axis of the plane and cannot be fixed"),
        (lambda: Plane(*axes("eta", "nu"), {}), "alpha is open: give alpha, or sigma2 and p"),
        (lambda: Plane(*axes("eta", "nu"), {"alpha": 1, "p": 9}), "p changes nothing here"),
        (lambda: Plane(*axes("eta", "nu"), {"sigma2": 1, "p": np.inf}), "p is a positive number, or N = inf; got inf"),
        (lambda: Plane(*axes("eta", "nu"), {"alpha": -1}), "alpha is a positive number, or N = inf; got -1"),
        (lambda: Plane(*axes("H", "nu"), {"p": 0.5, "alpha": 1}), "p counts dimensions or samples and is at least 1"),
        (lambda: Plane(*axes("H", "alpha", high=1e6), {"p": 9, "nu": 1}), "eta goes up to 111111; it is known from"),
        (lambda: standard_planes(3, 1.0), "a span of 1: give a finite factor above 1"),
        (lambda: standard_planes(3, 2.0, {"p": 9}), "p is no ratio: choose the plane with --x and --y"),
    ],
)
def test_nonsense_is_refused_in_one_line(make, message):
    with pytest.raises(InputError) as error:
        make()
    assert message in str(error.value)
    assert "\n" not in str(error.value)
