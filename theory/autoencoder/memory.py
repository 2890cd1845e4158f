"""How much memory a compiled expansion needs, known before it starts."""

from math import comb

LIMB = 8
PEAK = 40
"""Coefficients a word on the largest level of a push, 20 to 22, and about as much again for keys and hash slots."""


def word_count(a: int, s: int) -> int:
    """About how many words ``a`` letters A and ``s`` letters S make up to rotation and reversal, never too few.

    Half the arrangements per rotation, and those that a reversal or a shorter period leaves alone.
    """
    n = a + s
    return comb(n, a) // max(2 * n, 1) + 2 * comb(n // 2 + 1, a // 2 + a % 2) + 1


def full_bytes(a: int, s: int) -> int:
    """About the bytes that the expectation of all words of ``a`` letters A and ``s`` letters S takes at its peak.

    Measured for all orders 8 to 11. Two levels are held, the newer one twice while it grows.
    """
    return 3 * PEAK * word_count(a, s) * 3 * LIMB


def planar_components(u: int, v: int) -> int:
    """How many numbers the planar push keeps for a word that lacks ``u`` letters A and ``v`` letters S."""
    return u * (u + 1) // 2 * v if v else (u + 1) * (u + 2) // 2


def planar_bytes(a: int, s: int) -> int:
    """About the bytes that the planar part of all words of at most ``a`` letters A and ``s`` letters S takes.

    A row costs its coefficients, key, hash slots and a share of the pairs (measured for orders 12 to 14).
    """
    return sum(
        word_count(i, j) * LIMB * (10 + 3 * planar_components(a - i, s - j)) for i in range(a + 1) for j in range(s + 1)
    )
