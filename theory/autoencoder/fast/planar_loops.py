"""The compiled loops of the planar push; see ``theory.autoencoder.fast.planar`` for how coefficients are stored.

A *pair* is a product ``phi(longer) phi(shorter)`` as one integer: the numbers of letters A and S of the shorter word, 4
bits each, the longer word, and the shorter one, 0 for the factor eta. In phi(S) phi(SAA) the shorter word has no A and
one S:

    bits         55..52   51..48   47 ................. 16   15 ............ 0
    hold         A gone   S gone   longer word, marked       shorter word, marked
    phi(S) SAA        0        1   1 011                     1 0

>>> from theory.autoencoder.fast.words import parse, spell
>>> pairs = np.zeros((1, 3), dtype=np.int64)
>>> emit_pairs(np.array([parse("SASAA")]), coded_pairs(2 << 2), pairs, 0, 1)
>>> [(spell(int(longer(pair))), int(pair) & 0xFFFF, bin(pair >> KIND_BITS)) for pair in pairs[0]]
[('SSAA', 0, '0b0'), ('SAA', 2, '0b1'), ('SA', 5, '0b10001')]
"""

import numpy as np

from theory.autoencoder.fast.bits import canonical, join, length, ones, opened
from theory.autoencoder.fast.compiled import inline, loop, prefetch
from theory.autoencoder.fast.table import belongs_to, find_rows, scramble
from theory.autoencoder.fast.wide import add_multiple, add_wide

SHORTER_BITS = 16
LONGER_BITS = 32
KIND_BITS = SHORTER_BITS + LONGER_BITS
TOGETHER = 64
"""Pairs whose rows are looked up at once; so many fit the processor's nearest cache."""


@inline
def longer(pair: int) -> int:
    """The longer word of a pair."""
    return pair >> SHORTER_BITS & ((1 << LONGER_BITS) - 1)


@loop
def coded_pairs(bound: int) -> np.ndarray:
    """Every word below ``bound`` as the shorter one of a pair without a longer one; 0 stands for eta."""
    coded = np.zeros(bound, dtype=np.int64)
    for word in range(1, bound):
        a = ones(word) - 1
        coded[word] = (a << 4 | length(word) - a) << KIND_BITS | canonical(word)
    return coded


@loop
def emit_pairs(keys: np.ndarray, coded: np.ndarray, pairs: np.ndarray, begin: int, end: int) -> None:
    """The pairs of the rule for each word; ``coded`` is a pair of every shorter word and no longer one.

    Any letter A may be removed. The first after the longest run of S is: this run then grows at the cost of others, and
    the words that arise are so alike that 1.7 times fewer pairs are left to multiply than with the last letter A.
    """
    for source in range(begin, end):
        word = keys[source]
        n = length(word)
        rest = opened(word, n, length(word ^ 1 << n))
        pairs[source, 0] = canonical(rest) << SHORTER_BITS
        t = 1
        for shift in range(n - 1):
            if rest >> shift & 1:
                right = 1 << shift | (rest & ((1 << shift) - 1))
                closed = join(3, rest >> (shift + 1))
                pairs[source, t] = canonical(max(right, closed)) << SHORTER_BITS | coded[min(right, closed)]
                t += 1


@loop
def insert_words(slots, keys, values, rows, start, words, chosen, sizes):  # type: ignore[no-untyped-def]
    """Add the ``chosen`` words of a combination to this part."""
    wanted, found = np.empty(TOGETHER, dtype=np.int64), np.empty(TOGETHER, dtype=np.int64)
    for begin in range(start, chosen.size, TOGETHER):
        if rows + TOGETHER > keys.size:
            return rows, begin
        size = min(TOGETHER, chosen.size - begin)
        wanted[:size] = words[chosen[begin : begin + size]]
        rows = find_rows(slots, keys, values, rows, wanted[:size], found)
        for i in range(size):
            add_wide(values, found[i], 0, sizes[chosen[begin + i], 0, 0], sizes[chosen[begin + i], 0, 1])
    return rows, chosen.size


@loop
def gather_pairs(slots, keys, values, rows, start, part, pairs, sources):  # type: ignore[no-untyped-def]
    """Add the coefficients of the source words to this part's pairs; stops early where the part is full."""
    several = max(1, TOGETHER // pairs.shape[1])
    most = several * pairs.shape[1]
    wanted, found = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    origin = np.empty(most, dtype=np.int64)
    for begin in range(start, sources.shape[0], several):
        if rows + most > keys.size:
            return rows, begin
        here = 0
        for source in range(begin, min(begin + several, sources.shape[0])):
            for pair in pairs[source]:
                wanted[here], origin[here] = pair, source
                here += belongs_to(scramble(longer(pair)), part)
        rows = find_rows(slots, keys, values, rows, wanted[:here], found)
        for i in range(here):
            for c in range(values.shape[1]):
                add_wide(values, found[i], c, sources[origin[i], c, 0], sources[origin[i], c, 1])
    return rows, sources.shape[0]


@loop
def multiply_pairs(slots, keys, values, rows, start, pairs, order, coefficients, placement, factors):  # type: ignore[no-untyped-def]
    """Multiply the shorter words' moments into this part's longer words, all of one kind; may stop early.

    ``pairs`` are sorted, so that those with the same longer word meet in the processor's cache; their coefficients are
    the rows ``order`` of ``coefficients``.
    """
    wanted, found = np.empty(TOGETHER, dtype=np.int64), np.empty(TOGETHER, dtype=np.int64)
    for begin in range(start, pairs.size, TOGETHER):
        if rows + TOGETHER > keys.size:
            return rows, begin
        size = min(TOGETHER, pairs.size - begin)
        for i in range(size):
            wanted[i] = longer(pairs[begin + i])
            prefetch(coefficients, order[begin + i])
        rows = find_rows(slots, keys, values, rows, wanted[:size], found)
        for i in range(size):
            factor = pairs[begin + i] & ((1 << SHORTER_BITS) - 1)
            add_product(values, found[i], factor, coefficients, order[begin + i], placement, factors)
    return rows, pairs.size


@inline
def add_product(values, row, factor, coefficients, source, placement, factors):  # type: ignore[no-untyped-def]
    """Add a row of ``coefficients`` times the moment of word ``factor`` to a row of ``values``.

    ``placement`` = (u, v, rise of w, v of the sum).
    """
    u, v, rise, v_sum = placement
    first_term, terms = factors
    for i in range(first_term[factor], first_term[factor + 1]):
        h_up, d_up, weight = terms[i, 0], terms[i, 1], np.uint64(terms[i, 2])
        c = 0
        for w in range(rise, rise + u + 1):
            to = (w * (w + 1) // 2 + h_up) * (v_sum + 1) + d_up
            for _ in range(w - rise + 1):
                for d in range(v + 1):
                    add_multiple(values, row, to + d, weight, coefficients[source, c, 0], coefficients[source, c, 1])
                    c += 1
                to += v_sum + 1
