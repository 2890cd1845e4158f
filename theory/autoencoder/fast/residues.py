"""Integers of any size as residues modulo several primes just below 2^61, and back.

A sum of two residues fits an int64. The integer is recovered exactly, as a bound on its size is known before:

    integer                -(bound) ........ 0 ........ bound
    modulo prod(primes)    the upper half of the range stands for negative integers
    one row                (x mod q_1, x mod q_2, ...), added place by place

>>> moduli = primes(10)
>>> encode([-5], moduli).tolist(), decode(encode([-5], moduli)[0], moduli)
([[2305843009213693946]], -5)
"""

from functools import cache
from math import prod

import numpy as np
from sympy import prevprime
from sympy.ntheory.modular import crt

from theory.autoencoder.fast.compiled import inline

BITS = 61


@cache
def primes(bound: int) -> tuple[int, ...]:
    """The largest primes below 2^61, enough that integers of absolute value <= ``bound`` are told apart."""
    found: list[int] = []
    product, below = 1, 1 << BITS
    while product <= 2 * bound:
        below = prevprime(below)
        found.append(below)
        product *= below
    return tuple(found)


def encode(values: list[int], moduli: tuple[int, ...]) -> np.ndarray:
    """Residues, shape (values, moduli)."""
    return np.array([[value % q for q in moduli] for value in values], dtype=np.int64).reshape(-1, len(moduli))


def decode(residues: np.ndarray, moduli: tuple[int, ...]) -> int:
    """The integer of smallest absolute value with these residues."""
    product = prod(moduli)
    value = int(crt(moduli, [int(r) for r in residues])[0])
    return value - product if 2 * value > product else value


@inline
def add_residues(x: int, y: int, modulus: int) -> int:
    """``x + y`` for residues."""
    total = x + y
    return total - modulus if total >= modulus else total
