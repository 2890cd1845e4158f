"""Words, their canonical forms, and monomials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.errors import InputError
from theory.matrix.monomials import add_into, exponents, multiply, variable
from theory.matrix.words import Alphabet, openings, splits

ALPHABET = Alphabet("ABC", rows=[0, 0, 0], columns=[0, 0, 0], symmetric=[False, False, True])
words = st.lists(st.integers(0, 4), max_size=9).map(bytes)


def all_forms(word):
    """Every rotation of the word and of its transpose, letter by letter."""
    turned = bytes(c if c == 4 else c ^ 1 for c in reversed(word))
    return {w[i:] + w[:i] for w in (word, turned) for i in range(max(len(w), 1))}


@given(words)
def test_canonical_is_the_smallest_form(word):
    assert ALPHABET.canonical(word) == min(all_forms(word))
    assert {ALPHABET.canonical(form) for form in all_forms(word)} == {ALPHABET.canonical(word)}


@given(words, words)
def test_transpose_reverses_products(first, second):
    assert ALPHABET.transpose(first + second) == ALPHABET.transpose(second) + ALPHABET.transpose(first)
    assert ALPHABET.transpose(ALPHABET.transpose(first)) == first


@given(words, st.integers(0, 4))
def test_openings_and_splits_put_together_give_the_word(word, code):
    letter = bytes([code])
    assert all(first + letter + second == word for first, second in splits(word, code))
    assert all(ALPHABET.canonical(letter + rest) == ALPHABET.canonical(word) for rest in openings(word, code))
    assert len(list(openings(word, code))) == len(list(splits(word, code))) == word.count(code)


def test_spelling():
    assert ALPHABET.spell(ALPHABET.word("A", "B'", "C")) == "A*B.T*C"


def test_too_many_letters():
    with pytest.raises(InputError, match="at most 127 matrices, got 128"):
        Alphabet(["G"] * 128, [0] * 128, [0] * 128, [False] * 128)


powers = st.lists(st.integers(-200, 200), min_size=4, max_size=4)


@given(powers, powers)
def test_products_of_monomials_are_sums(first, second):
    one, other = (sum(e * variable(i) for i, e in enumerate(p)) for p in (first, second))
    assert exponents(one, 4) == tuple(first)
    assert exponents(one + other, 4) == tuple(a + b for a, b in zip(first, second, strict=True))


def test_polynomials():
    x, y = variable(0), variable(1)
    assert multiply({x: 1, y: 1}, {x: 1, y: -1}) == {2 * x: 1, 2 * y: -1}
    total = {x: 2}
    add_into(total, {x: 1, y: 3}, weight=-2)
    assert total == {y: -6}
