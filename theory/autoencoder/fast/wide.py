"""Non-negative integers below 2^128 as pairs of limbs (low, high), the last axis of an array of uint64.

All coefficients of a push are sums of terms of one sign, so absolute values never cancel, and none exceeds the
bound on the result.

    weight * (low, high), weight < 2^32          low = low'  + 2^32 low''
    low  limb:  weight low mod 2^64              what exceeds it: (weight low'' + (weight low' >> 32)) >> 32
    high limb:  weight high + that, and 1 more if adding the low limbs wrapped around

>>> sums = np.array([[[2**64 - 1, 0]]], dtype=np.uint64)
>>> add_multiple(sums, 0, 0, np.uint64(3), np.uint64(2**63), np.uint64(1))
>>> decode(sums[0, 0]) == 2**64 - 1 + 3 * (2**63 + 2**64)
True
"""

import numpy as np

from theory.autoencoder.fast.compiled import inline

BITS = 128
LIMBS = 2
HALF = np.uint64(32)
LOW_HALF = np.uint64(0xFFFFFFFF)


def decode(limbs: np.ndarray) -> int:
    """The integer of one pair."""
    return int(limbs[1]) << 64 | int(limbs[0])


@inline
def upper_limb(x: np.uint64, weight: np.uint64) -> np.uint64:
    """What of ``weight * x`` exceeds 64 bits, for weight < 2^32."""
    return ((x >> HALF) * weight + ((x & LOW_HALF) * weight >> HALF)) >> HALF


@inline
def add_wide(sums: np.ndarray, row: int, c: int, low: np.uint64, high: np.uint64) -> None:
    """Add the pair ``(low, high)`` to ``sums[row, c]``."""
    total = sums[row, c, 0] + low
    sums[row, c, 0] = total
    sums[row, c, 1] += high + np.uint64(total < low)


@inline
def add_multiple(sums: np.ndarray, row: int, c: int, weight: np.uint64, low: np.uint64, high: np.uint64) -> None:
    """Add ``weight < 2^32`` times the pair ``(low, high)`` to ``sums[row, c]``."""
    add_wide(sums, row, c, weight * low, weight * high + upper_limb(low, weight))
