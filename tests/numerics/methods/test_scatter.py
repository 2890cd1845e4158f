"""Variances of runs, their standard errors and the standard deviations that they make."""

import numpy as np
import pytest

from numerics.methods.scatter import deviation, variance_of


def test_the_standard_error_of_a_variance(rng):
    """Of exponential variables: variance 1 and kurtosis 9, so 8/n; the mean over 2000 samples is known to 4 %."""
    values, stderrs = variance_of(rng.exponential(size=(2000, 400, 1)))
    assert values.mean() == pytest.approx(1, abs=4 * (8 / 400 / 2000) ** 0.5)
    assert values.std() == pytest.approx((8 / 400) ** 0.5, rel=0.08)
    assert np.sqrt((stderrs**2).mean()) == pytest.approx((8 / 400) ** 0.5, rel=0.08)


def test_light_tails_do_not_make_it_smaller_than_normal_ones(rng):
    """Of signs: their squares do not vary at all."""
    values, stderrs = variance_of(rng.choice([-1.0, 1.0], size=(100, 3)))
    assert stderrs == pytest.approx(values * (2 / 100) ** 0.5)


def test_standard_deviations_within_reach():
    value, error = deviation(np.array([4.0, 1.0, 0.0, -1.0]), np.array([4.0, 0.75, 4.0, 5.0]))
    assert value == pytest.approx([2, 1, 0, 0])
    assert error == pytest.approx([2, 0.5, 2, 2])
