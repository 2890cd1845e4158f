"""Resummed series against functions known in closed form, and the error estimate against the error."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.autoencoder.planar.resummation import (
    ResummationError,
    approximant,
    evaluate,
    expected_loss,
    has_pole,
    resum,
)
from theory.autoencoder.series import exact_taylor, planar_taylor
from theory.errors import InputError

T = np.array([0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5])

pytestmark = pytest.mark.usefixtures("empty_cache")


def scalar_loss(t, sigma2):
    """E[L_train(t)] at p = H = N = 1 by Gauss-Hermite quadrature: a logistic in time, s = x^2, a = sigma2 w^2
    at t = 0.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    a, s = (sigma2 * nodes**2)[:, None], (nodes**2)[None, :]
    decay = np.exp(-4 * s * t)
    return weights @ (0.5 * s * ((1 - a) * decay / (a + (1 - a) * decay)) ** 2) @ weights


def large_data_loss(t, alpha, eta):
    """L/p at S = 1: eigenvalues on the logistic, against the Marchenko-Pastur law of A(0) (Chebyshev nodes)."""
    angles = (np.arange(2000) + 0.5) * np.pi / 2000
    a0, ratio = alpha * eta, 1 / eta
    x = 1 + ratio + 2 * np.sqrt(ratio) * np.cos(angles)
    density = 2 * np.sin(angles) ** 2 / x / 2000
    a = a0 * x
    moved = a / (a + (1 - a) * np.exp(-4 * t))
    return 0.5 * (density @ (1 - moved) ** 2 + 1 - density.sum())


def test_an_approximant_of_a_rational_function_is_that_function():
    series = [Fraction((-1) ** n * (n + 1)) for n in range(6)]  # 1 / (1 + t)^2
    assert approximant(series, 1, 2) == ([1, 0], [1, 2, 1])
    fraction = approximant(series, 1, 2)
    assert np.allclose(evaluate(fraction, T), 1 / (1 + T) ** 2, rtol=1e-15)
    assert approximant(series, 2, 3) is None  # one degree too many: a singular system


def test_poles_are_counted_exactly():
    assert has_pole([1, -2], Fraction(1, 2))
    assert not has_pole([1, -2], Fraction(499, 1000))
    assert not has_pole([1, 2], Fraction(100))
    assert has_pole([1, -2, 1], Fraction(1))


def test_a_stieltjes_function():
    # log(1 + t) / t converges on the ladder at t far beyond its radius 1.
    series = [Fraction((-1) ** n, n + 1) for n in range(14)]
    t = np.array([0.5, 2.0, 5.0])
    found = resum(series, t)
    assert found.approximants[0] == (6, 7)
    error = np.abs(found.values - np.log1p(t) / t)
    assert np.all(error < found.errors)
    # At t = 5 the rate is ((sqrt(6) - 1) / (sqrt(6) + 1))^13 = 0.420^13 = 1.3e-5.
    assert error.max() < 1.3e-5


def test_more_orders_converge():
    t = np.array([2.0])
    errors = []
    for order in (3, 5, 7, 9, 11):
        series = [Fraction((-1) ** n, n + 1) for n in range(order + 1)]
        errors.append(abs(resum(series, t).values[0] - np.log(3) / 2))
    # Convergence like ((sqrt(1 + t) - 1) / (sqrt(1 + t) + 1))^order = 0.268^order.
    slope = np.polyfit([3, 5, 7, 9, 11], np.log(errors), 1)[0]
    assert abs(slope - np.log(0.268)) < 0.15


@pytest.mark.parametrize(
    ("sigma2", "order"), [(0.05, 7), (0.05, 10), *((s, n) for s in (0.25, 1.0) for n in (7, 8, 9))]
)
def test_the_error_estimate_covers_the_scalar_model(order, sigma2):
    # The worst case: the series has radius zero.
    found = expected_loss("train", T, 1, 1, 1, sigma2, order)
    truth = np.array([scalar_loss(t, sigma2) for t in T])
    assert np.all(np.abs(found.values - truth) <= found.errors + 1e-12)


def test_the_scalar_model_at_small_variance_leaves_too_few_approximants():
    with pytest.raises(ResummationError, match=r"leave 3 approximants without poles up to t = 1\.5"):
        expected_loss("train", T, 1, 1, 1, 0.05, 8)


@pytest.mark.parametrize(("alpha", "eta"), [(0.8, 0.7), (3, 0.4), (0.5, 0.5), (0.2, 2), (1, 1)])
def test_the_error_estimate_covers_the_large_data_limit(alpha, eta):
    series = planar_taylor("train", 11, alpha, eta, 0)
    limit = Fraction(max(1 - eta, 0)) / 2
    for known in (None, limit):
        found = resum(series, T, known)
        truth = np.array([large_data_loss(t, alpha, eta) for t in T])
        assert np.all(np.abs(found.values - truth) <= found.errors + 1e-12)
        assert np.all(found.errors[T <= 0.1] < 2e-3)


def simulated_loss(times, p, H, N, sigma2, samples, rng, steps=100):
    """Mean and standard error of L_train along the matrix flow, Runge-Kutta with ``steps`` per unit time."""
    W = np.sqrt(sigma2) * rng.standard_normal((samples, p, H))
    X = rng.standard_normal((samples, p, N))
    S, one, step = X @ X.swapaxes(1, 2) / N, np.eye(p), 1 / steps

    def velocity(W):
        M = (one - W @ W.swapaxes(1, 2)) @ S
        return (M + M.swapaxes(1, 2)) @ W

    curve = []
    for n in range(round(max(times) * steps) + 1):
        if any(abs(n * step - t) < step / 2 for t in times):
            rest = one - W @ W.swapaxes(1, 2)
            curve.append(0.5 * np.einsum("nij,njk,nki->n", rest, S, rest))
        k1 = velocity(W)
        k2 = velocity(W + step / 2 * k1)
        k3 = velocity(W + step / 2 * k2)
        W = W + step / 6 * (k1 + 2 * k2 + 2 * k3 + velocity(W + step * k3))
    return np.mean(curve, axis=1), np.std(curve, axis=1) / np.sqrt(samples)


def test_the_error_estimate_covers_a_simulation_where_the_series_is_hard():
    # alpha = eta = 1/2, nu = 1: eigenvalues of S near zero leave a slow tail and a floor that the series does not know.
    times = [0.1, 0.25, 0.5, 0.75, 1.0]
    sizes = (24, 12, 24, 0.5 / 24)
    mean, error = simulated_loss(times, *sizes, 400, np.random.default_rng(9))
    found = expected_loss("train", times, *sizes, order=9)
    assert np.all(np.abs(found.values - mean) < found.errors + 4 * error)
    assert np.all(found.errors[:2] < 0.03 * mean[0])


def test_knowing_the_limit_helps_at_late_times():
    series = planar_taylor("train", 11, 0.8, 0.7, 0)
    truth = large_data_loss(1.5, 0.8, 0.7)
    plain, helped = (abs(resum(series, T, limit).values[-1] - truth) for limit in (None, Fraction(3, 20)))
    assert helped < plain


def test_taylor_coefficients_are_derivatives_over_factorials():
    # p = H = 1, N infinite: L = (1 - a)^2 / 2, a' = 4 a (1 - a), E a = sigma^2, E a^2 = 3 sigma^4, E a^3 = 15 sigma^6.
    s = Fraction(1, 3)
    first, second = exact_taylor("train", 1, 1, 1, None, s)
    assert first == Fraction(1, 2) - s + Fraction(3, 2) * s**2
    assert second == -4 * (s - 6 * s**2 + 15 * s**3)


def test_planar_series_is_the_limit_of_large_sizes():
    # alpha, eta, nu fixed, p -> infinity: L/p approaches the planar value like 1/p.
    alpha, eta, nu = Fraction(4, 5), Fraction(1, 2), Fraction(3, 2)
    limit = planar_taylor("train", 4, alpha, eta, nu)
    gaps = []
    for p in (6000, 60000):
        series = exact_taylor("train", 4, p, int(eta * p), int(p / nu), alpha / p)
        gaps.append([abs(float(c / p - d)) for c, d in zip(series, limit, strict=True)])
    slopes = np.diff(np.log10(gaps), axis=0)
    # The next correction is of relative size 10/p = 2e-3 at order 4.
    assert np.all(np.abs(slopes + 1) < 2e-3)


def test_too_late_a_time_is_an_error_not_a_number():
    # 1 / (1 - t): every approximant that is not singular has its pole at t = 1.
    with pytest.raises(ResummationError, match=r"approximants without poles up to t = 2"):
        resum([Fraction(1)] * 8, [2.0])


@pytest.mark.parametrize(("count", "t"), [(3, [0.1]), (6, [-0.1]), (6, []), (6, [np.nan]), (6, [[0.1]])])
def test_bad_requests(count, t):
    with pytest.raises(InputError, match="at least 4 coefficients and finite times"):
        resum([Fraction(1)] * count, t)


@pytest.mark.parametrize("sigma2", [0, -1, float("nan"), float("inf"), "x"])
def test_bad_sizes(sigma2):
    with pytest.raises(InputError, match=r"sigma\^2 is a finite positive number"):
        exact_taylor("train", 2, 3, 2, 5, sigma2)
