"""Exact Taylor coefficients at given sizes and in the planar limit."""

from fractions import Fraction

import numpy as np
import pytest

from theory.autoencoder.series import exact_taylor, planar_taylor
from theory.errors import InputError

pytestmark = pytest.mark.usefixtures("empty_cache")


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


@pytest.mark.parametrize("sigma2", [0, -1, float("nan"), float("inf"), "x"])
def test_bad_sizes(sigma2):
    with pytest.raises(InputError, match=r"sigma\^2 is a finite positive number"):
        exact_taylor("train", 2, 3, 2, 5, sigma2)
