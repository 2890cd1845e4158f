"""Planes of exponents: the polygons against the classification of single points, and by hand."""

from fractions import Fraction

import pytest
import sympy as sp

from theory.errors import InputError
from theory.matrix.classify import by_scaling
from theory.matrix.regimes import regimes
from theory.matrix.scaling_map import ZERO, Plane, divided, expression, parts, value
from theory.models import load

F = Fraction
ONE = (F(1), F(0), F(0))
BOX = (F(0), F(3)), (F(-3), F(1))
H_SIGMA2 = ("H", "sigma2")
PLANES = {
    "data like features": ("untied-autoencoder", Plane(H_SIGMA2, BOX, {"p": ONE, "N": ONE})),
    "infinite data": ("untied-autoencoder", Plane(H_SIGMA2, BOX, {"p": ONE, "N": None})),
    "few data": ("untied-autoencoder", Plane(H_SIGMA2, BOX, {"p": ONE})),
    "data follow the width": ("untied-autoencoder", Plane(H_SIGMA2, BOX, {"p": ONE, "N": (F(1, 2), F(1, 2), F(0))})),
    "no regime between": (
        "tied-weight-decay", Plane(("lambda", "sigma2"), ((F(-2), F(2)), (F(-3), F(1))), {"p": ONE, "H": ONE}),
    ),
    "infinite width": ("untied-autoencoder", Plane(("N", "sigma2"), BOX, {"p": ONE, "H": None})),
    "infinite dimension": ("tied-autoencoder", Plane(("N", "H"), ((F(0), F(2)), (F(0), F(2))), {"p": None})),
}  # fmt: skip


def inside(polygon, place):
    """Whether the sides of the polygon, run through anticlockwise, all have the place strictly on their left."""
    x, y = place
    sides = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 for (ax, ay), (bx, by) in sides)


def area(polygon):
    sides = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in sides) / 2


@pytest.fixture(params=PLANES, scope="module")
def mapped(request):
    name, plane = PLANES[request.param]
    found = regimes(load(name))
    return found, divided(found, plane)


def test_every_place_is_classified_as_its_region(mapped, rng):
    """Random rational places lie in exactly one region, of the regime and rate that they have on their own."""
    found, plane_map = mapped
    plane = plane_map.plane
    for shares in rng.integers(1, 1009, (25, 2)).tolist():
        place = tuple(low + (high - low) * F(k, 1009) for (low, high), k in zip(plane.ranges, shares, strict=True))
        (cell,) = [cell for cell in plane_map.regions if inside(cell.corners, place)]
        expected = by_scaling(found, plane.exponents(place))
        assert cell.regime == expected.regime
        assert (cell.time_power and value(cell.time_power, place)) == expected.time_scale


def test_regions_fill_the_box_and_borders_part_them(mapped):
    _, plane_map = mapped
    (left, right), (low, high) = plane_map.plane.ranges
    assert sum(area(cell.corners) for cell in plane_map.regions) == (right - left) * (high - low)
    for border in plane_map.borders:
        (x, y), (x1, y1), (x2, y2) = border.middle, *border.corners
        aside = [(x + sign * (y2 - y1) / 10**6, y - sign * (x2 - x1) / 10**6) for sign in (1, -1)]
        sides = [[cell for cell in plane_map.regions if inside(cell.corners, place)] for place in aside]
        assert len(sides[0]) == len(sides[1]) == 1
        assert sides[0] != sides[1]


def test_borders_and_points_have_the_regime_and_time_of_their_middle(mapped):
    found, plane_map = mapped
    for cell in (*plane_map.borders, *plane_map.points):
        expected = by_scaling(found, plane_map.plane.exponents(cell.middle))
        assert cell.regime == expected.regime
        assert (cell.time_power and value(cell.time_power, cell.middle)) == expected.time_scale


def test_lazy_and_rich_at_N_like_p_by_hand():
    """Above H = p the kernel is of size H sigma^2; it is fixed if p H sigma^4 is at least 1, with lazy between the two,
    and the target is negligible beyond. Below H sigma^2 = 1 the layers have to grow first.
    """
    name, plane = PLANES["data like features"]
    found = divided(regimes(load(name)), plane)
    x, y = sp.symbols("x y")
    assert {
        (cell.regime.name, expression(cell.time_power, (x, y)), frozenset(cell.corners)) for cell in found.regions
    } == {
        ("mean-field+narrow-latent", 0, frozenset({(0, -3), (3, -3), (1, -1), (0, -1)})),
        ("narrow-latent+free", 1 + y, frozenset({(0, -1), (1, -1), (1, 1), (0, 1)})),
        ("mean-field+lazy", x + y, frozenset({(1, -1), (3, -3), (3, -2)})),
        ("free+lazy", x + y, frozenset({(1, -1), (3, -2), (3, 1), (1, 1)})),
    }
    assert {(cell.regime.name, cell.corners) for cell in found.borders} == {
        ("lazy", ((1, -1), (3, -2))),
        ("mean-field", ((1, -1), (3, -3))),
        ("narrow-latent", ((0, -1), (1, -1))),
        ("free", ((1, -1), (1, 1))),
    }
    assert [(cell.regime.name, cell.corners) for cell in found.points] == [("interior", ((1, -1),))]


def test_infinite_data_drop_the_powers_of_p_over_N():
    few, infinite = ([cell.regime.name for cell in divided(regimes(load(name)), plane).regions]
                     for name, plane in (PLANES["few data"], PLANES["infinite data"]))  # fmt: skip
    assert infinite == [name.replace("small-data", "large-data") for name in few]


def test_an_infinite_width_grows_without_end():
    """The kernel H sigma^2 is infinite wherever: so is the rate."""
    name, plane = PLANES["infinite width"]
    found = divided(regimes(load(name)), plane)
    assert all(cell.time_power is None for cell in found.regions)
    assert all("lazy" in cell.regime.facets for cell in found.regions)


def test_where_no_single_time_shows_all_orders_there_is_no_regime():
    name, plane = PLANES["no regime between"]
    nowhere = [cell for cell in divided(regimes(load(name)), plane).regions if cell.regime is None]
    assert all("terms of order 1 exceed all others" in cell.reason for cell in nowhere)
    assert {frozenset(cell.corners) for cell in nowhere} == {
        frozenset({(F(1, 2), -1), (F(1, 2), -3), (1, -3), (1, -1)}),
        frozenset({(F(1, 2), -1), (1, -1), (2, 0), (2, F(1, 2))}),
    }


def test_sides_are_cut_where_another_corner_lies_on_them():
    square = [(F(0), F(0)), (F(2), F(0)), (F(2), F(2)), (F(0), F(2))]
    cut = parts(square, {(F(1), F(0)), (F(2), F(3, 2)), (F(2), F(1, 2)), (F(1), F(1))})
    assert cut == [
        ((0, 0), (1, 0)), ((1, 0), (2, 0)), ((2, 0), (2, F(1, 2))), ((2, F(1, 2)), (2, F(3, 2))),
        ((2, F(3, 2)), (2, 2)), ((2, 2), (0, 2)), ((0, 2), (0, 0)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plane", "message"),
    [
        (Plane(("H", "H"), BOX, {}), "two different sizes or scalars, got H twice"),
        (Plane(("H", "eta"), BOX, {}), "no size or scalar is named 'eta'"),
        (Plane(H_SIGMA2, BOX, {"H": ONE}), "H is an axis of the plane, its power cannot be fixed"),
        (Plane(H_SIGMA2, (BOX[0], BOX[1][::-1]), {}), "the range of an axis ascends, got 1 to -3 for sigma2"),
        (Plane(H_SIGMA2, ((F(-1), F(3)), BOX[1]), {}), "H counts dimensions or samples, so its power is at least 0"),
        (Plane(H_SIGMA2, BOX, {"N": (F(1), F(-1), F(0))}), "N counts dimensions .* at least 0, got -2"),
        (Plane(("H", "N"), BOX[:1] * 2, {"sigma2": None}), "only sizes may be inf"),
    ],
)
def test_bad_planes(plane, message):
    with pytest.raises(InputError, match=message):
        divided(regimes(load("tied-autoencoder")), plane)


def test_powers_left_out_are_zero():
    found = regimes(load("tied-autoencoder"))
    assert (
        divided(found, Plane(H_SIGMA2, BOX, {"p": ONE})).regions
        == divided(found, Plane(H_SIGMA2, BOX, {"p": ONE, "N": ZERO})).regions
    )
