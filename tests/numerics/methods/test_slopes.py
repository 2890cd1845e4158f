"""Fitted orders and verdicts on tables with known answers."""

import numpy as np
import pytest

from numerics.methods.slopes import AGREES, FAILS, UNDECIDED, Order, fitted_order, verdict, weighted_slope

SIZES = [2.0, 4.0, 8.0]


def test_recovers_an_exact_power():
    deviation = np.array([[3.0 * x**-1.5, 1e-9] for x in SIZES])
    order, column = fitted_order(SIZES, deviation, np.full((3, 2), 1e-3))
    assert column == 0
    assert order.slope == pytest.approx(-1.5)
    assert weighted_slope(SIZES, deviation[:, 0]) == pytest.approx(-1.5)


def test_leaves_out_what_is_not_allowed():
    deviation = np.array([[5.0 * x**-1, 1.0 * x**-2] for x in SIZES])
    order, column = fitted_order(SIZES, deviation, np.full((3, 2), 1e-3), allowed=[False, True])
    assert column == 1
    assert order.slope == pytest.approx(-2)


def test_standard_error_of_a_slope_covers_it():
    """Gaussian errors of known size: the slope is within three standard errors in 99.7 % of all tables."""
    rng, error, inside = np.random.default_rng(1), 0.01, 0
    for _ in range(400):
        deviation = np.array([[1 / x] for x in SIZES]) + error * rng.standard_normal((3, 1))
        order, _ = fitted_order(SIZES, deviation, np.full((3, 1), error))
        inside += abs(order.slope + 1) < 3 * order.stderr
    assert inside >= 390  # 398.9 expected; the log bends by 1 % at the smallest deviation


@pytest.mark.parametrize("freedom", [1, 2])
def test_few_runs_seldom_speak_against_an_order_that_is_right(freedom):
    """Standard errors from few runs are often much too small, and then three of them are no evidence."""
    rng, runs, fails, naive = np.random.default_rng(2), freedom + 1, 0, 0
    for _ in range(400):
        sample = np.array([[1 / x] for x in SIZES]) + 0.01 * rng.standard_normal((runs, 3, 1))
        table = sample.mean(axis=0), sample.std(axis=0, ddof=1) / runs**0.5
        order, _ = fitted_order(SIZES, *table, freedom=freedom)
        fails += verdict(order, -1, 0.02).word == FAILS
        naive += verdict(Order(order.slope, order.stderr), -1, 0.02).word == FAILS
    assert fails <= 4 < 10 < naive  # 1.1 expected of 400, were errors Gaussian in the logarithm


def test_says_that_runs_are_few():
    found = verdict(Order(-2.0, 0.1, freedom=1), -1, bend=0.1)
    reason = "too noisy: the slope is known to 7.9, as few runs tell little of its error"
    assert (found.word, found.reason) == (UNDECIDED, reason)


def test_a_deviation_within_its_noise_has_no_slope():
    """Near zero the logarithm of a noisy number runs to minus infinity, and its slope looks steep and well known."""
    deviation, error = np.array([[1.0], [0.25], [0.002]]), np.array([[1e-3], [1e-3], [1e-3]])
    order, _ = fitted_order(SIZES, deviation, error)
    assert (order.resolution, order.doubt < 1.5) == (pytest.approx(2), True)
    found = verdict(order, -1, bend=0.1)
    assert (found.word, found.reason) == (UNDECIDED, "too noisy: a deviation of 2 standard errors has no slope")


@pytest.mark.parametrize(
    ("slope", "stderr", "word"),
    [(-1.02, 0.01, AGREES), (-0.1, 0.05, FAILS), (-3.0, 0.1, FAILS), (-1.0, 0.8, UNDECIDED), (-1.25, 0.1, AGREES)],
)
def test_verdicts(slope, stderr, word):
    found = verdict(Order(slope, stderr), -1, bend=0.1)
    assert found.word == word
    assert bool(found.reason) == (word != AGREES)
