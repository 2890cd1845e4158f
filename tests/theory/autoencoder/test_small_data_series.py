"""The exact series of one sample: polynomials found modulo primes against the lattice at rational parameters."""

from math import factorial

import numpy as np
import pytest
import sympy as sp

from theory.autoencoder.taylor import small_data
from theory.autoencoder.taylor.modular import coefficients, integers, primes, triangle
from theory.errors import InputError


def value(polynomial, a, e):
    return sum((c * a**m * e**h for (m, h, _), c in polynomial.terms()), sp.QQ(0))


def test_polynomials_come_back_from_their_values(rng):
    """Degree 9, coefficients up to 10^30 of both signs."""
    i, j = triangle(9)
    expected = [int(a) * 10**15 + int(b) for a, b in rng.integers(-(10**15), 10**15, (i.size, 2))]
    moduli = primes(max(map(abs, expected)))
    points = list(zip(i.tolist(), j.tolist(), strict=True))
    exact = [sum(c * x**k * y**l for c, (k, l) in zip(expected, points, strict=True)) for x, y in points]
    found = [coefficients(np.array([v % q for v in exact]), 9, q) for q in moduli]
    assert integers(np.array(found), moduli) == expected


def test_integers_of_the_largest_size_come_back():
    moduli = primes(10**40)
    expected = [10**40, -(10**40), 0, 1, -1]
    assert integers(np.array([[x % q for x in expected] for q in moduli]), moduli) == expected


@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize(("a", "e"), [(sp.QQ(1, 2), sp.QQ(2, 3)), (sp.QQ(-7, 5), sp.QQ(11))])
def test_polynomials_agree_with_the_lattice_at_rational_parameters(target, a, e):
    found = small_data.moment_polynomials(14, target=target)
    exact = small_data.rational_moments(14, a, e, target=target)
    assert [[value(x, a, e) for x in g] for g in found] == [list(g) for g in exact]


def test_the_bound_holds_and_is_not_wasteful():
    """The largest integer of order 12 has at most twice as many digits under it."""
    largest = max(abs(c) * factorial(12) for g in small_data.moment_polynomials(12) for _, c in g[12].terms())
    assert largest <= small_data.integer_bound(12) <= largest**2


def test_the_order_is_limited_by_the_sums():
    with pytest.raises(InputError, match="go to order 123, got 124: give numbers for alpha and eta"):
        small_data.moment_polynomials(124)


@pytest.mark.slow
def test_order_100():
    """One prime more than needed, and rational parameters, confirm the last coefficients: 5151 terms of g_0."""
    a, e = sp.QQ(3, 7), sp.QQ(5, 2)
    found, exact = small_data.moment_polynomials(100), small_data.rational_moments(100, a, e, target=True)
    assert [value(g[-1], a, e) for g in found] == [g[-1] for g in exact]
    assert len(found[0][-1].terms()) == 5151
    q = int(sp.prevprime(primes(small_data.integer_bound(100))[-1]))
    left = small_data.lattice_modulo(100, q, np.array([2]), np.array([3]), target=True)  # alpha eta = 2, alpha = 3
    right = [int(factorial(100) * value(g[-1], sp.QQ(3), sp.QQ(2, 3))) % q for g in found]
    assert right == left[:, 100, 0].tolist()
