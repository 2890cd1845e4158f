"""Means at finite p for infinite data against integrals, and where 1/p serves instead."""

from math import gamma

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.suitability import infinite_data
from numerics.autoencoder.suitability.finite_size import corrected_losses
from numerics.autoencoder.suitability.infinite_data import mean_losses
from numerics.errors import ConvergenceError

T = np.array([0.0, 0.1, 0.5, 2.0])


@pytest.mark.parametrize(("p", "H"), [(1, 3), (4, 1)])
def test_means_of_one_eigenvalue_are_integrals(p, H):
    """The only eigenvalue is sigma2 chi^2 of p H degrees of freedom; p - 1 directions are never learned at H = 1."""

    u = np.linspace(0, 15, 30001)[:, None]  # the root of chi^2
    density = u ** (p * H - 1) * np.exp(-(u**2) / 2) / (2 ** (p * H / 2 - 1) * gamma(p * H / 2))
    loss = ((1 - 0.3 * u**2) / (1 + 0.3 * u**2 * np.expm1(4 * T))) ** 2 / 2
    exact = np.trapezoid(loss * density, u, axis=0) + (p - 1) / 2
    found = mean_losses(T, Sizes(p, H, float("inf"), 0.3), accuracy=0.02)
    np.testing.assert_array_equal(found.train, found.population)
    assert np.all(np.abs(found.train - exact) <= found.train_error)
    assert found.train_error.max() <= 0.02 * found.train[0]


def test_where_the_first_correction_misleads_runs_are_taken():
    """At H = p and late times the planar limit and its 1/p are 0.197, runs of the flow (DOP853) 0.109 +- 0.008."""
    found = corrected_losses([2.0], Sizes(16, 16, float("inf"), 1 / 16), 0.005)
    assert found.route == "simulation"
    assert 0.08 < found.train[0] < 0.14


def test_one_over_p_is_the_error_where_runs_are_too_long(monkeypatch):
    sizes = Sizes(2000, 400, float("inf"), 0.001)
    runs = mean_losses(T, sizes, 0.002)
    monkeypatch.setattr(infinite_data, "COSTLIEST", 0.0)
    found = mean_losses(T, sizes, 0.002)
    assert (runs.route, found.route) == ("simulation", "correction")
    assert np.all(np.abs(found.train - runs.train) <= found.train_error + runs.train_error)
    with pytest.raises(ConvergenceError, match=r"1/p adds up to .* allow a larger one"):
        mean_losses(T, sizes, 1e-6)
