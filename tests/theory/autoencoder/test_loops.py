"""The compiled words, integers and hash tables against plain Python."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="compiled loops need the extra fast")

from theory.autoencoder.fast import wide
from theory.autoencoder.fast.bits import canonical, opened, reverse
from theory.autoencoder.fast.compiled import loop
from theory.autoencoder.fast.planar_loops import SHORTER_BITS, longer
from theory.autoencoder.fast.residues import add_residues, decode, encode, primes
from theory.autoencoder.fast.table import belongs_to, scramble
from theory.autoencoder.words import canonical as plain_canonical
from theory.autoencoder.words import join, length
from theory.autoencoder.words import reverse as plain_reverse

WORDS = st.integers(1, 2**32 - 1)


@given(st.integers(-(10**40), 10**40))
@settings(deadline=None)
def test_integers_survive(value):
    moduli = primes(10**40)
    assert decode(encode([value], moduli)[0], moduli) == value


@pytest.mark.parametrize("bound", [1, 2**59, 2**60, 2**121, 10**50])
def test_just_enough_primes(bound):
    moduli = primes(bound)
    assert all(sp.isprime(q) for q in moduli)
    assert len(set(moduli)) == len(moduli)
    assert np.prod(moduli, dtype=object) > 2 * bound >= np.prod(moduli[:-1], dtype=object)
    extremes = [bound, -bound]
    assert [decode(row, moduli) for row in encode(extremes, moduli)] == extremes


@given(st.integers(0, 2**61 - 2), st.integers(0, 2**61 - 2))
@settings(deadline=None)
def test_residues_are_added(x, y):
    for q in primes(10**40):
        assert add_residues(x % q, y % q, q) == (x % q + y % q) % q


WIDE = st.integers(0, 2**128 - 1)


@given(WIDE, WIDE, st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_wide_integers_are_added_and_multiplied(x, y, weight):
    sums = np.array([[[x % 2**64, x >> 64]]], dtype=np.uint64)
    wide.add_multiple(sums, 0, 0, np.uint64(weight), np.uint64(y % 2**64), np.uint64(y >> 64))
    assert wide.decode(sums[0, 0]) == (x + weight * y) % 2**128
    wide.add_wide(sums, 0, 0, np.uint64(x % 2**64), np.uint64(x >> 64))
    assert wide.decode(sums[0, 0]) == (2 * x + weight * y) % 2**128


@loop
def owners(pair, parts):
    """How many of ``parts`` own the longer word of a pair, which the compiler knows to be short and positive."""
    found = 0
    for i in range(parts):
        found += belongs_to(scramble(longer(pair)), (i, parts))
    return found


@given(WORDS, st.integers(1, 4))
@settings(deadline=None)
def test_every_key_belongs_to_one_part(word, parts):
    assert owners(word << SHORTER_BITS, parts) == 1


@given(WORDS)
@settings(deadline=None)
def test_compiled_words(word):
    n = length(word)
    assert canonical(word) == plain_canonical(word)
    assert reverse(word ^ 1 << n, n) == plain_reverse(word)
    for shift in range(n):
        left, right = word >> shift + 1, 1 << shift | word & (1 << shift) - 1
        assert opened(word, n, shift) == join(right, left)
