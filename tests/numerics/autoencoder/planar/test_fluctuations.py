"""The scatter of a run against exact series and simulations at the sizes themselves."""

import math
from fractions import Fraction

import numpy as np
import pytest

from linear_ae.data import prepare
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.planar import fluctuations, smaller_sizes
from numerics.autoencoder.planar.complex_runs import complex_runs, doubled, eigenvalues_of, root
from numerics.autoencoder.planar.fluctuations import bands
from numerics.autoencoder.planar.smaller_sizes import neighbours, runs_within_budget, smaller
from numerics.errors import ConvergenceError
from numerics.methods.scatter import variance_of
from theory.errors import InputError
from theory.matrix import variance
from theory.models import load
from theory.models.tied_autoencoder import variant

LOSSES = ["train", "population"]


@pytest.fixture
def few_runs(monkeypatch):
    """A fifth of the runs: errors are stated for as many as there are."""
    monkeypatch.setattr(smaller_sizes, "RUNS", 400)


def series(model, loss, t, sizes, order):
    """The Taylor polynomial of the exact standard deviation's square, and its last term."""
    values = {"p": sizes.p, "H": sizes.H, "N": 1 if math.isinf(sizes.N) else sizes.N, "sigma2": Fraction(sizes.sigma2)}
    terms = [variance(model, loss, s).evaluate(**values) for s in range(order + 1)]
    powers = np.array([[float(x) ** s / math.factorial(s) for s in range(order + 1)] for x in t])
    rows = powers * np.array([float(c) for c in terms])
    return rows.sum(axis=1), np.abs(rows[:, -1])


def check_against_series(sizes, t, order=4, model=None):
    found = bands(t, sizes)
    for loss, band, error in zip(
        LOSSES, (found.train, found.population), (found.train_error, found.population_error), strict=True
    ):
        exact, rest = series(model or load("tied-autoencoder"), loss, t, sizes, order)
        assert rest.max() < 0.01 * exact.min()  # the series has converged to a fifth of the errors
        assert np.all(np.abs(band - np.sqrt(exact)) < error), loss
        assert error.max() < 0.3 * band.max()
    return found


def test_at_the_sizes_themselves(few_runs):  # noqa: ARG001
    assert check_against_series(Sizes(p=5, H=3, N=8, sigma2=0.02), [0.0, 0.01, 0.02]).p == 5


@pytest.mark.parametrize(
    "sizes",
    [
        Sizes(p=150, H=75, N=200, sigma2=0.001),
        pytest.param(Sizes(p=101, H=157, N=83, sigma2=0.0007), marks=pytest.mark.slow),
        Sizes(p=100, H=35, N=41, sigma2=0.002),
    ],
    ids=["narrow", "wide", "compressed"],
)
def test_from_smaller_sizes(sizes, few_runs):  # noqa: ARG001
    """The exact variance at the sizes asked for, 1/p and all; 101, 157 and 83 are primes."""
    found = check_against_series(sizes, [0.0, 0.005, 0.01])
    assert found.p < 40


def test_infinite_data(few_runs):  # noqa: ARG001
    sizes = Sizes(p=12, H=8, N=math.inf, sigma2=0.005)
    found = check_against_series(sizes, [0.0, 0.01, 0.02], model=variant(infinite_data=True))
    assert found.train == pytest.approx(found.population)
    large = bands([0.0], Sizes(p=3000, H=2000, N=math.inf, sigma2=2e-5))
    planar = variance(variant(infinite_data=True), "train", 0, planar=True)
    exact = float(planar.evaluate(p=3000, H=2000, N=1, sigma2=Fraction(2, 100_000))) ** 0.5
    assert abs(large.train[0] - exact) < large.train_error[0]


def test_complex_runs_have_half_the_planar_variance_and_no_first_order():
    """At p = H = N = 6 terms of order 1/p^2 are below 2 % of it; those of order 1/p of real runs 33 % and 22 %."""
    value, error = variance_of(complex_runs(np.zeros(1), Sizes(p=6, H=6, N=6, sigma2=1), 4000, 1, 1e-5))
    for k, loss in enumerate(LOSSES):
        planar, real = (
            float(variance(load("tied-autoencoder"), loss, 0, kept).evaluate(p=6, H=6, N=6, sigma2=1))
            for kept in (True, False)
        )
        allowed = 8 * error[k, 0] + 0.02 * planar
        assert abs(2 * value[k, 0] - planar) < allowed < real - planar


def test_doubling_keeps_products_and_adjoints(rng):
    a, b = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape) for shape in ((3, 2), (2, 4)))
    assert np.allclose(doubled(a) @ doubled(b), doubled(a @ b))
    assert np.allclose(doubled(a.conj().T), doubled(a).T)


@pytest.mark.parametrize(("p", "n"), [(4, 7), (7, 4)])
def test_complex_wishart_moments(p, n, rng):
    """E Tr S = p and E Tr S^2 = p (p + n) / n for complex matrices, real ones having p (p + n + 1) / n."""
    draws = np.array([eigenvalues_of(p, n, rng) for _ in range(4000)])
    assert draws.shape == (4000, p)
    for power, exact in ((1, p), (2, p * (p + n) / n)):
        traces = (draws**power).sum(axis=1)
        assert abs(traces.mean() - exact) < 4 * traces.std() / 4000**0.5


def test_complex_roots(rng):
    """E Tr (L L^dagger)^2 = p n (p + n)."""
    grams = [x @ x.conj().T for x in (root(3, 5, rng) for _ in range(4000))]
    traces = np.array([np.vdot(gram, gram).real for gram in grams])
    assert abs(traces.mean() - 120) < 4 * traces.std() / 4000**0.5


def test_neighbours_have_the_ratios_in_the_mean():
    sizes = Sizes(p=101, H=157, N=83, sigma2=0.01)
    p = smaller(sizes)
    near = neighbours(p, sizes)
    assert 24 <= p <= 30
    assert sum(w for _, w in near) == pytest.approx(1)
    for name in ("H", "N"):
        assert sum(w * getattr(one, name) for one, w in near) == pytest.approx(p * getattr(sizes, name) / 101)
    assert [one.alpha for one, _ in near] == pytest.approx([sizes.alpha] * len(near))


@pytest.mark.parametrize(("H", "p"), [(5, 480), (100, 24)])
def test_the_smallest_size_decides(H, p):
    assert smaller(Sizes(p=300 if H == 5 else 100, H=H, N=1000, sigma2=1)) in (300, *range(p, p + 7))


def test_a_mean_of_runs_scatters_less(few_runs):  # noqa: ARG001
    sizes = Sizes(p=6, H=3, N=12, sigma2=0.05)
    one, nine = bands([0.0, 1.0], sizes), bands([1.0, 0.0], sizes, 9)
    for name in ("train", "train_error", "population", "population_error"):
        assert getattr(nine, name)[::-1] == pytest.approx(getattr(one, name) / 3)


def test_on_given_data_initializations_scatter_alone(few_runs, rng):  # noqa: ARG001
    """As sigma2 -> 0 nothing is left but the samples, which stand still: sqrt(p / (2 N)) of fresh ones is gone."""
    data = prepare(rng.standard_normal((20, 6)), holdout=0.0)
    fixed = bands([0.0], Sizes(p=6, H=3, N=20, sigma2=1e-6), data=data)
    fresh = bands([0.0], Sizes(p=6, H=3, N=20, sigma2=1e-6))
    assert fixed.population is None
    assert fixed.train[0] < 1e-4
    assert abs(fresh.train[0] - (6 / 40) ** 0.5) < fresh.train_error[0]
    held_out = prepare(rng.standard_normal((20, 6)), holdout=0.25)
    assert bands([0.0], Sizes(p=6, H=3, N=15, sigma2=0.1), data=held_out).population is not None


def test_what_takes_too_long_is_refused():
    with pytest.raises(ConvergenceError, match=r"up to t = 1000, which would take too long: ask for times up to \d"):
        bands([1000.0], Sizes(p=300, H=200, N=400, sigma2=0.001))
    with pytest.raises(ConvergenceError, match=r"p = 100000, H = 50000, N = 3 .* leave out --runs"):
        bands([1.0], Sizes(p=100_000, H=50_000, N=3, sigma2=1e-5))
    assert runs_within_budget(1.0, Sizes(p=20, H=10, N=20, sigma2=0.1)) == smaller_sizes.RUNS


@pytest.mark.parametrize("runs", [0, 1.5, True])
def test_bad_numbers_of_runs(runs):
    with pytest.raises(InputError, match="the number of runs is an integer >= 1"):
        bands([0.0], Sizes(p=6, H=3, N=12, sigma2=0.05), runs)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_points(seed):
    """Against 2000 runs at the sizes themselves, within the error stated and four standard errors of these runs."""
    rng = np.random.default_rng([3, seed])
    alpha, eta, nu = np.exp(rng.uniform(np.log(0.2), np.log(5), 3))
    p, t = int(rng.integers(50, 70)), np.linspace(0, 1.5, 7)
    sizes = Sizes(p, round(eta * p), round(p / nu), float(alpha / p))
    found, curves = bands(t, sizes), simulate(sizes, t, 2000, seed=5, tol=1e-5)
    for losses, band, error in (
        (curves.train, found.train, found.train_error),
        (curves.population, found.population, found.population_error),
    ):
        value, stderr = variance_of(losses)
        own = fluctuations.SIGMAS * stderr / (2 * np.sqrt(value))
        assert np.all(np.abs(band - np.sqrt(value)) < np.hypot(error, own))
