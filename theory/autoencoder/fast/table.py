"""Hash tables from int64 keys to rows of numbers, filled by several threads without locks.

Every key belongs to one *part*, by its hash; each thread fills its own part and skips the keys of the others, so a
level of a push is a list of parts, each with ``keys`` (rows,) and ``values`` (rows, components, limbs or moduli):

    hash of a key    [ 62 .. 40: which part | ... | lowest bits: which slot ]
    slots            ... (0, 0) (key, row + 1) (0, 0) ...       row + 1 = 0: empty
    keys, values     row 0: key, numbers;  row 1: key, numbers;  ...     in order of arrival

>>> part = Part(components=1, limbs=1, capacity=4)
>>> found = np.zeros(3, dtype=np.int64)
>>> part.rows = find_rows(part.slots, part.keys, part.values, part.rows, np.array([70, 50, 70]), found)
>>> found.tolist(), part.content()[0].tolist()
([0, 1, 0], [70, 50])
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from theory.autoencoder.fast.compiled import inline, loop, prefetch
from theory.autoencoder.memory import LIMB
from theory.memory import require

T = TypeVar("T")
THREADS = min(4, os.cpu_count() or 1)


def in_threads(function: Callable[[int], T]) -> list[T]:
    """``function(part)`` for each part, side by side; the compiled loops release the interpreter."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, range(THREADS)))


def in_slices(kernel: Callable[..., object], rows: int, *arguments: object) -> None:
    """``kernel(*arguments, begin, end)`` on equal slices of ``rows`` rows, one a thread."""
    cuts = [rows * i // THREADS for i in range(THREADS + 1)]
    in_threads(lambda i: kernel(*arguments, cuts[i], cuts[i + 1]))


MULTIPLIERS = np.uint64(0x2545F4914F6CDD1D), np.uint64(0x3C79AC492BA7B653)
SHIFTS = np.uint64(31), np.uint64(29), np.uint64(32)
HASH_BITS, SLOT_BITS = 63, 40


@inline
def scramble(key: int) -> np.int64:
    """A hash of 63 well-mixed bits (the finalizer of MurmurHash3).

    Products of unsigned integers wrap around; the compiler may assume that those of signed ones never overflow.
    """
    mixed = np.uint64(key)
    mixed = (mixed ^ mixed >> SHIFTS[0]) * MULTIPLIERS[0]
    mixed = (mixed ^ mixed >> SHIFTS[1]) * MULTIPLIERS[1]
    return np.int64((mixed ^ mixed >> SHIFTS[2]) >> np.uint64(1))


@inline
def locate(slots: np.ndarray, keys: np.ndarray, rows: int, key: int, mixed: np.int64) -> int:
    """The row of ``key``; a new key is entered as row ``rows``.

    A slot is a pair (key, row + 1), side by side so that one access to memory reads both; row + 1 = 0 marks it empty.
    """
    mask = slots.shape[0] - 1
    slot = mixed & mask
    while slots[slot, 1] and slots[slot, 0] != key:
        slot = (slot + 1) & mask
    if not slots[slot, 1]:
        keys[rows] = key
        slots[slot, 0] = key
        slots[slot, 1] = rows + 1
    return slots[slot, 1] - 1


@inline
def belongs_to(mixed: np.int64, part: tuple[int, int]) -> bool:
    """Whether a hash belongs to ``part`` = (index, number of parts), by bits that do not choose the slot."""
    return (mixed >> SLOT_BITS) * part[1] >> HASH_BITS - SLOT_BITS == part[0]


@inline
def find_rows(
    slots: np.ndarray, keys: np.ndarray, values: np.ndarray, rows: int, wanted: np.ndarray, found: np.ndarray
) -> int:
    """Write the rows of the keys ``wanted`` into ``found``, new ones entered with value zero; returns their number.

    A large table lies in memory far from the processor, which is asked for all the slots, and then for all the
    values, before it needs the first.
    """
    mask = slots.shape[0] - 1
    for i in range(wanted.size):
        found[i] = scramble(wanted[i])
        prefetch(slots, found[i] & mask)
    before = rows
    for i in range(wanted.size):
        found[i] = locate(slots, keys, rows, wanted[i], found[i])
        rows += found[i] == rows
        prefetch(values, found[i])
    values[before:rows] = 0
    return rows


@loop
def enter_keys(slots: np.ndarray, keys: np.ndarray, rows: int) -> None:
    """Enter the first ``rows`` keys into empty ``slots``."""
    for row in range(rows):
        locate(slots, keys, row, keys[row], scramble(keys[row]))


class Part:
    """One thread's share of a level: grows as keys arrive."""

    def __init__(self, components: int, limbs: int, capacity: int = 1 << 10, dtype: type = np.int64) -> None:
        self.memory = np.empty(0, dtype=np.int64)
        self.dtype = dtype
        self.restart(components, limbs, capacity)

    def restart(self, components: int, limbs: int, capacity: int) -> None:
        """Empty the part, for rows of ``components`` times ``limbs`` numbers, in the same memory where that suffices.

        Memory that is given back and asked for again costs as much time as the work done in it. There are at least
        three slots for two rows. numpy asks for huge pages in ``empty`` only, and random access gains by them.
        """
        slots = 1 << (3 * capacity // 2).bit_length()
        ends = np.cumsum([2 * slots, capacity * components * limbs, capacity])
        if ends[-1] > len(self.memory):
            require(LIMB * int(ends[-1]), "the next level of the expansion")
            self.memory = np.empty(ends[-1], dtype=np.int64)
        self.rows = 0
        self.slots = self.memory[: ends[0]].reshape(slots, 2)
        self.slots[...] = 0
        self.values: np.ndarray = self.memory[ends[0] : ends[1]].view(self.dtype).reshape(capacity, components, limbs)
        self.keys = self.memory[ends[1] : ends[2]]

    def enlarge(self) -> None:
        """Double the room."""
        (keys, values), capacity = self.content(), len(self.keys)
        self.memory = np.empty(0, dtype=np.int64)
        self.restart(values.shape[1], values.shape[2], 2 * capacity)
        self.rows = len(keys)
        self.keys[: self.rows], self.values[: self.rows] = keys, values
        enter_keys(self.slots, self.keys, self.rows)

    def absorb(self, kernel: Callable[..., tuple[int, int]], sources: int, *arguments: object) -> None:
        """Run ``kernel(part arrays, rows, start, *arguments) -> (rows, next source)`` to the end, growing as needed."""
        start = 0
        while start < sources:
            self.rows, start = kernel(self.slots, self.keys, self.values, self.rows, start, *arguments)
            if start < sources:
                self.enlarge()

    def content(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys and values of the rows in use."""
        return self.keys[: self.rows], self.values[: self.rows]

    def in_order(self) -> tuple[np.ndarray, np.ndarray]:
        """As :meth:`content`, by ascending key: similar words lead to words that meet in the processor's cache."""
        keys, values = self.content()
        order = np.argsort(keys)
        return keys[order], values[order]


def room_of_part(rows: int) -> int:
    """Room for one part of about ``rows`` rows, with a margin, as hashes do not share them out evenly."""
    return rows // THREADS + rows // 128 + (1 << 10)


def new_level(components: int, limbs: int, rows: int, dtype: type) -> list[Part]:
    """One part a thread, for about ``rows`` rows in all."""
    return in_threads(lambda _: Part(components, limbs, room_of_part(rows), dtype))


def absorb_all(level: Sequence[Part], kernel: Callable[..., tuple[int, int]], rows: int, *arguments: object) -> None:
    """Every part of ``level`` absorbs its own targets, one part a thread."""
    in_threads(lambda i: level[i].absorb(kernel, rows, (i, len(level)), *arguments))
