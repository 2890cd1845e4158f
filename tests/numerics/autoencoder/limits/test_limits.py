"""Numbers of the four facets that have a formula: two routes each, to 1e-10, and the awkward places."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad, solve_ivp
from scipy.linalg import eigh_tridiagonal

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import large_data, large_data_correction, mean_field, narrow_latent, small_data
from numerics.autoencoder.losses import residual
from numerics.autoencoder.predict import predict
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from tests.oracles.large_data_quadrature import large_data_by_quadrature
from theory.autoencoder.taylor import moment_series
from theory.errors import InputError

TIMES = np.array([0, 1e-9, 1e-3, 0.1, 0.5, 1, 3.0])
ALL_SOLVED = ("large-data", "small-data", "mean-field", "narrow-latent")


def sizes(alpha, eta, nu, p=1000):
    return Sizes(p, round(eta * p), np.inf if nu == 0 else round(p / nu), alpha / p)


# large-data ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a", "e"), [(4, 0.25), (10, 8), (0.01, 0.125), (1, 1), (0.5, 2), (1e-6, 1000), (1e-3, 1000)])
def test_large_data_closed_form_against_quadrature(a, e):
    z = sizes(a, e, 0)
    closed, integral = large_data.losses(TIMES, z).train, large_data_by_quadrature(TIMES, z).train
    assert closed == pytest.approx(integral, rel=1e-11)


@pytest.mark.parametrize(("a", "e"), [(4, 0.25), (10, 8), (1, 1), (0.001, 1000)])
def test_large_data_closed_form_against_narayana_form(a, e):
    """The textbook form in 50 digits, since it cancels near zeta = 0."""
    z = sizes(a, e, 0)
    with mpmath.workdps(50):
        a_, e_ = mpmath.mpf(z.sigma2) * z.p, mpmath.mpf(z.H) / z.p

        def h(x):
            return (1 - x * (e_ + 1) - mpmath.sqrt(1 - 2 * x * (e_ + 1) + x**2 * (e_ - 1) ** 2)) / (2 * x**2)

        def loss(time):
            growth = mpmath.exp(4 * mpmath.mpf(time))
            zeta = a_ * (1 - growth)
            return z.p * (mpmath.mpf(1) / 2 + a_ * growth * (a_ * growth / 2 * mpmath.diff(h, zeta) - h(zeta)))

        exact = [float(loss(time)) for time in TIMES[2:]]
    assert large_data.losses(TIMES[2:], z).train == pytest.approx(exact, rel=1e-13)


def test_large_data_at_late_times():
    """max(0, (p - H)/2) at t = 1e4; e^{-2t} at H = p and e^{-8t} at H > p before."""
    assert large_data.losses([1e4], sizes(3, 0.25, 0)).train == pytest.approx([375], rel=1e-14)
    assert large_data.losses([1e4], sizes(3, 1, 0)).train < 1e-250
    assert large_data.losses([1e4], sizes(3, 2, 0)).train == 0
    t = np.array([8.0, 9.0])
    for e, rate in ((1, 2), (2, 8)):
        late = large_data.losses(t, sizes(3, e, 0)).train
        # corrections are of relative order e^{-2t} at H = p and e^{-4t} at H > p
        assert np.log(late[0] / late[1]) == pytest.approx(rate, abs=1e-6)


def test_large_data_first_correction_is_exact_at_the_start():
    """E L(0) at N = inf is the polynomial Y_0, whose non-planar term is p H sigma2^2 / 2."""
    z = sizes(4, 0.25, 0)
    assert large_data_correction.finite_size_correction([0.0], z) == pytest.approx(
        [z.p * z.H * z.sigma2**2 / 2], rel=1e-11
    )


# mean-field ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nu", [0, 0.5, 0.999, 1, 1.001, 4])
@pytest.mark.parametrize("a", [1e-6, 0.3, 1 - 1e-9, 5])
def test_mean_field_against_gauss_quadrature(nu, a):
    z = Sizes(
        1000, 10**6, np.inf if nu == 0 else 1000 / nu if (1000 / nu).is_integer() else round(1000 / nu), a / 10**6
    )
    n = 400
    l, v = eigh_tridiagonal(np.r_[1, np.full(n - 1, 1 + z.nu)], np.full(n - 1, np.sqrt(z.nu)))
    l, w = l.clip(min=0), v[0] ** 2
    square = residual(z.a0, 4 * np.multiply.outer(TIMES, l)) ** 2
    found = mean_field.losses(TIMES, z)
    # the Gauss weights are eigenvector components: accurate to 1e-15 absolutely
    assert found.train == pytest.approx(z.p / 2 * square @ (l * w), rel=1e-10, abs=z.p * 1e-14)
    assert found.population == pytest.approx(z.p / 2 * square @ w, rel=1e-10, abs=z.p * 1e-14)


def test_mean_field_of_a_learned_start_stays():
    assert mean_field.losses(TIMES, Sizes(100, 10**4, 200, 1e-4)).train == pytest.approx(np.zeros(7), abs=1e-25)


def test_mean_field_hard_edge_decays_as_a_power():
    """The density at nu = 1 is 1/(pi sqrt l) near 0: the population loss falls as t^-1/2, the train loss as t^-3/2."""
    z = Sizes(1000, 10**6, 1000, 0.3e-6)
    far = mean_field.losses([1e4, 4e4], z)
    # corrections to the density are of relative order l ~ 1/t
    assert far.population[0] / far.population[1] == pytest.approx(2, rel=1e-4)
    assert far.train[0] / far.train[1] == pytest.approx(8, rel=1e-4)


def test_mean_field_atom_never_learns():
    z = Sizes(1000, 10**6, 250, 0.3e-6)
    found = mean_field.losses([1e4], z)
    assert found.train == 0
    assert found.population == pytest.approx([0.75 * 500 * 0.7**2], rel=1e-13)


def test_mean_field_with_a_given_spectrum(rng):
    l, c = rng.random(20), rng.random(20)
    z = Sizes(20, 500, 50, 0.001)
    found = mean_field.losses([0.3], z, EmpiricalSpectrum(l, c))
    square = ((1 - z.a0) / (1 - z.a0 + z.a0 * np.exp(1.2 * l))) ** 2
    assert found.train == pytest.approx([(l * square).sum() / 2], rel=1e-13)
    assert found.population == pytest.approx([(c * square).sum() / 2], rel=1e-13)
    assert mean_field.losses([0.3], z, EmpiricalSpectrum(l)).population is None


# narrow-latent -------------------------------------------------------------------------------------------------------

LENGTHS = [1e-5, 0.3, 1 - 1e-7, 1, 1.5, 2, 2.01, 5, 100]


@pytest.mark.parametrize("nu", [0, 0.5, 1, 3])
@pytest.mark.parametrize("a", LENGTHS)
def test_narrow_latent_keeps_its_first_integral(a, nu):
    """1e-10: a thousand times the integrator's relative tolerance, for rates that add up over t = 1e4."""
    t = np.r_[TIMES, 100, 1e4]
    assert narrow_latent.column(t, a, MarchenkoPastur(float(nu))).drift < 1e-10


@pytest.mark.parametrize("nu", [0.5, 1, 3])
@pytest.mark.parametrize("a", [1e-5, 0.3, 0.999, 1.5, 1.99])
def test_narrow_latent_against_quadrature_of_the_first_integral(a, nu):
    """Below alpha = 2: r is explicit in s, and t = int ds / (2 - r)."""
    spectrum = MarchenkoPastur(float(nu))
    state = narrow_latent.column(np.array([0.2, 1.0, 4.0]), a, spectrum)

    def length(s):
        ratio = 4 * (1 - a) / a**2 * np.exp(-2 * narrow_latent.log_phi(np.array(s), state.rule))
        return 2 / (1 + np.sqrt(1 + ratio))

    for s, r, t in zip(state.s, state.r, (0.2, 1.0, 4.0), strict=True):
        assert r == pytest.approx(length(s), rel=1e-10)
        assert quad(lambda x: 1 / (2 - length(x)), 0, s, epsabs=1e-13, epsrel=1e-12)[0] == pytest.approx(t, rel=1e-10)


@pytest.mark.parametrize("a", [0.3, 1, 2, 5, 100])
def test_narrow_latent_against_the_column_itself(a, rng):
    """On a finite spectrum, with |w_i(0)|^2 = alpha / p, the formulas are exact: w' = (2 - r) S w - q w."""
    l, t = rng.random(12) * 3, np.array([0.1, 0.5, 2.0])
    flow = solve_ivp(
        lambda _, w: (2 - w @ w) * l * w - (w @ (l * w)) * w,
        (0, 2),
        np.full(12, np.sqrt(a / 12)),
        "DOP853",
        t,
        rtol=1e-13,
        atol=1e-15,
    ).y
    z = Sizes(12, 1, 50, a / 12)
    found = narrow_latent.losses(t, z, EmpiricalSpectrum(l))
    r, q = (flow**2).sum(axis=0), (l[:, None] * flow**2).sum(axis=0)
    assert found.train == pytest.approx(l.sum() / 2 - (1 - r / 2) * q, rel=1e-10)


def test_narrow_latent_turns_back_above_two():
    t = np.linspace(0, 3, 301)
    s = narrow_latent.column(t, 20.0, MarchenkoPastur(0.5)).s
    assert s.min() < -0.1
    assert s[-1] > 0
    assert np.sum(np.diff(np.sign(np.diff(s))) != 0) == 1


def test_narrow_latent_stuck_in_the_null_space():
    """nu = 3, alpha = 100: the part of w in the null space of S has |w|^2 about 100 * 2/3 and no gradient."""
    found = narrow_latent.column(np.array([1e4]), 100.0, MarchenkoPastur(3.0))
    u = 2 - 2 / found.r[0]
    # first integral at phi = 2/3, the mass of the null space
    assert u * (2 - u) * (2 / 3) ** 2 == pytest.approx(4 * 99 / 100**2, rel=1e-9)


# small-data ----------------------------------------------------------------------------------------------------------


def matrix_flow(tau, a, e, n):
    """Moments of one sample from the flow of the (n + 1) x n bidiagonal W itself."""
    start = np.zeros((n + 1, n))
    start[np.arange(n), np.arange(n)] = np.sqrt(a * e)
    start[np.arange(1, n + 1), np.arange(n)] = np.sqrt(a)

    def velocity(_, y):
        w = y.reshape(n + 1, n)
        b = w[0]
        rate = -np.outer(w @ b, b)
        rate[0] += 2 * b - w.T @ (w @ b)
        return rate.ravel()

    flow = solve_ivp(velocity, (0, tau[-1]), start.ravel(), "DOP853", tau, rtol=1e-13, atol=1e-15).y
    out = []
    for column in flow.T:
        w = column.reshape(n + 1, n)
        b = w[0]
        out.append(
            [
                b @ b,
                b @ (w.T @ (w @ b)),
                np.sum((w @ b - np.eye(n + 1)[0]) ** 2) / 2,
                np.sum((np.eye(n + 1) - w @ w.T) ** 2) / 2,
            ]
        )
    return np.array(out).T


@pytest.mark.parametrize(("a", "e"), [(0.5, 0.5), (1, 1), (1e-3, 1), (5, 0.2), (0.2, 5)])
def test_small_data_lattice_against_the_bidiagonal_matrix(a, e):
    tau = np.array([0.0, 0.1, 0.5, 1.0, 2.0])
    _, _, train, population = matrix_flow(tau, a, e, 30)
    found = small_data.sample(tau, a, e)
    assert found.train == pytest.approx(train, rel=1e-9, abs=1e-12)
    # dL_pop of the matrix flow is that of one sample; its initial value depends on the truncation
    assert found.delta == pytest.approx(population - population[0], rel=1e-9, abs=1e-11)


@pytest.mark.parametrize(("a", "e"), [(0.5, 0.5), (1, 1), (0.2, 5)])
def test_small_data_against_the_exact_series_of_the_hierarchy(a, e):
    """Order 40 at tau = 1/20: the last terms, checked here, are below 1e-15."""
    tau = 0.05
    series = moment_series(40, sp.Rational(str(a)), sp.Rational(str(e)))
    terms = [[float(c * sp.Rational(1, 20) ** s) for s, c in enumerate(g)] for g in series]
    assert max(abs(g[-1]) for g in terms) < 1e-15
    g0, g1, _ = map(sum, terms)
    assert small_data.sample(np.array([tau]), a, e).train == pytest.approx([(1 - 2 * g0 + g1) / 2], rel=1e-11)


def test_small_data_late_and_tiny():
    found = small_data.sample(np.array([0, 50, 1e4]), 1e-300, 1.0)
    assert found.train[:2] == pytest.approx([0.5, 0.5], rel=1e-12)
    assert small_data.sample(np.array([1e4]), 0.5, 0.5).train == 0
    stuck = small_data.sample(np.array([1e4]), 3.0, 1 / 64)
    assert stuck.train == pytest.approx([0.5], rel=1e-12)


def test_small_data_decays_at_its_rate_at_hard_edge():
    """At H = p the decay rate -2 (c_1 + c_3) settles smoothly: no digits are lost as the loss falls to 1e-12."""
    tau = np.linspace(5, 12, 15)
    slopes = np.diff(np.log(small_data.sample(tau, 1.0, 1.0).train)) / np.diff(tau)
    assert np.all(slopes < -1.9)
    assert np.all(np.abs(np.diff(slopes)) < 0.05)


def test_small_data_needs_finite_n():
    with pytest.raises(InputError, match="give a finite N"):
        small_data.losses([0, 1], sizes(1, 1, 0))


# all -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL_SOLVED)
@pytest.mark.parametrize("e", [0.01, 1, 20])
def test_every_facet_survives_all_times(name, e):
    """Finite, in any order of times, and the same number for a time alone as among others."""
    z = sizes(0.5, e, 0.5)
    t = np.array([1e4, 0, 1e-12, 3, 0.2, 100])
    found = predict(name, t, z)
    assert np.all(np.isfinite(found.train))
    assert np.all(np.isfinite(found.population))
    alone = predict(name, [0.2], z)
    # each integrates its own steps to 1e-13 a step
    assert alone.train[0] == pytest.approx(found.train[4], rel=1e-10)


@pytest.mark.parametrize("name", ALL_SOLVED)
@pytest.mark.parametrize("bad", [[-1.0], [np.nan], [np.inf]])
def test_bad_times_are_refused(name, bad):
    with pytest.raises(InputError, match="numbers from 0 to 1e"):
        predict(name, bad, sizes(0.5, 1, 0.5))


def test_only_two_facets_take_a_spectrum():
    with pytest.raises(InputError, match="Gaussian data only"):
        predict("large-data", [0.0], sizes(0.5, 1, 0.5), EmpiricalSpectrum([1.0]))
