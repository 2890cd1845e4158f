"""Weight decay's facets against simulation, and the first correction to mean-field."""

from math import factorial, prod

import numpy as np
import pytest

from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions import limit
from theory.matrix.expansion import expansion
from theory.models import load

NAME = "tied-weight-decay"
MODEL = load(NAME)


def point(p, h, n, sigma2, decay):
    return Point(MODEL, {"p": p, "H": h, "N": n}, {"sigma2": sigma2, "lambda": decay})


def next_terms(loss, order, here):
    """The value of the terms of a derivative over order! that are p/H or 1/p times those of mean-field."""
    value, found = 0.0, expansion(MODEL, loss, order)
    for powers, c in found.terms.items():
        of = dict(zip(found.names, powers, strict=True))
        orders = of["p"] + of["H"] + of["N"] - of["sigma2"]
        if (of["H"] - of["sigma2"], orders) in ((-1, 1), (0, 0)):
            value += float(c) * prod(x**k for x, k in zip(here.numbers, powers, strict=True))
    return value / factorial(order)


@pytest.mark.parametrize("decay", [0.7, 5.0])
def test_the_correction_is_the_next_terms_of_the_exact_expansion(decay):
    here, step = point(60, 900, 50, 0.3 / 900, decay), 2e-3
    found = limit(NAME, "mean-field").correction(step * np.arange(9), here)
    for loss, curve in found.items():
        slopes = np.polynomial.polynomial.polyfit(step * np.arange(9), curve, 8)
        for order in range(3):
            # known to 1e-9 of a loss of about 30, of which the fit loses three digits an order
            assert slopes[order] == pytest.approx(next_terms(loss, order, here), abs=30 * 10.0 ** (3 * order - 9))


def test_the_correction_without_decay_is_that_of_the_tied_autoencoder():
    from linear_ae.sizes import Sizes
    from numerics.autoencoder.limits.mean_field_correction import finite_size_correction, ratio_correction

    t, sizes = np.array([0.0, 0.3, 2.0]), Sizes(60, 900, 120, 0.3 / 900)
    found = limit(NAME, "mean-field").correction(t, point(60, 900, 120, 0.3 / 900, 1e-9))
    known = [correction(t, sizes) for correction in (ratio_correction, finite_size_correction)]
    # both integrations err by 1e-8
    assert found["error"] == pytest.approx(sum(each.train for each in known), abs=1e-6)
    assert found["population"] == pytest.approx(sum(each.population for each in known), abs=1e-6)


@pytest.mark.parametrize("rate", [0.1, 1.5, 3.0])
def test_small_data_comes_to_rest_and_ends_fast(rate):
    """At its end the one direction of a sample has the capacity 1 - rate / 2, or is dead."""
    here, kept = point(100, 50, 1, 0.8 / 100, 100 * rate), max(0.0, 1 - rate / 2)
    late = {name: curve[0] / 100 for name, curve in limit(NAME, "small-data").losses([1e7], here).items()}
    assert late["error"] == pytest.approx((1 - kept) ** 2 / 2, abs=1e-12)
    assert late["train"] == pytest.approx((1 - kept) ** 2 / 2 + rate / 2 * kept, abs=1e-12)
    assert late["population"] == pytest.approx(0.5 + ((1 - kept) ** 2 - 1) / 200, abs=1e-12)


def test_dead_modes_need_no_correction_in_the_end():
    l = EmpiricalSpectrum([0.0, 0.1, 0.2, 0.5, 3.0], np.ones(5))
    late = limit(NAME, "mean-field").correction([60.0], point(5, 100, 10, 0.003, 0.6), l)
    assert all(abs(curve) < 1e-8 for curve in late.values())


@pytest.mark.slow
def test_simulated_training_follows_an_edge():
    here, t = point(400, 200, 40000, 50 / 400, 5.0), np.linspace(0, 0.02, 6)
    curves = simulate(here, t, 2)
    for loss, limiting in limit(NAME, "large-data+free").losses(t, here).items():
        off = abs(curves.mean[loss] - limiting)
        # neglected are p/N and 1/alpha, of coefficients of at most 2
        assert (off <= 3 * curves.stderr[loss] + 0.02 * limiting[0]).all()
