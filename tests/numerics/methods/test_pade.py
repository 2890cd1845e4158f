"""Pade approximants against rational functions and their definition, and the poles that end them."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from numerics.methods.pade import (
    before_pole,
    degrees,
    evaluated,
    exact_approximant,
    first_pole,
    has_exact_pole,
    has_pole,
    least_squares_approximant,
)

T = np.array([0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5])


def test_an_approximant_of_a_rational_function_is_that_function():
    series = [Fraction((-1) ** n * (n + 1)) for n in range(6)]  # 1 / (1 + t)^2
    assert exact_approximant(series, 1, 2) == ([1, 0], [1, 2, 1])
    fraction = exact_approximant(series, 1, 2)
    assert np.allclose(evaluated(fraction, T), 1 / (1 + T) ** 2, rtol=1e-15)
    assert exact_approximant(series, 2, 3) is None  # one degree too many: a singular system


def test_both_rules_give_one_approximant():
    """Of log(1 + t) / t, where the system is regular: doubles lose the digits of its condition number, 1e6."""
    series = [Fraction((-1) ** n, n + 1) for n in range(9)]
    above, below = least_squares_approximant(np.array(series, dtype=float), 4, 4)
    fraction = exact_approximant(series, 4, 4)
    assert fraction is not None
    assert evaluated(fraction, T) == pytest.approx(above(T) / below(T), rel=1e-9)


def test_least_squares_against_its_definition(rng):
    """The product with the denominator has no powers between the numerator's degree and the order used."""
    c = rng.standard_normal(9)
    above, below = least_squares_approximant(c, 4, 4)
    product = np.convolve(c, below.coef)[:9]
    np.testing.assert_allclose(product[:5], above.coef, atol=1e-9)
    np.testing.assert_allclose(product[5:], 0, atol=1e-9)


def test_degrees_use_the_orders_asked_for():
    found = degrees(10, 2, range(-1, 4))
    assert {top + bottom for top, bottom in found} == {8, 9, 10}
    assert {bottom - top for top, bottom in found} == {-1, 0, 1, 2, 3}
    assert (5, 5) in found


def test_nothing_is_said_from_the_first_pole_on():
    """1 / (1 - 2 t)."""
    fraction = exact_approximant([Fraction(2) ** n for n in range(2)], 0, 1)
    assert fraction is not None
    values = before_pole(fraction, np.array([0.25, 0.5, 0.75]))
    assert values[0] == 2
    assert np.isnan(values[1:]).all()


def test_poles_are_counted_exactly():
    assert has_exact_pole([sp.Integer(1), sp.Integer(-2)], Fraction(1, 2))
    assert not has_exact_pole([sp.Integer(1), sp.Integer(-2)], Fraction(499, 1000))
    assert not has_exact_pole([sp.Integer(1), sp.Integer(2)], Fraction(100))
    assert has_exact_pole([sp.Integer(1), sp.Integer(-2), sp.Integer(1)], Fraction(1))


@pytest.mark.parametrize(
    ("roots", "inside"),
    [
        ((3,), False),
        ((1,), True),
        ((2,), True),
        ((-1, 3), False),
        ((0.5, 1.5), True),
        ((2.5, 3), False),
        ((1, 1), True),
    ],
)
def test_poles_are_counted_on_the_interval_alone(roots, inside):
    """On [0, 2]: one change of sign decides, two are counted; a root at the end counts."""
    x = sp.Symbol("x")
    polynomial = sp.Poly(sp.prod(1 - x / sp.Rational(root) for root in roots), x)
    assert has_exact_pole(polynomial.all_coeffs()[::-1], Fraction(2)) == inside


def test_complex_roots_next_to_the_interval_are_none():
    """(x - 1)^2 + 1/100 changes its sign nowhere, but its coefficients do."""
    assert not has_exact_pole([sp.Rational(101, 100), sp.Integer(-2), sp.Integer(1)], Fraction(2))


def test_poles_of_doubles():
    assert has_pole(np.polynomial.Polynomial([1.0, -2.0]), 0.51)
    assert not has_pole(np.polynomial.Polynomial([1.0, -2.0]), 0.49)
    assert not has_pole(np.polynomial.Polynomial([1.0, 2.0]), 100.0)
    assert not has_pole(np.polynomial.Polynomial([5.0, -4.0, 1.0]), 10.0)  # 2 +- i


def test_the_first_pole_on_the_axis():
    assert first_pole([1, 2, 3]) == np.inf
    assert first_pole([1, -2]) == pytest.approx(0.5)
    assert first_pole([2, -3, 1]) == pytest.approx(1)
    assert first_pole([5, -4, 1]) == np.inf  # 2 +- i
