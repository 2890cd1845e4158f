"""The compiled loops of the planar push; see ``theory.autoencoder.fast.planar`` for how coefficients are stored."""

import numpy as np

from theory.autoencoder.fast.bits import canonical, join, length, ones, opened
from theory.autoencoder.fast.compiled import inline, loop
from theory.autoencoder.fast.residues import add, scale
from theory.autoencoder.fast.table import locate, mine, scramble

FACTOR_BITS = 16
TOGETHER = 64


@loop
def emit(keys: np.ndarray, shortest: np.ndarray, pairs: np.ndarray, begin: int, end: int) -> None:
    """For each word the pairs ``longer << FACTOR_BITS | shorter`` of the rule, all canonical; shorter = 0 is the factor
    eta.
    """
    for source in range(begin, end):
        word = keys[source]
        n = length(word)
        place = 0
        while not word >> place & 1:
            place += 1
        rest = opened(word, n, place)
        pairs[source, 0] = canonical(rest) << FACTOR_BITS
        t = 1
        for shift in range(n - 1):
            if rest >> shift & 1:
                right = 1 << shift | (rest & ((1 << shift) - 1))
                closed = join(3, rest >> (shift + 1))
                pairs[source, t] = canonical(max(right, closed)) << FACTOR_BITS | shortest[min(right, closed)]
                t += 1


@loop
def gather(slots, keys, values, rows, start, part, pairs, starts, pool, moduli):  # type: ignore[no-untyped-def]
    """Add the coefficients of the source words to this part's pairs; stops early where the part is full."""
    mine_here = np.empty(pairs.shape[1], dtype=np.int64)
    for source in range(start, pairs.shape[0]):
        if rows + pairs.shape[1] > keys.size:
            return rows, source
        found = 0
        for t in range(pairs.shape[1]):
            key = pairs[source, t]
            if mine(scramble(key >> FACTOR_BITS), part):
                row = locate(slots, keys, rows, key, scramble(key))
                if row == rows:
                    values[row] = 0
                    rows += 1
                mine_here[found] = row
                found += 1
        for row in mine_here[:found]:
            for c in range(values.shape[1]):
                for r in range(moduli.size):
                    values[row, c, r] = add(values[row, c, r], pool[starts[source] + c, r], moduli[r])
    return rows, pairs.shape[0]


@inline
def size_of(word: int, top_a: int, top_s: int) -> int:
    """Number of components of the coefficient of ``word``."""
    a = ones(word) - 1
    u, v = top_a - a, top_s - (length(word) - a)
    return (u + 1) * (u + 2) // 2 * (v + 1)


@loop
def multiply(slots, keys, starts, pool, rows, start, pairs, order, values, u, v, tops, factors, moduli):  # type: ignore[no-untyped-def]
    """Multiply the shorter words' moments into this part's longer words, from u <= M - a, d <= v; may stop early.

    The rows of a few pairs are looked up together, as the processor then waits for memory once, not once a pair.
    """
    room = TOGETHER * size_of(1, tops[0], tops[1])
    found = np.empty(TOGETHER, dtype=np.int64)
    for begin in range(start, pairs.size, TOGETHER):
        if rows + TOGETHER > keys.size or starts[rows] + room > len(pool):
            return rows, begin
        end = min(begin + TOGETHER, pairs.size)
        for i in range(begin, end):
            key = pairs[order[i]] >> FACTOR_BITS
            row = locate(slots, keys, rows, key, scramble(key))
            if row == rows:
                starts[row + 1] = starts[row] + size_of(key, tops[0], tops[1])
                pool[starts[row] : starts[row + 1]] = 0
                rows += 1
            found[i - begin] = starts[row]
        for i in range(begin, end):
            add_product(pool, found[i - begin], pairs[order[i]], values[order[i]], u, v, tops, factors, moduli)
    return rows, pairs.size


@inline
def add_product(pool, start, pair, coefficients, u, v, tops, factors, moduli):  # type: ignore[no-untyped-def]
    """Add ``coefficients`` times the moment of the pair's shorter word to the row at ``start`` of its longer word."""
    first_term, terms = factors
    key = pair >> FACTOR_BITS
    a = ones(key) - 1
    up = tops[0] - a - u
    width = tops[1] - (length(key) - a) + 1
    factor = pair & ((1 << FACTOR_BITS) - 1)
    for i in range(first_term[factor], first_term[factor + 1]):
        h_up, d_up, weight = terms[i, 0], terms[i, 1], terms[i, 2]
        c = 0
        for w in range(u + 1):
            to = start + ((w + up) * (w + up + 1) // 2 + h_up) * width + d_up
            for _ in range(w + 1):
                for d in range(v + 1):
                    for r in range(moduli.size):
                        x = coefficients[c, r]
                        if x:
                            x = scale(weight, x, moduli[r]) if weight != 1 else x
                            pool[to + d, r] = add(pool[to + d, r], x, moduli[r])
                    c += 1
                to += width
