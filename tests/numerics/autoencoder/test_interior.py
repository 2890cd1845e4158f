"""The planar limit anywhere in the prism: two routes against each other, closed forms and simulation."""

import numpy as np
import pytest

from linear_ae.simulate import mean_and_stderr, simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder import free, interior, large_data
from numerics.autoencoder.elementary import ELEMENTARY
from numerics.autoencoder.free_pair import Planar, sample, stratified, unitary
from numerics.autoencoder.spectrum import MarchenkoPastur, mean
from numerics.errors import ConvergenceError
from theory.errors import InputError


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))


@pytest.mark.parametrize("ratio", [0.0, 0.3, 1.0, 4.0])
def test_stratified_samples_follow_the_law(ratio, rng):
    """One value from each of 4000 shares: means err by 1/4000^{3/2} times the spread of a share, and rounding."""
    found = stratified(ratio, 4000, rng)
    for f in (np.sqrt, np.square):
        assert f(found).mean() == pytest.approx(mean(f, MarchenkoPastur(ratio)), abs=1e-3)
    assert np.all(np.diff(found) >= 0)


def test_unitaries_are_unitary_and_spread(rng):
    u = unitary(60, rng)
    assert np.allclose(u @ u.conj().T, np.eye(60), atol=1e-12)
    # |u_ij|^2 is exponential of mean 1/60: its square has mean 2/60^2 up to 60^-1 / sqrt(3600) relative scatter
    assert (np.abs(u) ** 4).mean() * 60 * 61 / 2 == pytest.approx(1, abs=0.15)


CURVE = np.linspace(0, 2, 11)


@pytest.mark.parametrize(("alpha", "eta"), [(0.5, 0.5), (2, 1.5), (1, 1)])
@pytest.mark.parametrize("target", [True, False])
def test_infinite_data_in_closed_form(alpha, eta, target):
    """At nu = 0 nothing is random but the spectra; what the estimate promises must hold."""
    p = 1000
    sizes = Sizes(p, round(eta * p), np.inf, alpha / p)
    found = interior.by_sampling(CURVE, p, Planar(alpha, eta, 0.0, target), 0.01)
    exact = (large_data.losses if target else ELEMENTARY["large-data+free"])(CURVE, sizes).train
    assert np.all(np.abs(found.losses.train - exact) <= found.train_error + 1e-5 * p)  # 1/p^2 at p = 96 is 1e-4
    assert found.train_error.max() < 0.01 * exact[0]


@pytest.mark.parametrize(("alpha", "eta", "nu"), [(0.5, 0.5, 1), (1, 2, 0.5), (0.3, 0.8, 2)])
def test_the_routes_agree_at_early_times(alpha, eta, nu):
    t = np.linspace(0, 0.08, 5)
    series = interior.by_series(t, 1, Planar(alpha, eta, nu), 0.005)
    sampled = interior.by_sampling(t, 1, Planar(alpha, eta, nu), 0.005)
    for name in ("train", "population"):
        gap = np.abs(getattr(series.losses, name) - getattr(sampled.losses, name))
        error = getattr(series, f"{name}_error") + getattr(sampled, f"{name}_error")
        assert np.all(gap <= error + 1e-4 * gap.max())


def test_the_estimate_covers_a_longer_sampling(rng):
    """Eight points drawn at random: two runs of 16 samples agree at all times within their errors in at least seven."""
    covered = 0
    for seed in range(8):
        planar = Planar(float(rng.uniform(0.2, 2)), float(rng.uniform(0.4, 1.5)), float(rng.uniform(0.2, 2)))
        found = sample(CURVE, planar, 1.0, seed, size=40)
        other = sample(CURVE, planar, 1.0, 100 + seed, size=48)
        spread = np.hypot(found.stderr, other.stderr)
        covered += bool(np.all(np.abs(found.values - other.values) <= interior.SIGMAS * spread + 1e-6))
    assert covered >= 7


@pytest.mark.parametrize(("alpha", "eta", "nu"), [(0.5, 0.5, 1), (2, 0.5, 2)])
def test_simulations_approach_the_planar_limit(alpha, eta, nu):
    """Real simulations at p = 96 differ by their 1/p terms, up to 2/96, and by three standard errors."""
    p = 96
    sizes = Sizes(p, round(eta * p), round(p / nu), alpha / p)
    found = interior.losses(CURVE, sizes)
    curves = simulate(sizes, CURVE, 24, 3)
    for theory, runs in ((found.losses.train, curves.train), (found.losses.population, curves.population)):
        average, error = mean_and_stderr(runs)
        assert np.all(np.abs(average - theory) <= 3 * error + (0.005 + 2 / p) * theory[0])


def test_the_free_facet_at_all_times():
    """Homogeneous: alpha sets the units; and late times fall back on sampling."""
    t, sizes = np.linspace(0, 3, 7), Sizes(100, 50, 100, 0.01)
    found = free.estimate(t, sizes)
    assert found.route == "sampling"
    scaled = free.estimate(t / 100, Sizes(100, 50, 100, 1.0))
    assert scaled.losses.train == pytest.approx(1e4 * found.losses.train, rel=1e-12)
    early = free.estimate([0, 0.01], sizes)
    assert early.route == "series"
    assert early.losses.train[0] == pytest.approx(found.losses.train[0], rel=1e-9)


def test_what_is_out_of_reach_is_refused():
    with pytest.raises(ConvergenceError, match="too late to follow by sampling"):
        interior.losses([0, 1e5], Sizes(100, 50, 100, 0.01))
    with pytest.raises(InputError, match="too extreme to sample"):
        interior.losses([0, 3], Sizes(1000, 2, 1000, 0.01))
    with pytest.raises(ConvergenceError, match="leave a standard error of"):
        sample(np.array([0.5]), Planar(0.5, 0.5, 1.0), 1e-7, size=16)
