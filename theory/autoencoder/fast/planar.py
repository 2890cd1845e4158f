"""The planar rule of ``theory.autoencoder.planar`` pushed forward and compiled, on words of at most 31
letters.

Whole combinations of words are carried to shorter words: in ``phi(Q2) phi(A Q1)`` the shorter factor (at most
15 letters) is looked up and multiplied into the coefficient of the longer one. With M and K the largest
numbers of letters, the coefficient of a word with a letters A and b letters S is a polynomial sum over u = m
- a <= M - a, h <= u, d <= K - b of alpha^m eta^h nu^d, stored flat at ((u (u + 1) / 2 + h) (K - b + 1) + d).
"""

from collections import defaultdict

import numpy as np
from numba import njit

from theory.autoencoder.fast import flow
from theory.autoencoder.fast.bits import canonical, join, length, ones, opened
from theory.autoencoder.fast.residues import add, decode, primes, scale
from theory.autoencoder.fast.table import THREADS, Part, cleared, fill, in_threads, locate, owner, scramble, share
from theory.autoencoder.memory import LIMB, planar_rows, require
from theory.autoencoder.planar import moment, narayana, power_moment
from theory.autoencoder.wishart import Terms
from theory.autoencoder.words import canonical as canonical_word
from theory.autoencoder.words import length as letters_of

BLOCK = 1 << 18
FACTOR_BITS = 16
TOGETHER = 64
Factors = tuple[np.ndarray, np.ndarray, np.ndarray]


@njit(cache=True, nogil=True)
def emit(keys: np.ndarray, shortest: np.ndarray, pairs: np.ndarray, begin: int, end: int) -> None:
    """For each word the pairs ``longer << FACTOR_BITS | shorter`` of the rule, all canonical; shorter = 0 is
    the factor eta.
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


@njit(cache=True, nogil=True)
def gather(slots, keys, values, rows, start, part, pairs, starts, pool, moduli):  # type: ignore[no-untyped-def]
    """Add the coefficients of the source words to this part's pairs; stops early where the part is full."""
    for source in range(start, pairs.shape[0]):
        if rows + pairs.shape[1] > keys.size:
            return rows, source
        for t in range(pairs.shape[1]):
            key = pairs[source, t]
            if owner(scramble(key >> FACTOR_BITS)) != part:
                continue
            row = locate(slots, keys, rows, key, scramble(key))
            rows = max(rows, row + 1)
            for c in range(values.shape[1]):
                for r in range(moduli.size):
                    values[row, c, r] = add(values[row, c, r], pool[starts[source] + c, r], moduli[r])
    return rows, pairs.shape[0]


@njit(cache=True, nogil=True, inline="always")
def size_of(word: int, top_a: int, top_s: int) -> int:
    """Number of components of the coefficient of ``word``."""
    a = ones(word) - 1
    u, v = top_a - a, top_s - (length(word) - a)
    return (u + 1) * (u + 2) // 2 * (v + 1)


@njit(cache=True, nogil=True)
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
                rows += 1
            found[i - begin] = starts[row]
        for i in range(begin, end):
            add_product(pool, found[i - begin], pairs[order[i]], values[order[i]], u, v, tops, factors, moduli)
    return rows, pairs.size


@njit(cache=True, nogil=True, inline="always")
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


class RaggedPart(Part):
    """A part whose rows have different lengths: row i is ``pool[starts[i] : starts[i + 1]]``."""

    def __init__(self, moduli: int, rows: int, components: int) -> None:
        super().__init__(0, moduli, 1 << max(10, rows.bit_length()))
        self.starts = np.zeros(len(self.keys) + 1, dtype=np.int64)
        self.pool = cleared((components, moduli), np.int64)

    def grow(self) -> None:
        """Double the room for rows, or enlarge that for components by half, whichever ran out."""
        if self.rows + TOGETHER > len(self.keys):
            super().grow()
            self.starts = np.concatenate([self.starts, np.zeros_like(self.starts)])
        require(3 * LIMB * self.pool.size // 2, "the next level of the planar expansion")
        pool = cleared((3 * len(self.pool) // 2, self.pool.shape[1]), np.int64)
        used = self.starts[self.rows]
        pool[:used] = self.pool[:used]
        self.pool = pool

    def absorb(self, kernel, sources: int, *arguments: object) -> None:  # type: ignore[no-untyped-def]
        """As :meth:`Part.absorb`, for a kernel on (slots, keys, starts, pool)."""
        start = 0
        while start < sources:
            arrays = (self.slots, self.keys, self.starts, self.pool)
            self.rows, start = kernel(*arrays, self.rows, start, *arguments)
            if start < sources:
                self.grow()


def factor_table(longest: int) -> Factors:
    """``phi`` of every word of at most ``longest`` letters; word 0 is eta.

    Returns the place of each canonical word's first term, the terms (h, d, weight), and each word's canonical
    form.
    """
    shortest = [0] + [canonical_word(word) for word in range(1, 2 << longest)]
    first, terms = [0, 1], [(1, 0, 1)]
    for word in range(1, len(shortest)):
        if shortest[word] == word:
            terms += [(h, d, weight) for (h, d), weight in moment(word)]
        first.append(len(terms))
    return np.array(first), np.array(terms), np.array(shortest)


def begin(level: list[Part], tops: tuple[int, int], moduli: int) -> list[RaggedPart]:
    """The parts of a combination, with room for what the push adds."""
    rows, components = planar_rows(*tops)
    result = []
    for part in level:
        keys, values = part.content()
        ragged = RaggedPart(moduli, rows // THREADS, components // THREADS)
        a = np.bitwise_count(keys).astype(np.int64) - 1
        room = (tops[0] - a + 1) * (tops[0] - a + 2) // 2
        ragged.rows = len(keys)
        ragged.keys[: ragged.rows] = keys
        ragged.starts[1 : ragged.rows + 1] = np.cumsum(room)
        ragged.pool[ragged.starts[: ragged.rows]] = values[:, 0]
        fill(ragged.slots, ragged.keys, ragged.rows)
        result.append(ragged)
    return result


def push(level: list[RaggedPart], a: int, s: int, tops: tuple[int, int], factors: Factors, moduli: np.ndarray) -> None:
    """Remove one letter A from the words with ``a`` letters A and ``s`` letters S, added to the same parts.

    Words that meet in the same pair (longer, shorter) are added up first: the multiplications then cost
    twelve times less.
    """
    u, v = tops[0] - a, tops[1] - s
    for source in list(level):
        words = source.keys[: source.rows]
        chosen = np.flatnonzero((words >> (a + s) == 1) & (np.bitwise_count(words) == a + 1))
        for start in range(0, len(chosen), BLOCK):
            rows = chosen[start : start + BLOCK]
            keys, starts, pool = words[rows], source.starts[rows], source.pool
            pairs = np.empty((len(rows), a), dtype=np.int64)
            share(emit, len(rows), keys, factors[2], pairs)

            def advance(i: int, pairs: np.ndarray = pairs, x: tuple = (starts, pool, moduli)) -> None:
                part = Part((u + 1) * (u + 2) // 2 * (v + 1), moduli.size, 1 << (pairs.size // 8).bit_length() + 4)
                part.absorb(gather, len(pairs), i, pairs, *x)
                joined, values = part.content()
                level[i].absorb(
                    multiply, len(joined), joined, np.argsort(joined), values, u, v, tops, factors[:2], moduli
                )

            in_threads(advance)


def close(level: list[RaggedPart], tops: tuple[int, int], moduli: tuple[int, ...]) -> dict[tuple[int, int, int], int]:
    """``{(m, h, d): coefficient}`` once only words in S are left, each worth its Marchenko-Pastur moment."""
    result: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    exponents = [(m, h) for m in range(tops[0] + 1) for h in range(m + 1)]
    for part in level:
        for row in np.flatnonzero(np.bitwise_count(part.keys[: part.rows]) == 1):
            s = letters_of(int(part.keys[row]))
            values = part.pool[part.starts[row] : part.starts[row + 1]].reshape(len(exponents), -1, len(moduli))
            for i, d in zip(*np.nonzero(values.any(axis=2)), strict=True):
                value = decode(values[i, d], moduli)
                for (_, c), weight in power_moment(s):
                    result[*exponents[i], int(d) + c] += value * weight
    return result


def coefficient_bound(loss: str, order: int, target: bool) -> int:
    """A bound on the absolute coefficients of alpha^m eta^h nu^d.

    A word with m letters A and k letters S has at most Narayana(m, h) Narayana(k, k - d) non-crossing partitions into h
    blocks of A and k - d blocks of S, and all words with the same m have coefficients of the same sign.
    """
    k = order + (loss == "train")
    most = [max((narayana(n, j) for j in range(1, n + 1)), default=1) for n in range(max(order + 2, k) + 1)]
    return max(total * most[m] * most[k] for m, total in flow.sizes(loss, order, target).items())


def expectation(loss: str, order: int, target: bool = True) -> Terms:
    """The planar part of twice ``E d^order L/dt^order`` at t = 0, order >= 1, in the form of
    ``planar.expectation``.
    """
    tops = (order + 2, order + (loss == "train"))
    moduli = primes(coefficient_bound(loss, order, target))
    level = begin(flow.derivative(loss, order, target, moduli), tops, len(moduli))
    factors = factor_table((sum(tops) - 1) // 2)
    for a in range(tops[0], 0, -1):
        for s in range(tops[1] + 1):
            push(level, a, s, tops, factors, np.array(moduli))
    return {
        (1 + m - h + d, h, -d, m): coefficient
        for (m, h, d), coefficient in close(level, tops, moduli).items()
        if coefficient
    }
