"""Resummed series against functions known in closed form, and what is refused."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.methods.resummation import ResummationError, resum
from theory.errors import InputError


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


def test_too_late_a_time_is_an_error_not_a_number():
    # 1 / (1 - t): every approximant that is not singular has its pole at t = 1.
    with pytest.raises(ResummationError, match=r"approximants without poles up to t = 2"):
        resum([Fraction(1)] * 8, [2.0])


@pytest.mark.parametrize(("count", "t"), [(3, [0.1]), (6, [-0.1]), (6, []), (6, [np.nan]), (6, [[0.1]])])
def test_bad_requests(count, t):
    with pytest.raises(InputError, match="at least 4 coefficients and finite times"):
        resum([Fraction(1)] * count, t)
