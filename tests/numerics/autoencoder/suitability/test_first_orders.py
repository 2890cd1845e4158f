"""What a limit on given data may be off by, from its first neglected orders: held against integrated curves."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.predict import predict
from numerics.autoencoder.suitability.first_orders import condensed, corrected, possible_error
from numerics.autoencoder.suitability.integration import integrate, start_losses
from numerics.autoencoder.suitability.own_times import mode_times
from tests.numerics.autoencoder.suitability.spectra import SYNTHETIC, synthetic


@pytest.mark.parametrize("name", SYNTHETIC)
@pytest.mark.parametrize("a0", [pytest.param(1e-3, marks=pytest.mark.slow), 0.1])
def test_mean_field_errs_by_no_more(name, a0, rng):
    """p/H = 1/40: the limit within twice its first order, the corrected one within 2 p/H + 4/p of it."""
    spectrum = synthetic(name, 30, rng)
    sizes = Sizes(30, 1200, 1000, a0 / 1200)
    t = mode_times(20 / spectrum.eigenvalues.max(), spectrum)[::6]
    true, start = integrate(t, sizes, spectrum, 0.003), start_losses(sizes, spectrum)[0]
    noise = true.train_error
    promised = possible_error("mean-field", t[-1], sizes, spectrum) * start
    assert (np.abs(predict("mean-field", t, sizes, spectrum).train - true.train) <= promised + noise).all()
    curve, share = corrected("mean-field", t, sizes, spectrum)
    assert (np.abs(curve.train - true.train) <= share * start + noise).all()


def test_the_promise_is_worth_something(rng):
    """Where mean-field is good to a percent it says so; where H < p it promises nothing late."""
    spectrum = synthetic("even", 30, rng)
    assert possible_error("mean-field", 1.0, Sizes(30, 3000, 1000, 0.1 / 3000), spectrum) < 0.02
    assert possible_error("mean-field", 50.0, Sizes(30, 10, 1000, 0.01), spectrum) == np.inf


def test_narrow_latent_promises_nothing_once_columns_are_aligned():
    """One eigenvalue alone at the top: at t = 0 the ratio is 3/200, later it tends to 3."""
    spectrum = synthetic("one factor", 200, np.random.default_rng(0))
    sizes = Sizes(200, 2, 1000, 0.5 / 200)
    assert possible_error("narrow-latent", 1e-4, sizes, spectrum) < 0.01
    assert possible_error("narrow-latent", 1.0, sizes, spectrum) == np.inf


def test_condensed_spectra_keep_their_moments(rng):
    spectrum = synthetic("power law", 700, rng)
    rule, l = condensed(spectrum), spectrum.eigenvalues
    assert rule.l.size == 160
    assert rule.w.sum() == pytest.approx(1)
    assert rule.l @ rule.w == pytest.approx(l.mean())
    assert rule.l**2 @ rule.w == pytest.approx((l**2).mean(), rel=1e-4)  # the small ones in groups of six or seven
