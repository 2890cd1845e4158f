"""Slices of the space of exponents: the polygons against the equations of the prism at single points, and by hand."""

from fractions import Fraction

import numpy as np
import pytest

from tests.oracles import prism
from theory.autoencoder.scaling_map import BOX, Slice, divided_slice
from theory.errors import InputError

F = Fraction
SLICES = [
    Slice("N", F(1)),
    Slice("N", F(2)),
    Slice("sigma2", F(-1)),
    Slice("sigma2", F(-5, 3)),
    Slice("H", F(1)),
    Slice("H", F(1, 2)),
]


def inside(polygon, place):
    """Which sides of the polygon, run through anticlockwise, have the place strictly on their left."""
    x, y = place
    return all(
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
        for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    )


def area(polygon):
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


@pytest.mark.parametrize("plane", SLICES)
def test_every_place_is_classified_as_its_region(plane, rng):
    """Random rational places lie in exactly one region, whose face is the one that wins there."""
    found = divided_slice(plane)
    limits = [BOX[name] for name in plane.axes]
    for shares in rng.integers(1, 1000, (60, 2)).tolist():
        place = tuple(low + (high - low) * F(k, 1009) for (low, high), k in zip(limits, shares, strict=True))
        holding = [cell.regime.name for cell in found.regions if inside(cell.corners, place)]
        assert holding == [prism.scaling(**plane.exponents(place))[0]]


@pytest.mark.parametrize("plane", SLICES)
def test_regions_fill_the_box(plane):
    (left, right), (low, high) = (BOX[name] for name in plane.axes)
    assert sum(area(cell.corners) for cell in divided_slice(plane).regions) == (right - left) * (high - low)


@pytest.mark.parametrize("plane", SLICES)
def test_borders_are_where_faces_meet(plane):
    """The face of a border contains those of the regions on both sides: it needs only the facets they share."""
    found = divided_slice(plane)
    for border in found.borders:
        sides = [r.regime for r in found.regions if set(border.corners) <= set(r.corners)]
        assert len(sides) == 2
        assert set(border.regime.facets) == set(sides[0].facets) & set(sides[1].facets)


def test_slice_at_N_proportional_to_p():
    """By hand: alpha = 1 divides the plane for H < p, a0 = 1 for H > p, and H = p above both."""
    found = divided_slice(Slice("N", F(1)))
    assert {cell.regime.name for cell in found.regions} == {
        "mean-field+narrow-latent", "mean-field+free", "narrow-latent+free"
    }  # fmt: skip
    assert {(cell.regime.name, frozenset(cell.corners)) for cell in found.borders} == {
        ("narrow-latent", frozenset({(F(0), F(-1)), (F(1), F(-1))})),
        ("mean-field", frozenset({(F(1), F(-1)), (F(5, 2), F(-5, 2))})),
        ("free", frozenset({(F(1), F(-1)), (F(1), F(1))})),
    }
    assert [(cell.regime.name, cell.corners) for cell in found.points] == [("interior", ((F(1), F(-1)),))]


@pytest.mark.parametrize("plane", SLICES)
def test_every_cell_is_the_face_that_wins_in_its_middle(plane):
    symbols = dict(zip(plane.axes, [{"H": "x", "N": "y", "sigma2": "z"}[name] for name in plane.axes], strict=True))
    found = divided_slice(plane)
    for cell in (*found.regions, *found.borders, *found.points):
        at = plane.exponents(cell.middle)
        power = plane.time_power(cell).subs({symbol: at[name] for name, symbol in symbols.items()})
        assert (cell.regime.name, power) == prism.scaling(**at)[:2]


@pytest.mark.parametrize(("fixed", "value"), [("p", F(1)), ("N", F(-1)), ("H", F(-1, 2))])
def test_bad_slices(fixed, value):
    with pytest.raises(InputError):
        Slice(fixed, value)


def test_random_slices_have_no_gap(rng):
    for value in rng.integers(-12, 12, 10).tolist():
        plane = Slice("sigma2", F(value, 5))
        assert np.isclose(float(sum(area(cell.corners) for cell in divided_slice(plane).regions)), 5.0)


def test_infinite_data_are_more_than_any_power():
    """N = inf and N ~ p^4, beyond every tie in the box, give the same faces in the same places."""
    infinite, finite = divided_slice(Slice("N", None)), divided_slice(Slice("N", F(4)))
    for kind in ("regions", "borders", "points"):
        one, other = (
            {(cell.regime.name, cell.corners) for cell in getattr(found, kind)} for found in (infinite, finite)
        )
        assert one == other
    with pytest.raises(InputError, match="only N may be inf, H scales like a power of p"):
        Slice("H", None)
