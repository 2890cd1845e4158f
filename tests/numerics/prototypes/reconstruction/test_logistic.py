"""Logistic regression: a known model is found, and separable or constant outcomes stay finite."""

import numpy as np
import pytest
from scipy.special import expit

from numerics.prototypes.reconstruction.logistic import fit_logistic


def test_finds_the_model_that_drew_the_outcomes(rng):
    """20000 outcomes: a standard error of a probability below 0.01 (8 parameters' share of sqrt(p q / n)), 4 of it."""
    features = rng.standard_normal((20000, 2)) * [1.0, 30.0] + [5.0, -2.0]
    truth = expit(0.3 + (features[:, 0] - 5) - 0.04 * features[:, 1])
    found = fit_logistic(features, rng.random(20000) < truth).probability(features)
    assert np.abs(found - truth).max() < 0.04


def test_shares_are_outcomes(rng):
    """A share of 0.3 everywhere is 0.3 everywhere, to the half observation of each kind that is added to 500."""
    found = fit_logistic(rng.standard_normal((500, 2)), np.full(500, 0.3))
    np.testing.assert_allclose(found.probability(rng.standard_normal((9, 2))), 0.3, atol=1e-3)


@pytest.mark.parametrize("happened", [np.zeros(40, bool), np.ones(40, bool), np.arange(40) >= 20])
def test_certain_outcomes_stay_finite(happened):
    features = np.column_stack([np.arange(40.0), np.ones(40)])
    found = fit_logistic(features, happened).probability(features)
    assert np.isfinite(found).all()
    assert ((found > 0.5) == happened).all()
