"""Monomials in named variables, negative powers included, as integers: a product is a sum.

The exponents ``(e_0, e_1, ...)`` are the digits of ``e_0 + e_1 B + e_2 B^2 + ...``, balanced around zero, with
``B = 2^BITS``; ``p H^-1`` in the variables (p, H) is ``1 - B``. A polynomial is a dictionary from such integers to
coefficients.
"""

from collections.abc import Mapping
from fractions import Fraction

BITS = 16
HALF = 1 << BITS - 1
MASK = (1 << BITS) - 1

Polynomial = dict[int, Fraction]
"""``{monomial: coefficient}``, no coefficient zero."""
ONE = 0
"""The monomial without factors."""


def variable(index: int) -> int:
    """The variable of that index, to the first power."""
    return 1 << BITS * index


def exponents(monomial: int, variables: int) -> tuple[int, ...]:
    """The powers of the first ``variables`` variables.

    >>> exponents(3 * variable(0) - 2 * variable(2), 3)
    (3, 0, -2)
    """
    found = []
    for _ in range(variables):
        digit = (monomial + HALF & MASK) - HALF
        found.append(digit)
        monomial = monomial - digit >> BITS
    return tuple(found)


def add_into(
    total: Polynomial, other: Mapping[int, Fraction], weight: Fraction = Fraction(1), shift: int = ONE
) -> None:
    """``total += weight * monomial * other`` in place; zeros are left out."""
    for monomial, coefficient in other.items():
        key = monomial + shift
        value = total.get(key, 0) + weight * coefficient
        if value:
            total[key] = value
        else:
            total.pop(key, None)


def multiply(first: Mapping[int, Fraction], second: Mapping[int, Fraction]) -> Polynomial:
    """The product of two polynomials."""
    total: Polynomial = {}
    for monomial, coefficient in first.items():
        add_into(total, second, coefficient, monomial)
    return total
