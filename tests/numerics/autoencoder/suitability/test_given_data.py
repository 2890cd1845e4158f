"""Losses on given data: the named cases with their right values, and the errors calibrated on draws nobody tuned on."""

import re

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from linear_ae.covariance import Covariance
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, violations
from numerics.autoencoder.predict import predict
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.given_data import losses_on_data as losses
from numerics.autoencoder.suitability.integration import start_losses
from numerics.errors import ConvergenceError
from tests.numerics.autoencoder.suitability.spectra import REAL, SYNTHETIC, real, synthetic
from theory.errors import InputError


def sizes_for(spectrum: EmpiricalSpectrum, h: int, sigma2: float) -> Sizes:
    return Sizes(spectrum.eigenvalues.size, h, 1000, sigma2)


def plain_integration(t, sizes, l, runs, rng):
    """Train losses of single runs by scipy on dW/dt = (2 S - S A - A S) W, shape (runs, n)."""
    found = []
    for _ in range(runs):
        w0 = rng.normal(0, sizes.sigma2**0.5, (l.size, sizes.H))

        def velocity(_, y):
            w = y.reshape(l.size, -1)
            return (2 * l[:, None] * w - l[:, None] * (w @ (w.T @ w)) - w @ (w.T @ (l[:, None] * w))).ravel()

        flow = solve_ivp(velocity, (0, t[-1]), w0.ravel(), "DOP853", t, rtol=1e-9, atol=1e-12)
        gaps = [np.eye(l.size) - w @ w.T for w in flow.y.T.reshape(len(t), l.size, -1)]
        found.append([np.sum(l * (gap**2).sum(axis=0)) / 2 for gap in gaps])
    return np.array(found)


def assert_possible(found, spectrum, h):
    """Neither negative nor below the rank bound nor rising."""
    assert not violations(found, Bounds.of_spectrum(spectrum, h), 0.0)


def test_wine_with_two_columns_is_not_negative(rng):
    """Narrow-latent says -6.475 and neglects nothing to first order; the flow settles at 0.0122."""
    spectrum = real("wine")
    found = losses([0, 1, 5, 10], sizes_for(spectrum, 2, 0.0077), spectrum)
    assert found.route == "integrate"
    assert found.off["narrow-latent"] > 1
    runs = plain_integration([0, 5.0], sizes_for(spectrum, 2, 0.0077), spectrum.eigenvalues, 12, rng)[:, 1]
    assert abs(found.train[2] - runs.mean()) < found.train_error[2] + 4 * runs.std() / 12**0.5
    assert found.train[2] == pytest.approx(0.0122, abs=found.train_error[2])


def test_one_factor_stays_above_the_rank_bound():
    """With H = 8 mean-field has learned everything by t = 12; no map of rank 8 gets below 4.69."""
    l = np.r_[50.0, np.full(63, 14 / 63)]
    spectrum = EmpiricalSpectrum(l)
    sizes = sizes_for(spectrum, 8, 0.01)
    found = losses([0, 12], sizes, spectrum)
    bound = Bounds.of_spectrum(spectrum, 8).train
    assert predict("mean-field", [12.0], sizes, spectrum).train[0] < 1e-2 * bound
    assert bound <= found.train[1] + found.train_error[1]
    assert found.off["mean-field"] > 0.1


@pytest.mark.parametrize(
    "h", [200, pytest.param(1000, marks=pytest.mark.slow), pytest.param(4096, marks=pytest.mark.slow), 8000]
)
@pytest.mark.parametrize("sigma2", [1e-6, 7e-5, 1e-3])
def test_digits_are_predicted_over_the_whole_grid(h, sigma2):
    """Where narrow-latent printed negative losses; every choice is possible and within 0.5 % of L(0)."""
    spectrum = real("digits", holdout=0.25)
    found = losses([0, 0.25, 1], sizes_for(spectrum, h, sigma2), spectrum)
    assert_possible(found, spectrum, h)
    assert (found.train_error <= 0.005 * found.train[0]).all()
    assert found.population_error is not None
    assert (found.population_error <= 0.005 * found.population[0]).all()


def test_a_limit_asked_for_says_what_is_impossible():
    spectrum = real("digits")
    found = losses([0, 0.25, 0.5], sizes_for(spectrum, 8, 1e-3), spectrum, "narrow-latent")
    assert found.route == "limit"
    assert "negative" in found.warnings[0]
    true = losses([0, 0.25, 0.5], sizes_for(spectrum, 8, 1e-3), spectrum)
    assert (np.abs(found.train - true.train) <= found.train_error + true.train_error).all()


def test_a_good_limit_is_called_good():
    spectrum = real("digits")
    found = losses([0, 0.5, 1], sizes_for(spectrum, 4096, 7e-5), spectrum, "mean-field")
    assert found.measured
    assert found.off["mean-field"] < 0.01
    assert not found.warnings
    corrected = losses([0, 0.5, 1], sizes_for(spectrum, 4096, 7e-5), spectrum, "mean-field", correction=True)
    assert corrected.off["mean-field"] < found.off["mean-field"]


def test_late_times_are_bracketed():
    """A train loss that only falls stays between its value at the end of the budget and the rank bound."""
    spectrum = EmpiricalSpectrum(np.array([1.0, 0.5, 1e-9, 1e-10]))
    sizes = sizes_for(spectrum, 4, 1e-2)
    found = losses([0, 1e9], sizes, spectrum, budget=4)
    assert 0 <= found.train[1] <= found.train_error[1] < 0.005


def test_a_population_loss_out_of_reach_is_refused():
    spectrum = EmpiricalSpectrum(np.array([1.0, 0.5, 1e-9]), np.ones(3))
    with pytest.raises(ConvergenceError, match=r"would take about .* s, more than the 30 s allowed"):
        losses([0, 1e9], sizes_for(spectrum, 3, 1e-2), spectrum)


def test_large_mean_field_needs_no_integration():
    """At p = 1500 and p/H = 0.01 the corrected limit is good to 0.2 % by its own account."""
    spectrum = EmpiricalSpectrum(np.linspace(0.1, 1.9, 1500))
    found = losses([0, 0.5], sizes_for(spectrum, 150_000, 2e-6), spectrum, budget=1)
    assert (found.regime, found.route, found.measured) == ("mean-field", "limit", False)
    assert found.off["mean-field"] < 0.005


def test_what_nothing_reaches_is_refused():
    spectrum = EmpiricalSpectrum(np.linspace(0.1, 1.9, 1500))
    with pytest.raises(ConvergenceError, match="mean-field is not near, narrow-latent is not near"):
        losses([0, 5], sizes_for(spectrum, 1500, 1e-3), spectrum, budget=1)


def test_an_accuracy_asked_for_is_reached_or_refused():
    spectrum = real("iris")
    sizes = sizes_for(spectrum, 1, 1e-3)
    found = losses([0, 1.0], sizes, spectrum, accuracy=0.02)
    assert (found.train_error <= 0.02 * found.train[0]).all()
    with pytest.raises(ConvergenceError, match="ask for less or allow more time"):
        losses([0, 1.0], sizes, spectrum, accuracy=1e-5, budget=1)
    with pytest.raises(InputError, match="out of range"):
        losses([0, 1.0], sizes, spectrum, accuracy=3)


def draw(rng, latest):
    """A data set or a spectrum, H, sigma2 and times, over all regimes and their borders."""
    if rng.random() < 0.5:
        name = rng.choice(REAL)
        kept = 0.25 * (rng.random() < 0.5)
        spectrum = real(name, center=rng.random() < 0.7, standardize=rng.random() < 0.4, holdout=kept)
    else:
        name = rng.choice(SYNTHETIC)
        spectrum = synthetic(name, int(rng.integers(6, 50)), rng)
    p = spectrum.eigenvalues.size
    h = max(1, int(np.exp(rng.uniform(0, np.log(100 * p)))))
    alpha = np.exp(rng.uniform(np.log(1e-6), np.log(5)))
    reach = np.exp(rng.uniform(np.log(0.3), np.log(latest))) / spectrum.eigenvalues.max()
    return name, spectrum, sizes_for(spectrum, h, alpha / p), np.linspace(0, reach, 6)


def calibrate(count, seed, latest, budget):
    """Of ``count`` draws those whose losses lie outside their errors, against other and more runs."""
    rng, outside = np.random.default_rng(seed), []
    for _ in range(count):
        name, spectrum, sizes, t = draw(rng, latest)
        found = losses(t, sizes, spectrum, budget=budget)
        assert_possible(found, spectrum, sizes.H)
        data = Covariance(spectrum.eigenvalues, 1000, spectrum.held_out)
        true = simulate(sizes, t, max(64, 2 * min(found.runs, 2000)), seed=10_001, data=data)
        pairs = [(found.train, found.train_error, true.train)]
        if true.population is not None:
            pairs.append((found.population, found.population_error, true.population))
        for (curve, error, runs), start in zip(pairs, start_losses(sizes, spectrum), strict=True):
            noise = 3 * runs.std(axis=0, ddof=1) / len(runs) ** 0.5 + 1e-5 * start  # of the truth itself
            if np.any(np.abs(curve - runs.mean(axis=0)) > error + noise):
                outside.append((name, sizes, t[-1]))
    return outside


@pytest.mark.parametrize("count", [3, pytest.param(5, marks=pytest.mark.slow)])
def test_errors_are_calibrated(count):
    assert not calibrate(count, seed=1, latest=30, budget=2)


@pytest.mark.slow
def test_errors_are_calibrated_on_a_hundred_draws():
    """At most five outside; three standard errors of the truth, and the error's own 99.8 % at a time."""
    outside = calibrate(100, seed=2, latest=300, budget=5)
    assert len(outside) <= 5, outside


def test_bracketed_late_losses_do_not_rise():
    """Without scaling the budget ends early: the last value was below the middle of what remains possible."""
    l = np.r_[2e4, 5e2, np.geomspace(10, 1e-6, 20)]
    spectrum = EmpiricalSpectrum(l)
    found = losses([0, 0.05, 0.5, 50.0], sizes_for(spectrum, 3, 1e-4), spectrum, budget=0.5)
    assert_possible(found, spectrum, 3)


def test_refusals_name_a_cost_above_the_budget():
    spectrum = EmpiricalSpectrum(np.array([1.0, 0.5, 1e-9]), np.ones(3))
    with pytest.raises(ConvergenceError) as refused:
        losses([0, 1e9], sizes_for(spectrum, 3, 1e-2), spectrum, budget=2)
    assert float(re.search(r"about ([\d.e+]+) s", str(refused.value))[1]) > 2


@pytest.mark.filterwarnings("error")
def test_a_limit_that_vanishes_does_not_overflow():
    """Unscaled data: the column's log u grows beyond the largest double."""
    spectrum = EmpiricalSpectrum(np.r_[2e5, np.full(29, 1e-2)])
    curve = predict("narrow-latent", [0, 0.1, 1], sizes_for(spectrum, 1, 1e-4), spectrum)
    assert np.isfinite(curve.train).all()
