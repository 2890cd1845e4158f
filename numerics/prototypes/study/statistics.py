"""Paired tests over seeds, corrected for their number, equivalence, and bootstrap intervals."""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata, wilcoxon

from numerics.methods.arrays import Array

LEVEL = 0.05
RESAMPLES = 10_000
EXACT = 50  # values: 2^50 choices of signs are still counted exactly in floating point
TIE = 1e-9  # relative difference of measures that counts as none: rounding, magnified by the steps of training

Way = Literal["less", "greater"]


def bootstrap_mean(values: ArrayLike, level: float = 0.95, seed: int = 0) -> tuple[float, float]:
    """Percentile interval of the mean from 10 000 resamples of the values (n,)."""
    return _percentiles(np.mean(resampled(values, seed), axis=1), level)


def bootstrap_median(values: ArrayLike, level: float = 0.95, seed: int = 0) -> tuple[float, float]:
    """The same interval of the median."""
    return _percentiles(np.median(resampled(values, seed), axis=1), level)


def resampled(values: ArrayLike, seed: int) -> Array:
    """Resamples (10 000, n) of the values (n,), with replacement."""
    sample = np.asarray(values, dtype=float)
    return sample[np.random.default_rng(seed).integers(len(sample), size=(RESAMPLES, len(sample)))]


def _percentiles(found: Array, level: float) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def differences(first: ArrayLike, second: ArrayLike) -> Array:
    """``first - second`` of paired values (n,), exactly zero where they are equal to ``TIE``."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return np.where(np.abs(x - y) <= TIE * np.maximum(np.abs(x), np.abs(y)), 0.0, x - y)


def signed_rank_p(values: Array, way: Way) -> float:
    """Wilcoxon's signed-rank p-value that values (n,) lie below (above) zero; 1 if all are zero.

    Zeros are left out, ties share their ranks. Exact for up to ``EXACT`` values, else by the normal limit. The least
    possible with n values is :func:`least_p`.
    """
    signed = np.asarray(values, dtype=float)[np.flatnonzero(values)] * (1 if way == "greater" else -1)
    if not signed.size:
        return 1.0
    if signed.size > EXACT:
        return float(wilcoxon(signed, alternative="greater").pvalue)
    doubled = np.round(2 * rankdata(np.abs(signed))).astype(int)
    return float(rank_sums(doubled)[doubled[signed > 0].sum() :].sum() / 2.0**signed.size)


def rank_sums(ranks: NDArray[np.int_]) -> Array:
    """In how many of the ``2^n`` choices of signs the positive of the integer ranks (n,) sum to 0, 1, 2, ...: the
    coefficients of ``prod_r (1 + x^r)``::

        ranks 1, 2, 3:   1 -> 1 1 -> 1 1 1 1 -> 1 1 1 2 1 1 1      (3 as 3 and as 1 + 2)
    """
    counts = np.ones(1)
    for rank in ranks:
        counts = np.append(counts, np.zeros(rank)) + np.append(np.zeros(rank), counts)
    return counts


def paired_p(first: ArrayLike, second: ArrayLike, way: Way) -> float:
    """The same for the differences of paired values (n,)."""
    return signed_rank_p(differences(first, second), way)


def equivalence_p(difference: Array, margin: float) -> float:
    """Two one-sided tests (TOST, Schuirmann 1987) that differences (n,) lie between ``-margin`` and ``margin``."""
    return max(signed_rank_p(difference - margin, "less"), signed_rank_p(difference + margin, "greater"))


def least_p(pairs: int) -> float:
    """The least p-value of a one-sided signed-rank test: one of ``2^pairs`` equally likely choices of signs."""
    return 2.0**-pairs


def pairs_needed(tests: int, level: float = LEVEL) -> int:
    """How many pairs let the least of so many p-values fall below the level after Holm's correction."""
    return math.floor(math.log2(tests / level)) + 1


def holm(p_values: ArrayLike) -> Array:
    """Holm's step-down correction: adjusted p-values of a family of tests, in the given order.

    ``max over i <= k of min(1, (n - i) p_(i))``, i from 0 in increasing order of p.
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    adjusted = np.maximum.accumulate(np.minimum(1.0, (len(p) - np.arange(len(p))) * p[order]))
    result = np.empty_like(p)
    result[order] = adjusted
    return result
