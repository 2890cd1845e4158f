r"""Integer polynomials in two variables from their values modulo primes at the points (i, j), i + j <= degree.

Newton's interpolation on that triangle is f = sum over i, j of D_x^i D_y^j f(0, 0) binomial(x, i) binomial(y, j), with
forward differences D; Stirling numbers turn binomials into powers. Everything is linear, modulo a prime below 2^28, so
that a sum of 127 products fits an int64.

    points of degree 2       differences of f = 1 + x y at 0      powers of x in binomial(x, n)
    j = 2   .                0                                    n = 0   1
    j = 1   .  .             0  1   <- D_x D_y f = 1              n = 1   0     1
    j = 0   .  .  .          1  0  0                              n = 2   0   -1/2   1/2

>>> (q,) = primes(100)
>>> i, j = triangle(2)
>>> terms = coefficients((1 + i * j) % q, 2, q)
>>> [(int(a), int(b), int(c)) for a, b, c in zip(i, j, terms, strict=True) if c]
[(0, 0, 1), (1, 1, 1)]
"""

from functools import cache
from itertools import accumulate
from math import prod
from operator import mul

import numpy as np
from numpy.typing import NDArray
from sympy import prevprime

Residues = NDArray[np.int64]
BITS, TERMS = 28, 127


@cache
def primes(bound: int) -> tuple[int, ...]:
    """The largest primes below 2^28, enough that integers of absolute value <= ``bound`` are told apart."""
    found: list[int] = []
    below = 1 << BITS
    while prod(found) <= 2 * bound:
        below = int(prevprime(below))
        found.append(below)
    return tuple(found)


def triangle(degree: int) -> tuple[Residues, Residues]:
    """The points (i, j), i + j <= degree, as two arrays."""
    i, j = np.indices((degree + 1, degree + 1))
    inside = i + j <= degree
    return i[inside], j[inside]


def coefficients(values: Residues, degree: int, q: int) -> Residues:
    """Coefficients of x^i y^j mod q, on the points of ``triangle(degree)``, from the values at them."""
    i, j = triangle(degree)
    square = np.zeros((degree + 1, degree + 1), dtype=np.int64)
    square[i, j] = values
    differences, powers = transforms(degree, q)
    square = (differences @ square % q) @ differences.T % q
    square[np.add.outer(np.arange(degree + 1), np.arange(degree + 1)) > degree] = 0
    return ((powers.T @ square % q) @ powers % q)[i, j]


@cache
def transforms(degree: int, q: int) -> tuple[Residues, Residues]:
    """Rows n: the n-th forward difference at 0, and the powers of x in binomial(x, n), both mod q."""
    differences, powers = [[1]], [[1]]
    for n in range(1, degree + 1):
        last, power, inverse = differences[-1], powers[-1], pow(n, -1, q)
        differences.append([(x - y) % q for x, y in zip([0, *last], [*last, 0], strict=True)])
        powers.append([(x - (n - 1) * y) * inverse % q for x, y in zip([0, *power], [*power, 0], strict=True)])
    found = np.zeros((2, degree + 1, degree + 1), dtype=np.int64)
    for n in range(degree + 1):
        found[:, n, : n + 1] = differences[n], powers[n]
    return found[0], found[1]


def integers(residues: Residues, moduli: tuple[int, ...]) -> list[int]:
    """The integers of smallest absolute value with these residues, shape (moduli, n), by Garner's mixed radices."""
    digits: list[Residues] = []
    for k, q in enumerate(moduli):
        known = np.zeros_like(residues[0])
        for digit, p in zip(digits[::-1], moduli[k - 1 :: -1] if k else (), strict=True):
            known = (known * p + digit) % q
        digits.append((residues[k] - known) * pow(prod(moduli[:k]), -1, q) % q)
    weights = accumulate(moduli[:-1], mul, initial=1)
    parts = [digit.astype(object) * weight for digit, weight in zip(digits, weights, strict=True)]
    product = prod(moduli)
    return [x - product if 2 * x > product else x for x in np.sum(parts, axis=0).tolist()]
