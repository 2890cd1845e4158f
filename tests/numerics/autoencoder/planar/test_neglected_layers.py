"""The terms that a facet neglects: against the facet's own series, against known corrections, and resummed."""

from fractions import Fraction

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import large_data_correction, mean_field_correction
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.neglected_layers import approximants, neglected, series
from theory.autoencoder import planar_taylor, regime
from theory.autoencoder.prism import FACETS
from theory.autoencoder.symbols import alpha, eta, nu

PLANAR = Planar(0.75, 0.5, 1.25)
EXACT = {alpha: Fraction(3, 4), eta: Fraction(1, 2), nu: Fraction(5, 4)}
ORDER = 6


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("facet", FACETS)
def test_facet_and_neglected_make_the_whole(facet, loss):
    """The facet's own Taylor series plus all it neglects is the planar series; each is derived on its own."""
    own = getattr(regime(facet).series(ORDER), loss)
    kept = [float(c.subs(EXACT)) if hasattr(c, "subs") else float(c) for c in own]
    whole = [float(c) for c in planar_taylor(loss, ORDER, *EXACT.values())]
    np.testing.assert_allclose(np.add(kept, series(facet, loss, PLANAR)[: ORDER + 1]), whole, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    ("facet", "correction"), [("mean-field", mean_field_correction), ("large-data", large_data_correction)]
)
def test_first_layer_is_the_first_correction(facet, correction):
    """Perturbation theory of first order in p/H or p/N, at times where ten terms of the series are exact to 1e-6."""
    sizes = Sizes(1000, 500, 800, 0.00075)
    t = np.linspace(0, 0.02, 5)
    found = correction.ratio_correction(t, sizes)
    for loss in ("train", "population"):
        expected = getattr(found, loss) / sizes.p
        values = np.polynomial.Polynomial(series(facet, loss, PLANAR, deepest=1))(t)
        np.testing.assert_allclose(values, expected, atol=1e-6 * np.abs(expected).max())


def test_pade_of_a_rational_function():
    """Geometric series: every approximant is the function, singular systems included."""
    x = np.linspace(0, 1, 5)
    curves = approximants((-0.5) ** np.arange(11), x)
    assert len(curves) >= 6
    np.testing.assert_allclose(curves, np.broadcast_to(1 / (1 + x / 2), curves.shape), rtol=1e-10)


def test_poles_are_left_out():
    """1/(1 - 2x) has its pole at 1/2."""
    assert len(approximants(2.0 ** np.arange(11), np.linspace(0, 1, 5))) == 0


def test_nothing_is_said_where_all_have_poles(monkeypatch):
    monkeypatch.setattr("numerics.autoencoder.planar.neglected_layers.series", lambda *_: 2.0 ** np.arange(11))
    assert np.isnan(neglected("free", "train", PLANAR, np.array([0.0, 1.0])))


def test_resummed_series_of_a_logistic():
    """ln(1 + 3x)/3: the series converges to x = 1/3 only, the resummation to 1e-4 up to 1."""
    orders = np.arange(1, 11)
    c = np.r_[0.0, (-1.0) ** (orders + 1) * 3.0 ** (orders - 1) / orders]
    x = np.linspace(0, 1, 9)
    np.testing.assert_allclose(np.median(approximants(c, x), axis=0), np.log1p(3 * x) / 3, atol=1e-4)
    assert abs(np.polynomial.Polynomial(c)(1.0)) > 100
