"""Traces of words in A and S against brute-force sums over all Wick pairings: by the general rule and compiled."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.theory.matrix.pairings import pairings
from theory.autoencoder import fast
from theory.autoencoder.expansion import MODEL
from theory.matrix import compiled
from theory.matrix.compiled import written
from theory.matrix.expansion import named
from theory.matrix.flow import Combination
from theory.matrix.moments import polynomial
from theory.matrix.monomials import variable
from theory.matrix.system import independent
from theory.matrix.wick import Wick

SYSTEM = independent(MODEL)
needs_numba = pytest.mark.skipif(not fast.available(), reason="compiled loops need the extra fast")


def expectation(products):
    """``E`` of a combination of products of words as ``{(p, H, N, sigma^2 exponents): coefficient}``."""
    sums = {}
    for texts, weight in products.items():
        product = SYSTEM.alphabet.product([written(text, [0, 1]) for text in texts if text])
        monomial = texts.count("") * variable(0) - "".join(texts).count("S") * variable(2)
        into = sums.setdefault(product, {})
        into[monomial] = into.get(monomial, 0) + weight
    return named(MODEL, polynomial(MODEL, *Wick(SYSTEM).expectation(Combination(sums, 1))))[1]


def components(size, edges):
    """The number of connected components of a graph."""
    root = list(range(size))

    def find(x):
        while root[x] != x:
            x = root[x]
        return x

    for x, y in edges:
        root[find(x)] = find(y)
    return len({find(x) for x in range(size)})


def wick(*texts):
    """E of a product of traces: W_ai and X_an are paired in every way, every free index is summed.

    Letter number q reads G_(a b) = sum_c M_ac M_bc: two Gaussian factors, 2q with outer index q and 2q + 1 with the
    outer index that starts the next letter of its trace; both have inner index q.
    """
    letters = "".join(texts)
    following, start = {}, 0
    for text in texts:
        for i in range(len(text)):
            following[start + i] = start + (i + 1) % len(text)
        start += len(text)
    places = {name: [q for q, letter in enumerate(letters) if letter == name] for name in "AS"}
    total = Counter()
    outer = [following[f // 2] if f % 2 else f // 2 for f in range(2 * len(letters))]
    for first in pairings([f for q in places["A"] for f in (2 * q, 2 * q + 1)]):
        for second in pairings([f for q in places["S"] for f in (2 * q, 2 * q + 1)]):
            p = components(len(letters), [(outer[f], outer[g]) for f, g in first + second])
            inner = {"A": first, "S": second}
            h, n = (
                components(
                    len(places[name]),
                    [(places[name].index(f // 2), places[name].index(g // 2)) for f, g in inner[name]],
                )
                for name in "AS"
            )
            total[p, h, n - len(places["S"]), len(places["A"])] += 1
    return dict(total)


@pytest.mark.parametrize(
    "texts",
    [
        ("A",), ("S",), ("AS",), ("AA",), ("AASS",), ("ASAS",), ("ASAAS",), ("AASAS",), ("SASAAS",), ("ASASAS",),
        ("AAAA",), ("ASSASA",), ("AS", "AS"), ("A", "SS", "AS"), ("AA", "ASS"), ("AAS", "ASS"), ("A", "A", "S", "S"),
        ("ASAASAS",),
    ],
)  # fmt: skip
def test_against_all_pairings(texts):
    assert expectation({texts: 1}) == wick(*texts)


@given(st.lists(st.text("AS", min_size=1, max_size=4), min_size=1, max_size=2))
@settings(max_examples=25, deadline=None)
def test_against_all_pairings_on_random_products(texts):
    if max("".join(texts).count(letter) for letter in "AS") <= 4:
        assert expectation({tuple(texts): 1}) == wick(*texts)


@needs_numba
@pytest.mark.parametrize("text", ["AS", "AAS", "ASS", "AASS", "ASAS", "ASAAS", "SASASS", "ASASAS", "AAASAS", "ASAASAS"])
def test_compiled_contractions_against_all_pairings(text, monkeypatch):
    monkeypatch.setattr(compiled, "MIN_PRODUCTS", 1)
    push_all, left = Wick.push_all, []
    monkeypatch.setattr(Wick, "push_all", lambda self, sums: left.append(sums) or push_all(self, sums))
    assert expectation({(text,): 1}) == wick(text)
    letters = {code for product in left[0] for word in product for code in word}
    assert letters == ({2, 3} if text.count("A") <= text.count("S") else {0, 1})  # the rarer block is gone


def test_empty_words_are_traces_of_the_identity():
    assert expectation({("", "A", ""): 3}) == {(3, 1, 0, 1): 3}
    assert expectation({("",): 5}) == {(1, 0, 0, 0): 5}


def test_combinations_add_up_and_cancel():
    assert expectation({("AAS",): 2, ("ASA",): -2}) == {}
    single = expectation({("ASAS",): 1})
    assert expectation({("ASAS",): 3}) == {exponents: 3 * weight for exponents, weight in single.items()}


def test_scalars_are_moments_of_normal_variables():
    # At p = H = N = 1 the trace of any word is w^(2m) x^(2k): (2m - 1)!! (2k - 1)!!.
    assert sum(expectation({("ASSAASA",): 1}).values()) == 105 * 15
