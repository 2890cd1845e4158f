"""The planar rule of ``theory.autoencoder.planar`` pushed forward and compiled, on words of at most 31 letters.

Whole combinations of words are carried to shorter words: in ``phi(Q2) phi(A Q1)`` the shorter factor (at most 15
letters) is looked up and multiplied into the coefficient of the longer one. With M and K the largest numbers of
letters, the coefficient of a word with a letters A and b letters S is a polynomial, the sum over u = m - a <= M - a,
h <= u, d <= K - b of alpha^m eta^h nu^d, stored flat at ((u (u + 1) / 2 + h) (K - b + 1) + d).
"""

from collections import defaultdict

import numpy as np

from theory.autoencoder.fast import flow
from theory.autoencoder.fast.planar_loops import TOGETHER, emit, gather, multiply
from theory.autoencoder.fast.residues import decode, primes
from theory.autoencoder.fast.table import THREADS, Part, absorb_all, fill, in_threads, share
from theory.autoencoder.memory import LIMB, planar_rows, require
from theory.autoencoder.planar import moment, narayana, power_moment
from theory.autoencoder.wishart import Terms
from theory.autoencoder.words import canonical, length

BLOCK = 1 << 20
"""Words of each part whose pairs are gathered at once: more merge better, and take more memory."""
Factors = tuple[np.ndarray, np.ndarray, np.ndarray]


class RaggedPart(Part):
    """A part whose rows have different lengths: row i is ``pool[starts[i] : starts[i + 1]]``."""

    def __init__(self, moduli: int, rows: int, components: int) -> None:
        super().__init__(0, moduli, 1 << max(10, rows.bit_length()))
        self.starts = np.zeros(len(self.keys) + 1, dtype=np.int64)
        self.pool = np.empty((components, moduli), dtype=np.int64)

    def grow(self) -> None:
        """Double the room for rows, or enlarge that for components by half, whichever ran out."""
        if self.rows + TOGETHER > len(self.keys):
            super().grow()
            self.starts = np.concatenate([self.starts, np.zeros_like(self.starts)])
        room = len(self.pool) + max(len(self.pool) // 2, 1 << 10)
        require(LIMB * room * self.pool.shape[1], "the next level of the planar expansion")
        pool = np.empty((room, self.pool.shape[1]), dtype=np.int64)
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
    shortest = [0] + [canonical(word) for word in range(1, 2 << longest)]
    first, terms = [0, 1], [(1, 0, 1)]
    for word in range(1, len(shortest)):
        if shortest[word] == word:
            terms += [(h, d, weight) for (h, d), weight in moment(word)]
        first.append(len(terms))
    return np.array(first), np.array(terms), np.array(shortest)


def begin(level: list[Part], tops: tuple[int, int], moduli: np.ndarray) -> list[RaggedPart]:
    """The parts of a combination, with room for what the push adds."""
    rows, components = planar_rows(*tops)
    result = [RaggedPart(moduli.size, rows // THREADS, 0) for _ in level]

    def start(i: int) -> None:
        keys, _ = level[i].content()
        signs, sizes = flow.coefficients(level[i])
        part = result[i]
        part.pool = np.empty((components // THREADS, moduli.size), dtype=np.int64)
        a = np.bitwise_count(keys).astype(np.int64) - 1
        room = (tops[0] - a + 1) * (tops[0] - a + 2) // 2
        part.rows = len(keys)
        part.keys[: part.rows] = keys
        part.starts[1 : part.rows + 1] = np.cumsum(room)
        part.pool[: part.starts[part.rows]] = 0
        part.pool[part.starts[: part.rows]] = (
            signs[:, None] * (sizes[:, None] % moduli.astype(np.uint64)).astype(np.int64) % moduli
        )
        fill(part.slots, part.keys, part.rows)

    in_threads(start)
    return result


def push(
    level: list[RaggedPart],
    chosen: tuple[np.ndarray, ...],
    a: int,
    s: int,
    tops: tuple[int, int],
    factors: Factors,
    moduli: np.ndarray,
) -> None:
    """Remove one letter A from the ``chosen`` rows of each part, those of the words with ``a`` letters A and ``s``
    letters S, added to the same parts.

    Words that meet in the same pair (longer, shorter) are added up first: the multiplications then cost
    twelve times less.
    """
    u, v = tops[0] - a, tops[1] - s
    for start in range(0, max(map(len, chosen)), BLOCK):
        blocks = [rows[start : start + BLOCK] for rows in chosen]
        capacity = 1 << (sum(map(len, blocks)) * a // 8).bit_length()
        joined = [Part((u + 1) * (u + 2) // 2 * (v + 1), moduli.size, capacity) for _ in level]
        for part, rows in zip(level, blocks, strict=True):
            pairs = np.empty((len(rows), a), dtype=np.int64)
            share(emit, len(rows), part.keys[rows], factors[2], pairs)
            absorb_all(joined, gather, len(rows), pairs, part.starts[rows], part.pool, moduli)
        in_threads(lambda i, joined=joined: distribute(level[i], joined[i], (u, v), tops, factors, moduli))  # type: ignore[misc]


def rows_with(words: np.ndarray, a: int, most: int) -> list[np.ndarray]:
    """Where ``words`` have ``a`` letters A and 0, 1, ..., ``most`` letters S, in ascending order of the words.

    Similar words, one after the other, have pairs that meet in the processor's cache.
    """
    rows = np.flatnonzero(np.bitwise_count(words) == a + 1)
    rows = rows[np.argsort(words[rows])]
    return [rows[words[rows] >> (a + s) == 1] for s in range(most + 1)]


def distribute(
    target: RaggedPart, joined: Part, uv: tuple[int, int], tops: tuple[int, int], factors: Factors, moduli: np.ndarray
) -> None:
    """Multiply the pairs of one part, sorted so that those with the same longer word meet in the processor's cache."""
    pairs, values = joined.content()
    target.absorb(multiply, len(pairs), pairs, np.argsort(pairs), values, *uv, tops, factors[:2], moduli)


def close(level: list[RaggedPart], tops: tuple[int, int], moduli: tuple[int, ...]) -> dict[tuple[int, int, int], int]:
    """``{(m, h, d): coefficient}`` once only words in S are left, each worth its Marchenko-Pastur moment."""
    result: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    exponents = [(m, h) for m in range(tops[0] + 1) for h in range(m + 1)]
    for part in level:
        for row in np.flatnonzero(np.bitwise_count(part.keys[: part.rows]) == 1):
            s = length(int(part.keys[row]))
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
    """The planar part of twice ``E d^order L/dt^order`` at t = 0, order >= 1, in the form of ``planar.expectation``."""
    tops = (order + 2, order + (loss == "train"))
    moduli = primes(coefficient_bound(loss, order, target))
    level = begin(flow.derivative(loss, order, target), tops, np.array(moduli))
    factors = factor_table((sum(tops) - 1) // 2)
    for a in range(tops[0], 0, -1):
        chosen = [rows_with(part.keys[: part.rows], a, tops[1]) for part in level]
        for s, rows in enumerate(zip(*chosen, strict=True)):
            push(level, rows, a, s, tops, factors, np.array(moduli))
    return {
        (1 + m - h + d, h, -d, m): coefficient
        for (m, h, d), coefficient in close(level, tops, moduli).items()
        if coefficient
    }
