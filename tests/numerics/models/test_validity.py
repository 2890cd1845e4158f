"""Distances of facets of any model: simulation against exact series, definition against the tied map, refusals."""

import math

import numpy as np
import pytest

from numerics.methods.log_axis import Axis
from numerics.models.point import Point
from numerics.models.series import value
from numerics.models.validity import (
    ACCURACY,
    HORIZON,
    Plane,
    distances,
    facet_loss,
    known,
    prepared,
    validity_sweep,
    window,
)
from tests.theory.matrix.coloured import COLOURED
from theory.errors import InputError
from theory.matrix.regimes import regimes
from theory.models import load

UNTIED = load("untied-autoencoder")


def test_simulation_and_series_agree():
    """Both distances of every facet, from independent routes, within the errors of means and resummations."""
    limits = tuple(facet.name for facet in regimes(UNTIED).facets)
    given = {"p": 10, "H": 10, "N": 20, "sigma2": 0.02, "horizon": HORIZON, "limits": limits}
    found = distances({**given, "model": "untied-autoencoder", "of": "train"}, 0)
    assert found["measured"].shape == (len(limits), 1)
    assert np.isfinite(found["measured"]).all()
    assert (np.abs(found["measured"] - found["neglected"]) <= 2 * found["error"] + 1e-3).all()
    assert (found["error"] < np.maximum(ACCURACY, found["measured"] / 4)).all()
    row = dict(zip(limits, found["measured"][:, 0], strict=True))
    assert row["lazy"] < 0.02 < 0.2 < row["free"]


@pytest.mark.parametrize(
    ("name", "kept"), [("large-data", (1, 1)), ("mean-field", (1, 0)), ("narrow-latent", (1, 1)), ("free", (0, 1))]
)
def test_what_a_facet_says_at_the_start(name, kept):
    """By hand: L(0) = p/2 + sigma^4 p^2 H/2; at p H sigma^4 -> 0 the first term is left, far above it the second."""
    point = Point(UNTIED, {"p": 50, "H": 20, "N": 30}, {"sigma2": 0.01})
    found = facet_loss(regimes(UNTIED), name)
    assert value(found.start, point) == pytest.approx(np.dot(kept, (50 / 2, 0.01**2 * 50**2 * 20 / 2)))


def test_the_window_follows_the_fastest_growth():
    found, _ = prepared("untied-autoencoder", "train", ())
    for sigma2, rate in ((0.001, 1), (0.5, 20)):
        t = window(found, Point(UNTIED, {"p": 10, "H": 40, "N": 10}, {"sigma2": sigma2}), 0.25)
        assert (t[0], t[-1]) == (0, pytest.approx(0.25 / rate))


def test_what_is_not_resolved_is_not_known():
    assert known(0.5, 0.12) == 0.5
    assert known(0.001, ACCURACY) == 0.001
    assert math.isnan(known(0.1, 0.03))


def plane(x=("H", 10, 40), y=("sigma2", 0.1, 1), **fixed):
    return Plane(UNTIED, Axis(*x, 3), Axis(*y, 3), {"p": 10, "N": 20, **fixed})


def test_sizes_are_rounded():
    assert [point["H"] for point in plane().points[:3]] == [10, 20, 40]
    assert plane(("H", 10, 30)).points[4] == {"p": 10, "N": 20, "H": 17, "sigma2": pytest.approx(0.1**0.5)}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: plane(("H", 1, 2)), "3 cells along H are not all different whole numbers: give fewer"),
        (lambda: plane(y=("H", 10, 40)), "two different sizes or scalars, got H twice"),
        (lambda: plane(H=10), "H is an axis of the plane and cannot be fixed"),
        (lambda: plane(N=math.inf), "N = inf: the sizes of a model are finite here; give a number"),
        (lambda: plane(n=3), "no size or scalar is named 'n'"),
        (lambda: Plane(UNTIED, Axis("H", 10, 40, 3), Axis("N", 10, 40, 3), {"p": 9}), "missing for sigma2"),
        (lambda: plane(p=9.5), "the size p is a whole number from 1 to 1e+100, got 9.5"),
        (
            lambda: validity_sweep("untied-autoencoder", regimes(UNTIED), plane(), ["rich"], 0.1, 0),
            "untied-autoencoder: no facet 'rich'; it has large-data, ",
        ),
    ],
)
def test_nonsense_is_refused_in_one_line(make, message):
    with pytest.raises(InputError) as error:
        make()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_moments_that_are_not_given_are_refused():
    """A symmetric matrix brings its moments into the terms, which a point does not hold."""
    found = regimes(COLOURED)
    with pytest.raises(InputError, match="the moments of C are not given"):
        facet_loss(found, found.facets[0].name)
