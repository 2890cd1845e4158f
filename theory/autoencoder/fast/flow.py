"""The derivation of ``theory.matrix.flow`` for the tied autoencoder compiled, on words of at most 31 letters.

Words with m letters A have coefficients of sign (-1)^m: each A is replaced with weight 4 by words with as many letters
A and with weight -4 by words with one more. Absolute values are summed here, in 128 bits.

One step for 2 L = Tr S - 2 Tr AS + Tr AAS, each letter A in turn, weights of (W4) in docs/theory/words.md:

    AS  -> 4 ASS, SAAS, 2 ASAS, AASS      times 2:  8 SSA                2 SSAA + 2 SSAA + 4 SASA
    AAS -> the first A, the second A      times 1:  4 SSAA + 4 SASA      2 SSAAA + 6 SASAA
    sum, signed by (-1)^m                        :  -8 SSA + 8 SSAA + 8 SASA - 2 SSAAA - 6 SASAA

>>> from theory.autoencoder.fast.wide import decode
>>> from theory.autoencoder.fast.words import spell
>>> rows = [row for part in derivative("train", 1, target=True) for row in zip(*part.content(), strict=True)]
>>> {spell(int(word)): decode(size[0]) for word, size in sorted(rows)}
{'SSA': 8, 'SSAA': 8, 'SASA': 8, 'SSAAA': 2, 'SASAA': 6}
"""

from collections import defaultdict

import numpy as np

from theory.autoencoder.fast.bits import canonical, join, opened
from theory.autoencoder.fast.bits import length as letters_of
from theory.autoencoder.fast.compiled import loop
from theory.autoencoder.fast.table import (
    Part,
    absorb_all,
    belongs_to,
    find_rows,
    in_slices,
    in_threads,
    new_level,
    scramble,
)
from theory.autoencoder.fast.wide import BITS, LIMBS, add_multiple, decode
from theory.autoencoder.fast.words import count, twice_loss
from theory.autoencoder.memory import word_count

CHUNK = 1 << 14
TOGETHER = 4
"""Sources whose targets are looked up at once."""
AS, SAA, ASA, AAS = 0b110, 0b1011, 0b1101, 0b1110
WEIGHT_BITS = 3


@loop
def emit_words(keys: np.ndarray, with_target: bool, targets: np.ndarray, begin: int, end: int) -> None:
    """The words that replace each A of ``keys[begin:end]``, as ``word << WEIGHT_BITS | weight``; a 0 ends them.

    ``2 (SA + AS)`` at every A of a cyclic word is ``4 AS`` at every A: each gap has an A at both ends. Where A
    follows A, AAS for the first and SAA for the second are ASA for the other, which is found only once.
    """
    for source in range(begin, end):
        word = keys[source]
        n = letters_of(word)
        t = 0
        for shift in range(n):
            if word >> shift & 1:
                rest = opened(word, n, shift)
                after, before = rest >> max(n - 2, 0) & (n > 1), rest & (n > 1)
                targets[source, t] = canonical(join(ASA, rest)) << WEIGHT_BITS | 2 + after + before
                t += 1
                if not before:
                    targets[source, t] = canonical(join(SAA, rest)) << WEIGHT_BITS | 1
                    t += 1
                if not after:
                    targets[source, t] = canonical(join(AAS, rest)) << WEIGHT_BITS | 1
                    t += 1
                if with_target:
                    targets[source, t] = canonical(join(AS, rest)) << WEIGHT_BITS | 4
                    t += 1
        if t < targets.shape[1]:
            targets[source, t] = 0


@loop
def accumulate_words(slots, keys, values, rows, start, part, targets, sources):  # type: ignore[no-untyped-def]
    """Add the weighted sources to this part's targets; stops early where the part is full."""
    most = TOGETHER * targets.shape[1]
    wanted, found = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    weights, origin = np.empty(most, dtype=np.uint64), np.empty(most, dtype=np.int64)
    for begin in range(start, sources.shape[0], TOGETHER):
        if rows + most > keys.size:
            return rows, begin
        here = 0
        for source in range(begin, min(begin + TOGETHER, sources.shape[0])):
            for target in targets[source]:
                if not target:
                    break
                wanted[here], origin[here] = target >> WEIGHT_BITS, source
                weights[here] = target & (1 << WEIGHT_BITS) - 1
                here += belongs_to(scramble(wanted[here]), part)
        rows = find_rows(slots, keys, values, rows, wanted[:here], found)
        for i in range(here):
            add_multiple(values, found[i], 0, weights[i], sources[origin[i], 0, 0], sources[origin[i], 0, 1])
    return rows, sources.shape[0]


def differentiate(level: list[Part], rows: int, *, target: bool) -> list[Part]:
    """The time derivative of a combination, about ``rows`` words."""
    most = max(int(letters_a(part.content()[0]).max(initial=0)) for part in level)
    result = new_level(1, LIMBS, rows, np.uint64)
    targets = np.empty((CHUNK, (3 + target) * most), dtype=np.int64)
    for keys, values in in_threads(lambda i: level[i].in_order()):
        for begin in range(0, len(keys), CHUNK):
            chunk, amounts = keys[begin : begin + CHUNK], values[begin : begin + CHUNK]
            in_slices(emit_words, len(chunk), chunk, target, targets)
            absorb_all(result, accumulate_words, len(chunk), targets, amounts)
    return result


def letters_a(keys: np.ndarray) -> np.ndarray:
    """The number of letters A in each word."""
    return np.bitwise_count(keys).astype(np.int64) - 1


def sizes(loss: str, order: int, *, target: bool) -> dict[int, int]:
    """The sum of the absolute coefficients of ``2 d^order L/dt^order`` over the words with m letters A, for each m."""
    totals = {word.bit_count() - 1: abs(c) for word, c in twice_loss(loss, target=target).items()}
    for _ in range(order):
        grown: dict[int, int] = {}
        for m, total in totals.items():
            grown[m + 1] = grown.get(m + 1, 0) + 4 * m * total
            if target:
                grown[m] = grown.get(m, 0) + 4 * m * total
        totals = grown
    return totals


def derivative(loss: str, order: int, *, target: bool) -> list[Part]:
    """``2 d^order L/dt^order`` at t = 0 as parts of words and their coefficients' absolute values.

    Raises OverflowError where one might exceed 128 bits.
    """
    if max(sizes(loss, order, target=target).values()) >> BITS:
        raise OverflowError(f"a coefficient of order {order} may exceed {BITS} bits")
    start = twice_loss(loss, target=target)
    level = new_level(1, LIMBS, 0, np.uint64)
    part = level[0]
    part.rows = len(start)
    part.keys[: part.rows] = list(start)
    part.values[: part.rows, 0] = [(abs(c), 0) for c in start.values()]
    for r in range(1, order + 1):
        s = r + (loss == "train")
        level = differentiate(level, sum(word_count(m, s) for m in sizes(loss, r, target=target)), target=target)
    return level


def signs(keys: np.ndarray) -> np.ndarray:
    """The sign of each word's coefficient."""
    return 1 - 2 * (letters_a(keys) & 1)


def traces(loss: str, order: int, *, target: bool) -> dict[tuple[int, int], dict[int, int]]:
    """``2 d^order L/dt^order`` at t = 0 as ``{(letters A, letters S): {word: coefficient}}``."""
    groups: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for part in derivative(loss, order, target=target):
        keys, totals = part.content()
        for key, sign, total in zip(keys.tolist(), signs(keys).tolist(), totals[:, 0], strict=True):
            groups[count(key, 1), count(key, 0)][key] = sign * decode(total)
    return dict(groups)
