"""Expectations of traces against brute-force sums over all Wick pairings, written without the rule of the package."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.autoencoder.wishart import expectation
from theory.autoencoder.words import parse


def pairings(items):
    """All ways to pair up ``items``."""
    if not items:
        yield []
        return
    first, *rest = items
    for i, partner in enumerate(rest):
        for others in pairings(rest[:i] + rest[i + 1 :]):
            yield [(first, partner), *others]


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
    assert expectation({tuple(map(parse, texts)): 1}) == wick(*texts)


@given(st.lists(st.text("AS", min_size=1, max_size=4), min_size=1, max_size=2))
@settings(max_examples=25, deadline=None)
def test_against_all_pairings_on_random_products(texts):
    if max("".join(texts).count(letter) for letter in "AS") <= 4:
        assert expectation({tuple(map(parse, texts)): 1}) == wick(*texts)


def test_empty_words_are_traces_of_the_identity():
    assert expectation({(parse(""), parse("A"), parse("")): 3}) == {(3, 1, 0, 1): 3}
    assert expectation({(parse(""),): Fraction(1, 2)}) == {(1, 0, 0, 0): Fraction(1, 2)}


def test_combinations_add_up_and_cancel():
    assert expectation({(parse("AAS"),): 2, (parse("ASA"),): -2}) == {}
    single = expectation({(parse("ASAS"),): 1})
    assert expectation({(parse("ASAS"),): 3}) == {exponents: 3 * weight for exponents, weight in single.items()}


def test_scalars_are_moments_of_normal_variables():
    # At p = H = N = 1 the trace of any word is w^(2m) x^(2k): (2m - 1)!! (2k - 1)!!.
    assert sum(expectation({(parse("ASSAASA"),): 1}).values()) == 105 * 15
