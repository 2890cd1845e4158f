"""The commuting model: its curve against its series, and against the facets on which it is exact."""

from fractions import Fraction

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder import large_data, mean_field
from numerics.autoencoder.commuting import model
from numerics.autoencoder.enclosure import enclose, quotient
from numerics.autoencoder.free_pair import Planar, sample
from theory.autoencoder.series import planar_taylor

LOSSES = ("train", "population")
T = np.array([0.0, 0.1, 0.5, 2.0, 100.0])


@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_series_is_that_of_the_curve(loss, target):
    """At t = 1e-3 the order 8 leaves (rate t)^9, rates up to 4 * 5.8 * 3: below 1e-10."""
    t = np.array([0.0, 5e-4, 1e-3])
    found = model(loss, 8, t, Planar(0.5, 0.5, 2.0, target))
    assert found.values == pytest.approx(np.polyval([float(c) for c in found.series[::-1]], t), rel=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_on_its_facets_the_model_is_exact(loss):
    """Large-data at nu = 0; mean-field at eta = 10^6, up to 1/eta."""
    large = model(loss, 2, T, Planar(0.8, 0.5, 0.0)).values
    assert large == pytest.approx(large_data.losses(T, Sizes(100, 50, np.inf, 0.008)).train / 100, rel=1e-12)
    wide = model(loss, 2, T, Planar(3e-7, 1e6, 0.5)).values
    exact = mean_field.losses(T, Sizes(100, 10**8, 200, 3e-9))
    assert wide == pytest.approx(getattr(exact, loss) / 100, rel=1e-4)


def test_the_first_two_coefficients_are_the_planar_ones():
    """Words with one letter S do not see whether A and S commute or are free."""
    found = model("train", 1, T, Planar(0.7, 0.3, 2.0))
    assert list(found.series[:1]) == planar_taylor("train", 0, 0.7, Fraction(0.3), 2)
    population = model("population", 1, T, Planar(0.7, 0.3, 2.0))
    assert list(population.series) == planar_taylor("population", 1, 0.7, Fraction(0.3), 2)


def test_quotients_multiply_back():
    x, y = [Fraction(k + 1, k + 3) for k in range(6)], [Fraction(2 - k, k + 1) for k in range(6)]
    found = quotient(x, y)
    assert [sum(found[i] * y[n - i] for i in range(n + 1)) for n in range(6)] == x


def test_dividing_reaches_further_and_keeps_its_promise():
    """At (0.5, 2, 0.5), order 8: the series alone reaches t = 0.17 at 1 %, the quotient all times."""
    planar, t = Planar(0.5, 2.0, 0.5), np.geomspace(0.05, 3, 16)
    series = planar_taylor("train", 8, Fraction(1, 2), 2, Fraction(1, 2))
    plain, divided = enclose(series, t), enclose(series, t, model=model("train", 8, t, planar))
    share = 0.01 * float(series[0])
    assert t[plain.errors <= share].max() < 0.2
    assert np.all(divided.errors <= share)
    truth = sample(t, planar, 0.01, size=60)
    kept = np.abs(divided.values - truth.values[0]) <= divided.errors + 4 * truth.stderr[0] + 1e-3 * float(series[0])
    assert np.all(kept)
