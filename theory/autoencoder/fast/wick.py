"""The Wick step for words in two symmetric blocks compiled: every product of traces is one int64.

Gaussian integration by parts removes one letter G, A = W W^T or S = X X^T, of n = H or N columns:

    E Tr(G Q) R = n E Tr(Q) R
                + sum over G in Q = Q1 G Q2              of E [Tr(Q2) Tr(G Q1) + Tr(G Q1 reverse(Q2))] R
                + sum over G in Tr(G Q'), R = Tr(G Q') R' of E [Tr(G Q Q') + Tr(G Q reverse(Q'))] R'

(docs/theory/expectations.md): two steps of ``theory.matrix.wick`` in one.

The key of a product of traces: its canonical words in ascending order, letters one after the other in the low
31 bits, and in the high 31 bits a one at the first letter of each word. The values of a product are the
coefficients of n^g p^e (e empty words) at component c (c + 1) / 2 + e, c = g + e: after j letters c <= j, as
every letter raises n or closes at most one trace.

    Tr A Tr SA       letters   A | S A  ->  1 | 0 1  =  101       low 31 bits
                     starts    x | x .  ->  1 | 1 0  =  110       high 31 bits
    component c (c + 1) / 2 + e     0: 1    1: n   2: p    3: n^2   4: n p   5: p^2    after two letters

Removing both letters A of Tr ASAS, of n columns: n (Tr S)^2 + (n + n^2) Tr S^2, where S is the word 0b10 and SS 0b100:

>>> integrate({0b10101: 1}, letter=1)
{(2, 2): {(1, 0): 1}, (4,): {(1, 0): 1, (2, 0): 1}}
"""

import numpy as np
from sympy import factorial2

from theory.autoencoder.fast.bits import MAX_LETTERS, canonical, join, length, opened, reverse
from theory.autoencoder.fast.compiled import loop
from theory.autoencoder.fast.residues import add_residues, decode, encode, primes
from theory.autoencoder.fast.table import THREADS, Part, absorb_all, belongs_to, find_rows, in_slices, scramble
from theory.autoencoder.fast.words import count
from theory.autoencoder.fast.words import length as length_of

State = tuple[int, ...]
"""A product of traces: its canonical words, sorted, the empty word left out."""
Powers = dict[tuple[int, int], int]
"""``{(power of n, number of empty words): coefficient}``."""
CHUNK = 1 << 13
LOW = (1 << MAX_LETTERS) - 1


@loop
def unpack(key: int, words: np.ndarray) -> int:
    """Write the words of ``key`` into ``words``; returns how many."""
    letters, starts = key & LOW, key >> MAX_LETTERS
    found = -1
    for shift in range(length(starts), -1, -1):
        if starts >> shift & 1:
            found += 1
            words[found] = 1
        words[found] = words[found] << 1 | (letters >> shift & 1)
    return found + 1


@loop
def pack(words: np.ndarray, found: int, skip_first: int, skip_second: int, new: np.ndarray, extra: int) -> int:
    """The key of the sorted ``words`` less those at two positions, plus ``extra`` canonical ``new`` ones."""
    if extra == 2 and new[0] > new[1]:
        new[0], new[1] = new[1], new[0]
    letters, starts, i, j = 0, 0, 0, 0
    while i < found or j < extra:
        if i < found and (i in (skip_first, skip_second)):
            i += 1
            continue
        if j < extra and (i >= found or new[j] < words[i]):
            word = new[j]
            j += 1
        else:
            word = words[i]
            i += 1
        n = length(word)
        letters = letters << n | (word ^ (1 << n))
        starts = starts << n | 1 << (n - 1)
    return starts << MAX_LETTERS | letters


@loop
def emit_products(keys: np.ndarray, letter: int, targets: np.ndarray, kinds: np.ndarray, begin: int, end: int) -> None:
    """The products that the rule makes of ``keys[begin:end]``; kind = 2 * (power of n) + (empty words)."""
    words = np.empty(MAX_LETTERS + 1, dtype=np.int64)
    new = np.empty(2, dtype=np.int64)
    for source in range(begin, end):
        found = unpack(keys[source], words)
        pivot, place = first_letter(words, found, letter)
        n = length(words[pivot])
        rest = opened(words[pivot], n, place)
        n -= 1
        new[0] = canonical(rest)
        targets[source, 0] = pack(words, found, pivot, -1, new, 1 if n else 0)
        kinds[source, 0] = 2 if n else 3
        t = 1
        for shift in range(n):
            if rest >> shift & 1 == letter:
                right = 1 << shift | (rest & ((1 << shift) - 1))
                closed = join(2 | letter, rest >> (shift + 1))
                new[0] = canonical(join(closed, reverse(right, shift)))
                targets[source, t] = pack(words, found, pivot, -1, new, 1)
                kinds[source, t] = 0
                new[0] = canonical(closed)
                new[1] = canonical(right)
                targets[source, t + 1] = pack(words, found, pivot, -1, new, 2 if shift else 1)
                kinds[source, t + 1] = 0 if shift else 1
                t += 2
        head = join(2 | letter, rest)
        for other in range(found):
            if other != pivot:
                size = length(words[other])
                for shift in range(size):
                    if words[other] >> shift & 1 == letter:
                        tail = opened(words[other], size, shift)
                        new[0] = canonical(join(head, tail))
                        targets[source, t] = pack(words, found, pivot, other, new, 1)
                        new[0] = canonical(join(head, reverse(tail, size - 1)))
                        targets[source, t + 1] = pack(words, found, pivot, other, new, 1)
                        kinds[source, t] = kinds[source, t + 1] = 0
                        t += 2


@loop
def first_letter(words: np.ndarray, found: int, letter: int) -> tuple[int, int]:
    """The smallest word that holds ``letter``, and where."""
    for i in range(found):
        for shift in range(length(words[i])):
            if words[i] >> shift & 1 == letter:
                return i, shift
    return -1, -1


@loop
def accumulate_products(slots, keys, values, rows, start, part, targets, kinds, sources, shifts, moduli):  # type: ignore[no-untyped-def]
    """Add the sources' values to this part's targets, shifted; stops early where the part is full."""
    components, width = shifts.shape[1], targets.shape[1]
    wanted, found = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    kind = np.empty(width, dtype=np.int64)
    for source in range(start, targets.shape[0]):
        if rows + width > keys.size:
            return rows, source
        here = 0
        for t in range(width):
            wanted[here], kind[here] = targets[source, t], kinds[source, t]
            here += belongs_to(scramble(targets[source, t]), part)
        rows = find_rows(slots, keys, values, rows, wanted[:here], found)
        for i in range(here):
            shift = shifts[kind[i]]
            for c in range(components):
                for r in range(moduli.size):
                    x = sources[source, c, r]
                    if x:  # where it may be non-zero, the shifted component exists
                        values[found[i], shift[c], r] = add_residues(values[found[i], shift[c], r], x, moduli[r])
    return rows, targets.shape[0]


def component_index(g: int, e: int) -> int:
    """Where the coefficient of n^g p^e stands."""
    return (g + e) * (g + e + 1) // 2 + e


def component_powers(removed: int) -> list[tuple[int, int]]:
    """``(g, e)`` of each component after ``removed`` letters."""
    return [(c - e, e) for c in range(removed + 1) for e in range(c + 1)]


def push(level: list[Part], letter: int, remaining: int, removed: int, moduli: np.ndarray) -> list[Part]:
    """Remove one of ``remaining`` letters from every product of ``level``, ``removed`` being gone already."""
    shifts = np.array(
        [[component_index(g + k // 2, e + k % 2) for g, e in component_powers(removed)] for k in range(4)]
    )
    result = [Part(len(component_powers(removed + 1)), moduli.size) for _ in range(THREADS)]
    width = 2 * remaining - 1
    for source in level:
        keys, values = source.content()
        for begin in range(0, len(keys), CHUNK):
            chunk, amounts = keys[begin : begin + CHUNK], values[begin : begin + CHUNK]
            targets = np.empty((len(chunk), width), dtype=np.int64)
            kinds = np.empty((len(chunk), width), dtype=np.int8)
            in_slices(emit_products, len(chunk), chunk, letter, targets, kinds)
            absorb_all(result, accumulate_products, len(chunk), targets, kinds, amounts, shifts, moduli)
    return result


def integrate(traces: dict[int, int], letter: int) -> dict[State, Powers]:
    """Remove every ``letter`` from single words with the same numbers of letters A and S, neither zero."""
    removals = count(next(iter(traces)), letter)
    moduli = primes(sum(map(abs, traces.values())) * int(factorial2(2 * removals - 1)))
    keys = np.array([1 << MAX_LETTERS + length_of(word) - 1 | word ^ 1 << length_of(word) for word in traces])
    level = [first_level(keys, encode(list(traces.values()), moduli))]
    for removed in range(removals):
        level = push(level, letter, removals - removed, removed, np.array(moduli))
    return decoded_level(level, component_powers(removals), moduli)


def decoded_level(level: list[Part], exponents: list[tuple[int, int]], moduli: tuple[int, ...]) -> dict[State, Powers]:
    """The products and integers of a level."""
    words = np.empty(MAX_LETTERS + 1, dtype=np.int64)
    result = {}
    for part in level:
        for key, values in zip(*part.content(), strict=True):
            product = tuple(int(word) for word in words[: unpack(key, words)])
            result[product] = {ge: decode(v, moduli) for ge, v in zip(exponents, values, strict=True) if v.any()}
    return result


def first_level(keys: np.ndarray, residues: np.ndarray) -> Part:
    """One part that holds distinct ``keys``."""
    part = Part(1, residues.shape[1], max(1, 1 << (len(keys) - 1).bit_length()))
    part.rows = len(keys)
    part.keys[: part.rows] = keys
    part.values[: part.rows, 0] = residues
    return part
