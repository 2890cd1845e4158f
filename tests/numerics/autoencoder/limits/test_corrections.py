"""First corrections: against exact coefficients, against simulation, and where they stop."""

import re
from typing import NamedTuple

import numpy as np
import pytest

from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.checks import Experiment
from numerics.autoencoder.experiment.comparison import compare
from numerics.autoencoder.limits import (
    free_correction,
    large_data_correction,
    mean_field_correction,
    narrow_latent_correction,
    small_data_correction,
)
from numerics.autoencoder.limits.perturbation import rules
from numerics.autoencoder.predict import first_correction
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.errors import ConvergenceError
from theory.autoencoder.expansion import coefficient
from theory.errors import InputError
from theory.memory import OutOfReachError

STEP = 2e-3


def derivatives(curve):
    """First and second derivative at 0 of a curve on 0, STEP, ..., 6 STEP: of degree 6, so errors are below 1e-7."""
    c = np.polynomial.polynomial.polyfit(np.arange(curve.size) * STEP, curve, 6)
    return [c[0], c[1], 2 * c[2]]


pytestmark = pytest.mark.usefixtures("empty_cache")


def planar_terms(loss, s, keep):
    """The planar terms p alpha^m eta^h nu^d of Y_s with keep(m, h, d), as a function of the sizes."""
    terms = coefficient(loss, s, planar=True).terms
    chosen = {e: c for e, c in terms.items() if keep(e[3], e[1], -e[2])}
    return lambda z: sum(float(c) * z.p**i * z.H**h * z.N**k * z.sigma2**m for (i, h, k, m), c in chosen.items())


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("s", [0, 1, 2])
def test_mean_field_derivatives_are_the_terms_next_to_the_facet(loss, s):
    """h = m - 1: the terms of relative order p/H. The rounding of a second difference at step 2e-3 is 1e-6."""
    sizes = Sizes(100, 4000, 150, 1e-4)
    found = getattr(mean_field_correction.ratio_correction(np.arange(7) * STEP, sizes), loss)
    assert derivatives(found)[s] == pytest.approx(planar_terms(loss, s, lambda m, h, _: h == m - 1)(sizes), rel=1e-4)


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize(("s", "eta"), [(1, 0.5), (2, 0.5), (1, 2), (2, 2)])
def test_large_data_derivatives_are_the_terms_next_to_the_facet(loss, s, eta):
    """d = 1: the terms of relative order p/N."""
    sizes = Sizes(100, round(100 * eta), 4000, 5e-3)
    found = getattr(large_data_correction.ratio_correction(np.arange(7) * STEP, sizes), loss)
    expected = planar_terms(loss, s, lambda _, __, d: d == 1)(sizes)
    assert derivatives(found)[s] == pytest.approx(expected, rel=1e-4, abs=1e-5)


class Term(NamedTuple):
    """A term p^i H^h N^-d sigma^2m; ``g`` is what is missing to the planar degree in p, H, N."""

    m: int
    h: int
    d: int
    g: int


def exact_terms(loss, s, sizes, keep):
    """The sum of the terms of Y_s with keep(term)."""
    terms = coefficient(loss, s).terms
    chosen = {e: c for e, c in terms.items() if keep(Term(e[3], e[1], -e[2], 1 + e[3] - sum(e[:3])))}
    p, h, n, s2 = float(sizes.p), float(sizes.H), float(sizes.N), sizes.sigma2
    return sum(float(c) * p**i * h**j * n**k * s2**m for (i, j, k, m), c in chosen.items())


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("nu", [0.4, 2.0])
def test_narrow_latent_derivatives_are_the_terms_next_to_the_facet(loss, nu):
    """Two cycles of W, or one and one power of the sizes less: the orders H/p and 1/p. H is a polynomial's variable."""
    sizes = Sizes(200, 6, round(200 / nu), 0.6 / 200)
    found = derivatives(getattr(narrow_latent_correction.losses(np.arange(7) * STEP, sizes), loss))
    for s in range(3):
        expected = exact_terms(loss, s, sizes, lambda x: (x.g, x.h) in ((0, 2), (1, 1)))
        assert found[s] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("samples", [1, 3])
def test_small_data_derivatives_are_the_terms_next_to_the_facet(loss, samples):
    """One cycle of X more, or one power of the sizes less. Differences of step 0.01 err by its square, 1e-4."""
    sizes = Sizes(200, 120, samples, 0.6 / 200)
    tau = np.arange(7) * STEP
    found = derivatives(getattr(small_data_correction.losses(tau / sizes.nu, sizes), loss))
    for s in range(3):
        top = s if loss == "train" else max(s - 1, 0)
        expected = exact_terms(loss, s, sizes, lambda x, top=top: (x.g, x.d) in ((0, top - 1), (1, top)))
        # and rounding: 1e-8 of the flow over the square of the step, in second differences of the time step 2e-3
        assert found[s] == pytest.approx(expected / sizes.nu**s, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("loss", ["train", "population"])
def test_mean_field_gains_the_spectrum_at_finite_size(loss):
    """At h = m, the terms with one power of the sizes less: the order 1/p."""
    sizes = Sizes(100, 4000, 150, 1e-4)
    found = derivatives(getattr(mean_field_correction.finite_size_correction(np.arange(7) * STEP, sizes), loss))
    for s in range(3):
        expected = exact_terms(loss, s, sizes, lambda x: x.g == 1 and x.h == x.m)
        assert found[s] == pytest.approx(expected, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("eta", [0.5, 2])
def test_large_data_gains_the_weights_at_finite_size(eta):
    """At d = 0, the terms with one power of the sizes less."""
    sizes = Sizes(100, round(100 * eta), np.inf, 5e-3)
    found = derivatives(first_correction("large-data", np.arange(7) * STEP, sizes).train)
    for s in range(3):
        finite = Sizes(100, sizes.H, 100, 5e-3)
        expected = exact_terms("train", s, finite, lambda x: x.g == 1 and x.d == 0)
        assert found[s] == pytest.approx(expected, rel=1e-4, abs=1e-8)


@pytest.mark.slow
def test_free_correction_starts_at_the_exact_loss():
    """At t = 0 all is known: p/2 (alpha^2 (eta^2 + eta (1 + 1/p)) - 2 alpha eta), to the order kept."""
    sizes = Sizes(100, 50, 200, 0.5)
    added = first_correction("free", [0.0, 1e-3], sizes)
    both = sizes.alpha**2 * sizes.eta / 2 - sizes.a0 * sizes.p
    assert (added.train[0], added.population[0]) == (pytest.approx(both), pytest.approx(both))


@pytest.mark.parametrize(
    ("regime", "sizes", "t_max", "runs", "ratio"),
    [
        ("mean-field", Sizes(100, 2000, 200, 1e-4), 1.0, 16, 5),
        ("large-data", Sizes(150, 75, 6000, 0.3 / 150), 0.75, 16, 5),
        ("narrow-latent", Sizes(96, 4, 192, 0.5 / 96), 1.5, 256, 5),
        pytest.param("free", Sizes(96, 48, 192, 1.0), 0.8 / 96, 32, 5, marks=pytest.mark.slow),
        ("small-data", Sizes(64, 32, 4, 0.5 / 64), 0.1, 256, 2),
    ],
)
def test_corrections_remove_the_deviation_of_simulations(regime, sizes, t_max, runs, ratio):
    """At least ``ratio``-fold at the worst time, train and population; 3 standard errors of the runs are granted."""
    experiment = Experiment(regime, sizes, np.linspace(0, t_max, 5))
    found = compare(experiment.theory(), simulate(sizes, experiment.t, runs, 1), experiment.initial())
    added = experiment.correction()
    for name, row in found.items():
        left = row.deviation - getattr(added, name) / row.theory[0]
        assert np.abs(left).max() < np.abs(row.deviation).max() / ratio + 3 * row.deviation_stderr.max(), name
    assert any(np.abs(row.deviation).max() > 4 * row.deviation_stderr.max() for row in found.values())


def test_the_secular_correction_is_refused():
    """For H < p it grows with t sqrt(p/N); at N = inf or H > p nothing does."""
    with pytest.raises(InputError, match=r"grows with t sqrt\(p/N\), 0\.5 at t = 1"):
        first_correction("large-data", [0, 1.0], Sizes(100, 50, 400, 0.01))
    for sizes in (Sizes(100, 50, np.inf, 0.01), Sizes(100, 200, 400, 0.01)):
        assert np.all(np.isfinite(first_correction("large-data", [0, 1.0], sizes).train))


REACHES = [
    Sizes(100, 50, 50, 1.0),
    Sizes(50, 150, 6, 11.7 / 50),
    Sizes(200, 418, 27, 9.3 / 200),
    Sizes(100, 849, 56, 30.8 / 100),
    Sizes(50, 48, 10, 90.1 / 50),
]


@pytest.mark.parametrize("sizes", REACHES)
@pytest.mark.parametrize("points", [2, pytest.param(3, marks=pytest.mark.slow), 40])
def test_a_refused_free_correction_is_given_up_to_the_time_named(sizes, points):
    """That time is earlier than the one refused, is answered on any grid, and is the end: 12 % beyond is refused.

    The mesh is 5 % wide, and the time is rounded down by at most 1 %.
    """

    def named(t_max):
        with pytest.raises(ConvergenceError) as refused:
            first_correction("free", np.linspace(0, t_max, points), sizes)
        return float(re.search(r"known up to t = (\S+) only", str(refused.value))[1])

    t_max = 10 / sizes.alpha
    time = named(t_max)
    assert 0 < time < t_max
    assert np.all(np.isfinite(first_correction("free", np.linspace(0, time, points), sizes).train))
    assert named(1.12 * time) == time  # how far it reaches depends neither on the last time nor on the grid


@pytest.mark.parametrize("t", [0.0398, 0.03985, 1.0, 9.9999e-5, 123.456])
def test_times_in_messages_are_rounded_down(t):
    assert 0.99 * t <= float(free_correction.rounded_down(t)) <= t


def test_late_free_corrections_are_refused():
    with pytest.raises(ConvergenceError, match="correction to free is known up to t = 0"):
        first_correction("free", np.linspace(0, 1, 5), Sizes(100, 50, 50, 1.0))


def test_a_given_spectrum_is_used_as_it_is():
    """Equal eigenvalues 1 are infinite data: the same correction as at nu -> 0."""
    t, sizes = np.array([0.0, 0.4]), Sizes(10, 200, 10**6, 1e-3)
    given = mean_field_correction.ratio_correction(t, sizes, EmpiricalSpectrum(np.ones(10)))
    # nu = 1e-5 moves it by a relative 1e-5 times numbers of order ten
    assert given.train == pytest.approx(mean_field_correction.ratio_correction(t, sizes).train, rel=1e-3)
    assert mean_field_correction.ratio_correction(t, sizes, EmpiricalSpectrum(np.ones(10))).population is None


@pytest.mark.parametrize("name", ["mean-field+free", "large-data+free"])
def test_unknown_corrections_are_refused(name):
    with pytest.raises(InputError, match=f"no correction to {name.replace('+', '[+]')} is known"):
        first_correction(name, [0, 1], Sizes(10, 5, 20, 0.1))


def test_large_data_correction_needs_gaussian_data():
    with pytest.raises(InputError, match="Gaussian data only"):
        first_correction("large-data", [0, 1], Sizes(10, 5, 20, 0.1), EmpiricalSpectrum([1.0]))


def test_a_correction_that_does_not_settle_is_refused():
    """At H = p eigenvalues next to zero wake up one by one, and few nodes do not resolve them."""
    with pytest.raises(ConvergenceError, match="first correction still changes"):
        large_data_correction.ratio_correction([0, 10.0], Sizes(100, 100, 10000, 0.01))


def test_pairs_of_too_many_eigenvalues_are_refused_beforehand():
    with pytest.raises(OutOfReachError, match=r"the first correction on 2000000 eigenvalues needs about .* GiB"):
        rules(EmpiricalSpectrum(np.ones(2_000_000)))


def test_large_eigenvalues_do_not_slow_the_correction_down():
    """One eigenvalue l: V = v0 E^2, C = -v0 E (a - a0) / (a0 (1 - a0)), E = da/da0; explicit steps take minutes."""
    l, t, sizes = 1e6, np.array([0.0, 1e-7, 1e-6, 1.0]), Sizes(p=4, H=40, N=50, sigma2=1e-3)
    x, a0, v0 = np.exp(-4 * l * t), sizes.a0, sizes.a0**2 / sizes.eta
    a, E = a0 / (a0 + (1 - a0) * x), x / (a0 + (1 - a0) * x) ** 2
    exact = sizes.p * l * v0 * (E**2 / 2 + (1 - a) * E * (a - a0) / (a0 * (1 - a0)))
    found = mean_field_correction.ratio_correction(t, sizes, EmpiricalSpectrum(np.full(4, l)))
    assert np.allclose(found.train, exact, rtol=1e-7, atol=1e-9 * exact[0])  # ODE_RTOL, and its sum over steps
