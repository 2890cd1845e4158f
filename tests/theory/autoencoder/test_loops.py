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
from theory.autoencoder.fast.words import count, length, parse, spell

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
def test_compiled_words_against_their_spelling(word):
    n, text = length(word), spell(word)
    turns = [turned[i:] + turned[:i] for turned in (text, text[::-1]) for i in range(max(n, 1))]
    assert canonical(word) == min(map(parse, turns))
    assert reverse(word ^ 1 << n, n) == parse(text[::-1])
    assert [count(word, letter) for letter in (0, 1)] == [text.count(c) for c in "SA"]
    for shift in range(n):
        place = n - 1 - shift
        assert opened(word, n, shift) == parse(text[place + 1 :] + text[:place])


def test_number_of_words_up_to_rotation_and_reversal():
    # Bracelets of n beads in two colours, OEIS A000029.
    found = [len({canonical(1 << n | letters) for letters in range(1 << n)}) for n in range(1, 11)]
    assert found == [2, 3, 4, 6, 8, 13, 18, 30, 46, 78]
