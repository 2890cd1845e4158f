"""The derivation of ``theory.autoencoder.flow`` compiled, on words of at most 31 letters.

Words with m letters A have coefficients of sign (-1)^m: each A is replaced with weight 4 by words with as many letters
A and with weight -4 by words with one more. Absolute values are summed here, modulo 2^64; a sum that wrapped around
would be missed in their total, which is known.
"""

import numpy as np

from theory.autoencoder import flow
from theory.autoencoder.fast.bits import canonical, join, opened
from theory.autoencoder.fast.bits import length as letters_of
from theory.autoencoder.fast.compiled import loop
from theory.autoencoder.fast.table import THREADS, Part, absorb_all, locate, mine, scramble, share

CHUNK = 1 << 14
INSERTIONS = np.array([0b110, 0b1011, 0b1101, 0b1110])
"""AS, SAA, ASA, AAS. ``2 (SA + AS)`` at every A of a cyclic word is ``4 AS`` at every A: each gap has an A at both
ends.
"""
WEIGHTS = np.array([4, 1, 2, 1])


@loop
def emit(keys: np.ndarray, first: int, targets: np.ndarray, begin: int, end: int) -> None:
    """The words that replace each A of ``keys[begin:end]``, from insertion number ``first`` on; 0 fills the rest."""
    for source in range(begin, end):
        word = keys[source]
        n = letters_of(word)
        t = 0
        for shift in range(n):
            if word >> shift & 1:
                rest = opened(word, n, shift)
                for i in range(first, 4):
                    targets[source, t] = canonical(join(INSERTIONS[i], rest))
                    t += 1
        targets[source, t:] = 0


@loop
def accumulate(slots, keys, values, rows, start, part, targets, first, sources):  # type: ignore[no-untyped-def]
    """Add the weighted sources to this part's targets; stops early where the part is full."""
    for source in range(start, targets.shape[0]):
        if rows + targets.shape[1] > keys.size:
            return rows, source
        for t in range(targets.shape[1]):
            key = targets[source, t]
            if not key:
                break
            mixed = scramble(key)
            if mine(mixed, part):
                row = locate(slots, keys, rows, key, mixed)
                if row == rows:
                    values[row] = 0
                    rows += 1
                values[row, 0, 0] += WEIGHTS[first + t % (4 - first)] * sources[source, 0, 0]
    return rows, targets.shape[0]


def step(level: list[Part], target: bool) -> list[Part]:
    """The time derivative of a combination."""
    first = 0 if target else 1
    result = [Part(1, 1) for _ in range(THREADS)]
    for source in level:
        keys, values = source.in_order()
        width = (4 - first) * most_letters(keys)
        for begin in range(0, len(keys), CHUNK):
            chunk, amounts = keys[begin : begin + CHUNK], values[begin : begin + CHUNK]
            targets = np.empty((len(chunk), width), dtype=np.int64)
            share(emit, len(chunk), chunk, first, targets)
            absorb_all(result, accumulate, len(chunk), targets, first, amounts)
    return result


def most_letters(keys: np.ndarray) -> int:
    """The largest number of letters A in a word."""
    return int(np.bitwise_count(keys).max(initial=1)) - 1


def sizes(loss: str, order: int, target: bool) -> dict[int, int]:
    """The sum of the absolute coefficients of ``2 d^order L/dt^order`` over the words with m letters A, for each m."""
    totals = {word.bit_count() - 1: abs(c) for word, c in flow.twice_loss(loss, target).items()}
    for _ in range(order):
        grown: dict[int, int] = {}
        for m, total in totals.items():
            grown[m + 1] = grown.get(m + 1, 0) + 4 * m * total
            if target:
                grown[m] = grown.get(m, 0) + 4 * m * total
        totals = grown
    return totals


def totals(level: list[Part]) -> dict[int, int]:
    """The sum of the coefficients over the words with m letters A, for each m, as found."""
    found: dict[int, int] = {}
    for part in level:
        keys, values = part.content()
        letters = np.bitwise_count(keys) - 1
        for m in range(most_letters(keys) + 1):
            chosen = values[letters == m].view(np.uint64)
            high, low = (chosen >> np.uint64(32)).sum(), (chosen & np.uint64(0xFFFFFFFF)).sum()
            found[m] = found.get(m, 0) + (int(high) << 32) + int(low)
    return found


def derivative(loss: str, order: int, target: bool) -> list[Part]:
    """``2 d^order L/dt^order`` at t = 0 as parts of words and their coefficients' absolute values, modulo 2^64.

    Raises OverflowError should one exceed 64 bits; none does to order 14.
    """
    start = flow.twice_loss(loss, target)
    part = Part(1, 1)
    part.rows = len(start)
    part.keys[: part.rows] = list(start)
    part.values[: part.rows, 0, 0] = [abs(c) for c in start.values()]
    level = [part]
    for _ in range(order):
        level = step(level, target)
    expected = sizes(loss, order, target)
    if any(total != expected.get(m, 0) for m, total in totals(level).items()):
        raise OverflowError(f"a coefficient of order {order} exceeds 64 bits")
    return level


def coefficients(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """The signs and the absolute values (uint64) of a part's words."""
    keys, values = part.content()
    return 1 - 2 * ((np.bitwise_count(keys) - 1) & 1).astype(np.int64), values[:, 0, 0].view(np.uint64)
