"""The planar limit anywhere in the prism: two routes against each other, closed forms and simulation."""

from dataclasses import replace

import numpy as np
import pytest

from linear_ae.curves import mean_and_stderr
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import free, large_data
from numerics.autoencoder.limits import limit as regime_limit
from numerics.autoencoder.planar import interior
from numerics.autoencoder.planar.approximants import enclose
from numerics.autoencoder.planar.free_pair import Planar, isometry, sample, size_for, stratified
from numerics.autoencoder.planar.limits_at_infinity import limit
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.quadrature import mean
from theory.autoencoder.series import planar_taylor
from theory.errors import InputError

pytestmark = pytest.mark.usefixtures("empty_cache")


@pytest.mark.parametrize("ratio", [0.0, 0.3, 1.0, 4.0])
def test_stratified_samples_follow_the_law(ratio, rng):
    """One value from each of 4000 shares: means err by 1/4000^{3/2} times the spread of a share, and rounding."""
    found = stratified(ratio, 4000, rng)
    for f in (np.sqrt, np.square):
        assert f(found).mean() == pytest.approx(mean(f, MarchenkoPastur(ratio)), abs=1e-3)
    assert np.all(np.diff(found) >= 0)


def test_isometries_are_unitary_and_spread(rng):
    u = isometry(60, 60, rng)
    assert np.allclose(u @ u.conj().T, np.eye(60), atol=1e-12)
    # |u_ij|^2 is exponential of mean 1/60: its square has mean 2/60^2 up to 60^-1 / sqrt(3600) relative scatter
    assert (np.abs(u) ** 4).mean() * 60 * 61 / 2 == pytest.approx(1, abs=0.15)


CURVE = np.linspace(0, 2, 11)


@pytest.mark.parametrize(
    ("alpha", "eta", "target"),
    [
        (0.5, 0.5, True),
        pytest.param(2, 1.5, False, marks=pytest.mark.slow),
        pytest.param(2, 1.5, True, marks=pytest.mark.slow),
        (1, 1, True),
        pytest.param(0.5, 0.5, False, marks=pytest.mark.slow),
        pytest.param(1, 1, False, marks=pytest.mark.slow),
    ],
)
def test_infinite_data_in_closed_form(alpha, eta, target):
    """At nu = 0 nothing is random but the spectra; what the estimate promises must hold."""
    p = 1000
    sizes = Sizes(p, round(eta * p), np.inf, alpha / p)
    found = interior.by_sampling(CURVE, p, Planar(alpha, eta, 0.0, target), 0.01)
    exact = (large_data.losses if target else regime_limit("large-data+free").losses)(CURVE, sizes).train
    assert np.all(np.abs(found.train - exact) <= found.train_error + 1e-5 * p)  # 1/p^2 at p = 96 is 1e-4
    assert found.train_error.max() < 0.01 * exact[0]


@pytest.mark.parametrize(("alpha", "eta", "nu"), [(0.5, 0.5, 1), (1, 2, 0.5), (0.3, 0.8, 2)])
def test_the_routes_agree_at_early_times(alpha, eta, nu):
    t = np.linspace(0, 0.08, 5)
    series = interior.by_series(t, 1, Planar(alpha, eta, nu), 0.005)
    sampled = interior.by_sampling(t, 1, Planar(alpha, eta, nu), 0.005)
    for name in ("train", "population"):
        gap = np.abs(getattr(series, name) - getattr(sampled, name))
        error = getattr(series, f"{name}_error") + getattr(sampled, f"{name}_error")
        assert np.all(gap <= error + 1e-4 * gap.max())


@pytest.mark.parametrize("points", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_the_estimate_covers_a_longer_sampling(points, rng):
    """At points drawn at random, two runs of 16 samples agree at all times within their errors, at all but one."""
    covered = 0
    for seed in range(points):
        planar = Planar(float(rng.uniform(0.2, 2)), float(rng.uniform(0.4, 1.5)), float(rng.uniform(0.2, 2)))
        found = sample(CURVE, planar, 1.0, seed, size=40)
        other = sample(CURVE, planar, 1.0, 100 + seed, size=48)
        spread = np.hypot(found.stderr, other.stderr)
        covered += bool(np.all(np.abs(found.values - other.values) <= interior.SIGMAS * spread + 1e-6))
    assert covered >= points - 1


@pytest.mark.parametrize(("alpha", "eta", "nu"), [pytest.param(0.5, 0.5, 1, marks=pytest.mark.slow), (2, 0.5, 2)])
def test_simulations_approach_the_planar_limit(alpha, eta, nu):
    """Real simulations at p = 96 differ by their 1/p terms, up to 2/96, and by three standard errors."""
    p = 96
    sizes = Sizes(p, round(eta * p), round(p / nu), alpha / p)
    found = interior.losses(CURVE, sizes)
    curves = simulate(sizes, CURVE, 24, 3)
    for theory, runs in ((found.train, curves.train), (found.population, curves.population)):
        average, error = mean_and_stderr(runs)
        assert np.all(np.abs(average - theory) <= 3 * error + (0.005 + 2 / p) * theory[0])


def test_the_free_facet_at_all_times():
    """Homogeneous: alpha sets the units; and late times fall back on sampling."""
    t, sizes = np.linspace(0, 3, 7), Sizes(100, 50, 100, 0.01)
    found = free.losses(t, sizes)
    assert found.route == "sampling"
    scaled = free.losses(t / 100, Sizes(100, 50, 100, 1.0))
    assert scaled.train == pytest.approx(1e4 * found.train, rel=1e-12)
    early = free.losses([0, 0.01], sizes)
    assert early.route == "series"
    assert early.train[0] == pytest.approx(found.train[0], rel=1e-9)


def test_what_is_out_of_reach_is_refused(monkeypatch):
    monkeypatch.setattr(interior, "RESERVE", interior.ORDER)  # the high orders would be computed afresh here
    with pytest.raises(ConvergenceError, match="too late to follow by sampling"):
        interior.losses([0, 1e5], Sizes(100, 50, 50, 0.02))
    with pytest.raises(ConvergenceError, match=r"sampling is no finer than 0\.001"):
        interior.losses([0, 1.0], Sizes(100, 50, 50, 0.02), accuracy=1e-5)
    with pytest.raises(InputError, match="too extreme to sample"):
        interior.losses([0, 3], Sizes(1000, 2000, 10, 0.01))
    with pytest.raises(ConvergenceError, match="leave a standard error of"):
        sample(np.array([0.5]), Planar(0.5, 0.5, 1.0), 1e-7, size=16)


@pytest.mark.parametrize(
    ("settled", "accuracy"), [(200.0, 0.02), pytest.param(interior.SETTLED, 0.01, marks=pytest.mark.slow)]
)
def test_late_times_come_from_the_known_limit(settled, accuracy, monkeypatch):
    """At t = 1e5 nothing but the share of the p - H smallest eigenvalues is left; t = 1 is sampled as ever.

    Followed for a tenth of the time, samples still come within 2 % of L(0) of it.
    """
    monkeypatch.setattr(interior, "SETTLED", settled)
    found = interior.losses([0, 1.0, 1e5], Sizes(100, 50, 200, 0.01), accuracy=accuracy)
    assert found.train[2] / 100 == pytest.approx(MarchenkoPastur(0.5).smallest_mean(0.5) / 2)
    assert found.population[2] == pytest.approx(25)
    assert 0 < found.train_error[2] < accuracy * found.train[0]
    assert found.train_error[1] < accuracy * found.train[0]


def draw(rng):
    """alpha, eta, nu log-uniform from 0.2 to 5, and a time log-uniform from 0.05 to 5."""
    alpha, eta, nu = np.exp(rng.uniform(np.log(0.2), np.log(5), 3))
    return Planar(float(alpha), float(eta), float(nu)), np.exp(rng.uniform([np.log(0.05)], [np.log(5)]))


@pytest.mark.slow
def test_the_promised_error_holds_at_95_of_100_random_points(monkeypatch):
    """Both losses inside the error promised, 0.5 % of L(0) or less, but for the truth's own three standard errors.

    Truth: 24 samples of other size and other random numbers.
    """
    monkeypatch.undo()  # the cache of the machine
    rng, inside, routes = np.random.default_rng(20261122), 0, []
    for k in range(100):
        planar, t = draw(rng)
        found = interior.estimate(t, 1, planar, interior.ACCURACY, seed=k)
        size = 7 * size_for(planar) // 6
        truth = sample(t, planar, 1.0, 1000 + k, size=size, fewest=24)
        promised = np.array([found.train_error[0], found.population_error[0]])
        values = np.array([found.train[0], found.population[0]])
        assert np.all(promised <= interior.ACCURACY * planar.start()[:, 0])
        inside += bool(np.all(np.abs(values - truth.values[:, 0]) <= promised + 3 * truth.stderr[:, 0]))
        routes.append(found.route)
    assert inside >= 95
    assert min(routes.count("series"), routes.count("sampling")) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("target", [True, False])
def test_the_series_promises_rightly(monkeypatch, target):
    """Whatever the resummed series promises, at 30 points and 12 times each: order 8 against samples.

    Wherever it promises 1 % of L(0) or less, at least 99 % of the values keep it, up to three standard errors.
    """
    monkeypatch.undo()
    rng, kept = np.random.default_rng(5), []
    for k in range(30):
        planar, _ = draw(rng)
        planar = replace(planar, alpha=planar.alpha if target else 1.0, target=target)
        t = np.geomspace(0.02, 3, 12)
        truth, exact = sample(t, planar, 1.0, k), planar.start()
        for row, loss in enumerate(("train", "population")):
            series = planar_taylor(loss, interior.ORDER, planar.alpha, planar.eta, planar.nu, target=target)
            found = enclose(series, t, limit(loss, planar))
            promised = found.errors <= 0.01 * exact[row, 0]
            gap = np.abs(found.values - truth.values[row]) - found.errors - 3 * truth.stderr[row]
            kept.extend(gap[promised] <= 3e-4 * exact[row, 0])  # and the samples' finite size, see above
    assert len(kept) >= 200
    assert np.mean(kept) >= 0.99
