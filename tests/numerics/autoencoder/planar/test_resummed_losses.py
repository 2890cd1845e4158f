"""Resummed losses of the autoencoder: the error estimate against the error where the truth is known."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.methods.resummation import ResummationError, Resummed, resum
from theory.autoencoder.series import exact_taylor, planar_taylor

T = np.array([0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5])

pytestmark = pytest.mark.usefixtures("empty_cache")


def expected_loss(t, p, H, N, sigma2, order) -> Resummed:
    """E[L_train(t)] at finite sizes from its exact Taylor coefficients."""
    return resum(exact_taylor("train", order, p, H, N, sigma2), t)


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


@pytest.mark.parametrize(
    ("sigma2", "order"),
    [(0.05, 7), pytest.param(0.05, 10, marks=pytest.mark.slow), *((s, n) for s in (0.25, 1.0) for n in (7, 8, 9))],
)
def test_the_error_estimate_covers_the_scalar_model(order, sigma2):
    # The worst case: the series has radius zero.
    found = expected_loss(T, 1, 1, 1, sigma2, order)
    truth = np.array([scalar_loss(t, sigma2) for t in T])
    assert np.all(np.abs(found.values - truth) <= found.errors + 1e-12)


def test_the_scalar_model_at_small_variance_leaves_too_few_approximants():
    with pytest.raises(ResummationError, match=r"leave 3 approximants without poles up to t = 1\.5"):
        expected_loss(T, 1, 1, 1, 0.05, 8)


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
    found = expected_loss(times, *sizes, order=9)
    assert np.all(np.abs(found.values - mean) < found.errors + 4 * error)
    assert np.all(found.errors[:2] < 0.03 * mean[0])


def test_knowing_the_limit_helps_at_late_times():
    series = planar_taylor("train", 11, 0.8, 0.7, 0)
    truth = large_data_loss(1.5, 0.8, 0.7)
    plain, helped = (abs(resum(series, T, limit).values[-1] - truth) for limit in (None, Fraction(3, 20)))
    assert helped < plain
