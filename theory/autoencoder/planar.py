r"""Planar parts: the leading order of traces when p, H and N grow together.

Per p, and in units alpha = sigma^2 p, eta = H/p, nu = p/N, the planar part of ``E Tr w`` is a polynomial
``phi(w)`` in eta and nu. A and S are then free, traces factorize, and the rule of
``theory.autoencoder.wishart`` keeps two terms:

    phi(A Q) = eta phi(Q) + sum over A in Q = Q1 A Q2 of phi(Q2) phi(A Q1),
    phi(S^b) = sum_j Narayana(b, j) nu^(b - j).

``phi(w)`` counts the non-crossing partitions of the letters of w into blocks of equal letters, by eta^(blocks
of A) nu^(letters S - blocks of S): Nica and Speicher, Lectures on the Combinatorics of Free Probability,
lecture 14.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from math import comb

from theory.autoencoder.wishart import Terms
from theory.autoencoder.words import canonical, count, join, openings, splits

Moment = tuple[tuple[tuple[int, int], int], ...]
"""Pairs ``((power of eta, power of nu), coefficient)``."""


def narayana(n: int, k: int) -> int:
    """Non-crossing partitions of n elements into k blocks."""
    return comb(n, k) * comb(n, k - 1) // n


@cache
def power_moment(n: int) -> Moment:
    """``phi(S^n)``: the n-th moment of the Marchenko-Pastur law of ratio nu."""
    return tuple(((0, n - j), narayana(n, j)) for j in range(1, n + 1)) if n else (((0, 0), 1),)


@cache
def moment(word: int) -> Moment:
    """``phi(word)`` for a canonical word."""
    if not count(word, 1):
        return power_moment(count(word, 0))
    opened = next(openings(word, 1))
    total: defaultdict[tuple[int, int], int] = defaultdict(int)
    for (h, d), weight in moment(canonical(opened)):
        total[h + 1, d] += weight
    for left, right in splits(opened, 1):
        for (h, d), weight in moment(canonical(right)):
            for (g, c), other in moment(canonical(join(3, left))):
                total[h + g, d + c] += weight * other
    return tuple(total.items())


def expectation(traces: Mapping[int, int]) -> Terms:
    """The planar part of ``E sum coefficient * Tr word``: the highest degree in p, H, N at each power of sigma^2."""
    terms: defaultdict[tuple[int, int, int, int], int] = defaultdict(int)
    for word, coefficient in traces.items():
        m = count(word, 1)
        for (h, d), weight in moment(canonical(word)):
            terms[1 + m - h + d, h, -d, m] += coefficient * weight
    return {exponents: weight for exponents, weight in terms.items() if weight}
