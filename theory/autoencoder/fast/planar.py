"""The planar rule for words in two symmetric blocks pushed forward and compiled, on words of at most 31 letters.

Per p, and in units alpha = sigma^2 p, eta = H/p, nu = p/N, the planar part of ``E Tr w`` is ``phi(w)`` with

    phi(A Q) = eta phi(Q) + sum over A in Q = Q1 A Q2 of phi(Q2) phi(A Q1)         (docs/theory/expectations.md).

Whole combinations of words are carried to shorter words: in ``phi(Q2) phi(A Q1)`` the shorter factor (at most 15
letters) is looked up and multiplied into the coefficient of the longer one. With M and K the largest numbers of
letters, the coefficient of a word with M - u letters A and K - v letters S is a polynomial in alpha, eta and nu, of
whose absolute coefficients the table holds those of alpha^(M - u + w) eta^h nu^d, h <= w <= u, and d = 0 if v = 0. A
shorter factor with S removes more letters A than its power of eta, and more S than its power of nu: if v > 0, only
h < w and d < v occur. With f = (v > 0), the coefficient stands at
``((w - f) (w - f + 1) / 2 + h) (v - f + 1) + d``.

Where u = 2 letters A and v = 1 letter S are gone, three numbers can occur; and a letter A is removed like this:

    (w, h, d)     (1, 0, 0)   (2, 0, 0)   (2, 1, 0)
    stands at         0           1           2
    phi(ASAAS) = eta phi(SAAS) + phi(AS) phi(AS) + phi(S) phi(ASA),     pairs (longer, shorter)

2 dL/dt = -8 Tr SAAA without target (population) has the planar part -8 (p^3 H + 3 p^2 H^2 + p H^3) sigma^6:

>>> expectation("population", 1, target=False)
{(2, 2, 0, 3): -24, (1, 3, 0, 3): -8, (3, 1, 0, 3): -8}
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from theory.autoencoder.fast import flow
from theory.autoencoder.fast.planar_loops import (
    KIND_BITS,
    SHORTER_BITS,
    coded_pairs,
    emit_pairs,
    gather_pairs,
    insert_words,
    multiply_pairs,
)
from theory.autoencoder.fast.table import THREADS, Part, absorb_all, in_slices, in_threads, new_level, room_of_part
from theory.autoencoder.fast.wide import BITS, LIMBS, decode
from theory.autoencoder.fast.words import EMPTY, spell
from theory.autoencoder.laws import narayana
from theory.autoencoder.memory import planar_components, word_count
from theory.matrix.compiled import written
from theory.matrix.monomials import exponents
from theory.matrix.planar import Moments
from theory.matrix.words import Alphabet

CHUNK = 1 << 15
"""Words whose pairs are written before they are gathered."""
PAIRS_A_ROW = 8
"""About as many fall together, which decides how much room is made at first."""
Factors = tuple[np.ndarray, np.ndarray, np.ndarray]
W_X = Alphabet(["W", "X"], rows=[0, 0], columns=[1, 2], symmetric=[False, False])


def moment(word: int, known: Moments) -> list[tuple[int, int, int]]:
    """``phi(word)`` as terms (power of eta, power of nu, coefficient), from the sum over its non-crossing pairings.

    A pairing with H^h N^n, of a word with b letters S, is worth eta^h nu^(b - n).

    >>> sorted(moment(0b1010, Moments(W_X)))  # SAS
    [(1, 0, 1), (1, 1, 1)]
    """
    if word == EMPTY:
        return [(0, 0, 1)]
    text = spell(word)
    pairings = known.word(W_X.canonical(written(text, [0, 1])))
    return [
        (h, text.count("S") - n, weight)
        for monomial, weight in pairings.items()
        for _, h, n in [exponents(monomial, 3)]
    ]


def factor_table(longest: int, known: Moments) -> Factors:
    """``phi`` of every word of at most ``longest`` letters; word 0 is eta.

    Returns the place of each canonical word's first term, the terms (h, d, weight), and each word as a pair.
    """
    first, terms = [0, 1], [(1, 0, 1)]
    coded = coded_pairs(2 << longest)
    for word in range(1, 2 << longest):
        if coded[word] & ((1 << SHORTER_BITS) - 1) == word:
            terms += moment(word, known)
        first.append(len(terms))
    return np.array(first), np.array(terms), coded


class Push:
    """Words with their coefficients by numbers of letters, in one part a thread, longest words first."""

    def __init__(self, tops: tuple[int, int]) -> None:
        self.tops = tops
        self.known = Moments(W_X)
        self.factors = factor_table((sum(tops) - 1) // 2, self.known)
        self.parts: list[dict[tuple[int, int], Part]] = [{} for _ in range(THREADS)]
        self.joined = new_level(1, LIMBS, 0, np.uint64)

    def missing(self, a: int, s: int) -> tuple[int, int]:
        """u and v of words with ``a`` letters A and ``s`` letters S."""
        return self.tops[0] - a, self.tops[1] - s

    def part(self, i: int, a: int, s: int) -> Part:
        """Part ``i`` of the words with ``a`` letters A and ``s`` letters S, made when it is first asked for."""
        if (a, s) not in self.parts[i]:
            room = room_of_part(word_count(a, s))
            self.parts[i][a, s] = Part(planar_components(*self.missing(a, s)), LIMBS, room, np.uint64)
        return self.parts[i][a, s]

    def enter(self, i: int, keys: np.ndarray, sizes: np.ndarray) -> None:
        """Make words with all letters S part ``i``; no pair leads to those with all letters A, which need no slots."""
        letters = flow.letters_a(keys)
        for a in range(self.tops[0]):
            chosen = np.flatnonzero(letters == a)
            if chosen.size:
                self.part(i, a, self.tops[1]).absorb(insert_words, chosen.size, keys, chosen, sizes)
        longest = self.parts[i][self.tops] = Part(1, LIMBS, 1, np.uint64)
        chosen = np.flatnonzero(letters == self.tops[0])
        longest.rows, longest.keys = chosen.size, keys[chosen]
        longest.values = np.pad(sizes[chosen], [(0, 0), (0, 0), (0, LIMBS - 1)])

    def remove(self, a: int, s: int) -> None:
        """Remove one letter A from the words with ``a`` letters A and ``s`` letters S.

        Words that meet in the same pair (longer, shorter) are added up first, which saves most of the multiplications.
        """
        sources = [parts.pop((a, s)) for parts in self.parts if (a, s) in parts]
        rows = sum(part.rows for part in sources)
        if not rows:
            return
        shape = planar_components(*self.missing(a, s)), LIMBS, room_of_part(rows * a // PAIRS_A_ROW)
        in_threads(lambda i: self.joined[i].restart(*shape))
        pairs = np.empty((min(CHUNK, rows), a), dtype=np.int64)
        for part in sources:
            keys, values = part.content()
            for begin in range(0, len(keys), CHUNK):
                chunk, numbers = keys[begin : begin + CHUNK], values[begin : begin + CHUNK]
                in_slices(emit_pairs, len(chunk), chunk, self.factors[2], pairs)
                absorb_all(self.joined, gather_pairs, len(chunk), pairs, numbers)
        in_threads(lambda i: self.distribute(i, a, s))

    def distribute(self, i: int, a: int, s: int) -> None:
        """Multiply the pairs of words with ``a`` letters A and ``s`` letters S."""
        keys, values = self.joined[i].content()
        order = np.argsort(keys)
        keys = keys[order]
        for kind, begin, end in equal_stretches(keys >> KIND_BITS):
            less_a, less_s = kind >> 4, kind & 15
            part = self.part(i, a - 1 - less_a, s - less_s)
            placement = self.placement(a, s, less_a, less_s)
            part.absorb(
                multiply_pairs, end - begin, keys[begin:end], order[begin:end], values, placement, self.factors[:2]
            )

    def placement(self, a: int, s: int, less_a: int, less_s: int) -> tuple[int, int, int, int]:
        """For a product with a word of ``less_a`` letters A: (u, v, rise of w, v of the product), less f as stored."""
        u, v = self.missing(a, s)
        some, some_then = int(v > 0), int(v + less_s > 0)
        return u - some, v - some, 1 + less_a + some - some_then, v + less_s - some_then

    def close(self) -> dict[tuple[int, int, int], int]:
        """``{(m, h, d): coefficient}`` once only words in S are left, each worth its Marchenko-Pastur moment."""
        result: defaultdict[tuple[int, int, int], int] = defaultdict(int)
        for parts in self.parts:
            for (_, s), part in parts.items():
                exponents = list(self.exponents(0, s))
                for row, c in zip(*np.nonzero(part.content()[1].any(axis=2)), strict=True):
                    m, h, d = exponents[c]
                    value = (-1) ** m * decode(part.values[row, c])
                    for _, more, weight in moment(1 << s, self.known):
                        result[m, h, d + more] += value * weight
        return result

    def exponents(self, a: int, s: int) -> Iterator[tuple[int, int, int]]:
        """``(m, h, d)`` of each number in a coefficient of a word with ``a`` letters A and ``s`` letters S."""
        u, v = self.missing(a, s)
        some = int(v > 0)
        for w in range(some, u + 1):
            for h in range(w - some + 1):
                for d in range(v - some + 1):
                    yield a + w, h, d


def equal_stretches(ordered: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Each number of an ascending array, and where it begins and ends."""
    cuts = np.flatnonzero(np.diff(ordered, prepend=-1, append=-1)).tolist()
    return ((int(ordered[begin]), begin, end) for begin, end in pairwise(cuts))


def coefficient_bound(loss: str, order: int, *, target: bool) -> int:
    """A bound on the absolute coefficients of alpha^m eta^h nu^d.

    A word with m letters A and k letters S has at most Narayana(m, h) Narayana(k, k - d) non-crossing partitions into h
    blocks of A and k - d blocks of S, and all words with the same m have coefficients of the same sign.
    """
    k = order + (loss == "train")
    most = [max((narayana(n, j) for j in range(1, n + 1)), default=1) for n in range(max(order + 2, k) + 1)]
    return max(total * most[m] * most[k] for m, total in flow.sizes(loss, order, target=target).items())


def start_push(level: list[Part], tops: tuple[int, int]) -> Push:
    """The push of a combination of words with all letters S."""
    push = Push(tops)
    in_threads(lambda i: push.enter(i, *level[i].content()))
    return push


def expectation(loss: str, order: int, *, target: bool = True) -> dict[tuple[int, int, int, int], int]:
    """The planar part of twice ``E d^order L/dt^order`` at t = 0, order >= 1, by powers of (p, H, N, sigma^2)."""
    if coefficient_bound(loss, order, target=target) >> BITS:
        raise OverflowError(f"a planar coefficient of order {order} may exceed {BITS} bits")
    tops = (order + 2, order + (loss == "train"))
    push = start_push(flow.derivative(loss, order, target=target), tops)
    for a in range(tops[0], 0, -1):
        for s in range(tops[1] + 1):
            push.remove(a, s)
    return {(1 + m - h + d, h, -d, m): coefficient for (m, h, d), coefficient in push.close().items() if coefficient}
