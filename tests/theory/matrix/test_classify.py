"""Scalings and values to regimes: for the tied autoencoder the equations of the prism are the other route."""

from fractions import Fraction
from itertools import product

import pytest

from tests.oracles import prism
from tests.theory.matrix.coloured import COLOURED
from theory.errors import InputError
from theory.matrix.classify import by_scaling
from theory.matrix.nearest import by_values, misses
from theory.matrix.regimes import regimes
from theory.models import load

F = Fraction
TIED = regimes(load("tied-autoencoder"))
HALVES = [F(0), F(1, 2), F(1), F(2)]


@pytest.mark.parametrize("N", [*HALVES, None])
def test_scalings_of_the_tied_autoencoder(N):
    for H, sigma2 in product(HALVES, [F(-3), F(-2), F(-3, 2), F(-1), F(0), F(1)]):
        name, time, distances = prism.scaling(H, N, sigma2)
        found = by_scaling(TIED, {"p": F(1), "H": H, "N": N, "sigma2": sigma2})
        assert (found.regime.name, found.time_scale) == (name, time)
        assert (list(found.distances), found.distances) == (prism.NAMES, distances)


@pytest.mark.parametrize(
    "sizes",
    [(400, 40, 8000, "1/10000"), (400, 40, None, "1/10000"), (9, 9, 9, "1/9"), (4000, 3, 10, "1"), (30, 9999, 20, "3")],
)
def test_values_of_the_tied_autoencoder(sizes):
    values = dict(zip(("p", "H", "N", "sigma2"), (None if x is None else F(x) for x in sizes), strict=True))
    missed = prism.missed(*values.values())
    found = by_values(TIED, values)
    assert misses(TIED, values) == found.distances == missed
    near = [name for name in prism.NAMES if missed[name] <= F(1, 10)]
    closest = min(near or prism.NAMES[:5], key=lambda name: (-name.count("+"), missed[name]))
    assert (found.regime.name, found.within) == (closest, bool(near))


def test_powers_left_out_are_zero_and_the_reference_size_does_not_matter():
    found = by_scaling(TIED, {"p": F(1), "H": F(1, 2), "sigma2": F(-1)})
    same = by_scaling(TIED, {"p": F(4), "H": F(2), "N": F(0), "sigma2": F(-4)})
    assert found.regime.name == same.regime.name == "small-data+narrow-latent"
    assert (found.time_scale, same.time_scale) == (1, 4)


def test_between_two_regimes_of_weight_decay_no_single_time_shows_all_orders():
    # p/N ~ rho: lambda^2 t leads at t ~ 1/rho for 1/2 < lambda's power < 1 while higher orders follow p/N.
    found = regimes(load("tied-weight-decay"))

    def at(power):
        return by_scaling(found, {"p": F(1), "H": F(1), "sigma2": F(-1), "lambda": F(power)})

    assert at("1/4").regime.name == "small-data+weak-decay"
    assert at("1/2").regime.name == "small-data"
    for power in ("3/5", "3/4", "9/10", "99/100"):
        assert at(power).regime is None
        assert (at(power).orders, at(power).within, at(power).time_scale) == ((1,), False, 1)
        assert "terms of order 1 exceed all others" in at(power).reason
    assert at("5/4").regime.time_scale == "lambda"


def test_small_initialization_of_untied_layers_moves_odd_orders():
    found = regimes(load("untied-autoencoder"))
    scaled = by_scaling(found, {"p": F(1), "H": F(1), "N": F(1), "sigma2": F(-2)})
    valued = by_values(found, {"p": F(100), "H": F(100), "N": F(100), "sigma2": F(1, 10**6)})
    for result in (scaled, valued):
        assert (result.regime.name, result.regime.orders) == ("mean-field+narrow-latent", "odd")
    assert valued.within


def test_moments_take_values():
    found = regimes(COLOURED)
    values = {"p": F(10), "H": F(1000), "s": F(1, 1000)} | {f"c_{k}": F(1) for k in (1, 2, 3, 4)}
    assert by_values(found, values).regime.name == "small-p*s"
    with pytest.raises(InputError, match="a value is missing for c_2; coloured takes p, H, s, c_1, c_2, c_3, c_4"):
        by_values(found, {name: x for name, x in values.items() if name != "c_2"})


@pytest.mark.parametrize(
    ("powers", "message"),
    [
        ({"H": F(-1)}, "H counts dimensions or samples, so its power is at least 0, got -1"),
        ({"sigma2": None}, "sigma2 scales like a power of the reference size; only sizes may be inf"),
        ({"h": F(1)}, r"no size or scalar is named 'h' \(did you mean 'H'\?\); known are p, H, N, sigma2"),
    ],
)
def test_bad_scalings(powers, message):
    with pytest.raises(InputError, match=message):
        by_scaling(TIED, powers)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"H": F(1, 2)}, "H counts dimensions or samples and is an integer >= 1, got 1/2"),
        ({"H": F(0)}, "is an integer >= 1, got 0"),
        ({"H": None}, "the loss grows without end with H: H cannot be inf"),
        ({"sigma2": F(0)}, "sigma2 is positive, got 0"),
        ({"sigma2": None}, "sigma2 is a number; only sizes may be inf"),
        ({"eta": F(1)}, "no size or scalar is named 'eta'"),
    ],
)
def test_bad_values(changed, message):
    good = {"p": F(9), "H": F(9), "N": F(9), "sigma2": F(1, 9)}
    with pytest.raises(InputError, match=message):
        by_values(TIED, good | changed)


def test_a_missing_value_is_named():
    with pytest.raises(InputError, match="a value is missing for N; tied-autoencoder takes p, H, N, sigma2"):
        by_values(TIED, {"p": F(9), "H": F(9), "sigma2": F(1)})


def test_faces_on_the_same_facets_have_names_and_distances_of_their_own():
    """Of weight decay's held-out loss two faces lie on large-data alone: it, and its part where lambda outgrows p/N,
    which at these values misses all of the first derivative but the decay."""
    found = regimes(load("tied-weight-decay"), "population")
    large, part = (one for one in found.regimes if one.facets == ("large-data",))
    assert (large.name, part.name) == ("large-data", "large-data+small-p/(N*lambda)")
    values = {"p": 10**4, "H": 10**4, "N": 10**12, "sigma2": F(1, 10**4), "lambda": 1}
    missed = by_values(found, {name: F(x) for name, x in values.items()}).distances
    assert missed[large.name] < 1e-3 < 0.1 < missed[part.name]
    assert len(missed) == len(found.regimes) + len(found.alternating)
