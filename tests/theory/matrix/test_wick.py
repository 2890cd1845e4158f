"""The Wick step against every pairing."""

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from tests.theory.matrix.pairings import expectation as every_pairing
from theory.matrix.flow import Combination
from theory.matrix.monomials import exponents
from theory.matrix.system import System
from theory.matrix.wick import Wick
from theory.matrix.words import Alphabet

# Spaces 0, 1, 2; F, G and H have the same shape, so F and G may be correlated.
ALPHABET = Alphabet("FGHXS", rows=[0, 0, 0, 1, 2], columns=[1, 1, 1, 2, 2], symmetric=[False] * 5)
UNIT = {(i, i): {0: Fraction(1)} for i in range(5)}
CORRELATED = UNIT | {(0, 1): {0: Fraction(2, 3)}, (1, 0): {0: Fraction(2, 3)}, (1, 1): {0: Fraction(5, 4)}}


def wick(words, covariance, complex_letters=False):
    """The code's ``E prod Tr word`` in the form of ``pairings.expectation``."""
    system = System(ALPHABET, {}, "", {}, covariance)
    found, denominator = Wick(system, complex_letters).expectation(Combination({ALPHABET.product(words): {0: 1}}, 1))
    return {
        tuple((space, e) for space, e in enumerate(exponents(monomial, 3)) if e): Fraction(c, denominator)
        for monomial, c in found.get((), {}).items()
    }


def closed_walk(rng, length):
    """A random word that returns to its first space."""
    while True:
        start = space = int(rng.integers(3))
        word = []
        for _ in range(length):
            choices = [c for c in range(10) if ALPHABET.rows(c) == space]
            word.append(int(rng.choice(choices)))
            space = ALPHABET.columns(word[-1])
        if space == start:
            return bytes(word)


@pytest.mark.parametrize("covariance", [UNIT, CORRELATED], ids=["independent", "correlated"])
@pytest.mark.parametrize(
    "lengths", [(2,), (4,), (6,), (8,), (2, 2), (4, 4), (2, 6), (1, 1, 2), (3, 3, 2), (2, 2, 2, 2)]
)
def test_random_products_of_traces(lengths, covariance, rng):
    numbers = {pair: polynomial[0] for pair, polynomial in covariance.items()}
    not_zero = 0
    for _ in range(60):
        words = [closed_walk(rng, length) for length in lengths]
        found = wick(words, covariance)
        assert found == every_pairing(ALPHABET, words, numbers)
        not_zero += bool(found)
    assert not_zero > 3


def real_parts(words, numbers):
    """``E prod Re Tr word`` of complex letters: each trace and its conjugate, in all combinations."""
    total = Counter()
    for chosen in product(*((word, ALPHABET.transpose(word)) for word in words)):
        for key, c in every_pairing(ALPHABET, chosen, numbers, complex_letters=True).items():
            total[key] += Fraction(c) / 2 ** len(words)
    return {key: c for key, c in total.items() if c}


@pytest.mark.parametrize("covariance", [UNIT, CORRELATED], ids=["independent", "correlated"])
@pytest.mark.parametrize("lengths", [(2,), (4,), (6,), (2, 2), (4, 4), (2, 4), (3, 3), (2, 2, 2)])
def test_complex_letters(lengths, covariance, rng):
    numbers = {pair: polynomial[0] for pair, polynomial in covariance.items()}
    not_zero = 0
    for _ in range(60):
        words = [closed_walk(rng, length) for length in lengths]
        found = wick(words, covariance, complex_letters=True)
        assert found == real_parts(words, numbers)
        not_zero += bool(found)
    assert not_zero > 3


def test_real_parts_of_complex_traces_are_multiplied():
    """z = Tr F G^T has E z^2 = 0 and E |z|^2 = a b, so E (Re z)^2 = a b / 2."""
    word = ALPHABET.word("F", "G'")
    assert wick([word, word], UNIT, complex_letters=True) == {((0, 1), (1, 1)): Fraction(1, 2)}


@pytest.mark.parametrize("power", [1, 2, 3])
def test_the_same_trace_to_a_power(power):
    word = ALPHABET.word("F", "X", "X'", "F'")
    assert wick([word] * power, UNIT) == every_pairing(ALPHABET, [word] * power, {(i, i): 1 for i in range(5)})


def test_worked_example():
    """Tr(W W^T W W^T) -> p H (p + H + 1)."""
    word = ALPHABET.word("F", "F'", "F", "F'")
    assert wick([word], UNIT) == {((0, 1), (1, 2)): 1, ((0, 2), (1, 1)): 1, ((0, 1), (1, 1)): 1}


def test_odd_products_vanish():
    assert wick([ALPHABET.word("F", "G'"), ALPHABET.word("F", "F'")], UNIT) == {}


def test_against_samples(rng):
    """A mixed product at sizes 2, 3, 1, within four standard errors."""
    F, X, S = (rng.standard_normal((200_000, *shape)) for shape in ((2, 3), (3, 1), (1, 1)))
    first = np.einsum("nij,njk,nkl,nml,nmo,nio->n", F, X, S, S, np.swapaxes(X, 1, 2), F, optimize=True)
    second = np.einsum("nij,nij->n", F, F)
    exact = sum(
        float(c) * np.prod([{0: 2, 1: 3, 2: 1}[space] ** e for space, e in key])
        for key, c in wick([ALPHABET.word("F", "X", "S", "S'", "X'", "F'"), ALPHABET.word("F", "F'")], UNIT).items()
    )
    values = first * second
    assert abs(values.mean() - exact) < 4 * values.std() / len(values) ** 0.5
