"""Paired tests over seeds, corrected for their number, and bootstrap intervals."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import wilcoxon

from numerics.methods.arrays import Array

LEVEL = 0.05
RESAMPLES = 10_000


def bootstrap_mean(values: ArrayLike, level: float = 0.95, seed: int = 0) -> tuple[float, float]:
    """Percentile interval of the mean from 10 000 resamples of the values (n,)."""
    sample = np.asarray(values, dtype=float)
    chosen = np.random.default_rng(seed).integers(len(sample), size=(RESAMPLES, len(sample)))
    low, high = np.quantile(sample[chosen].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def paired_p(
    first: ArrayLike, second: ArrayLike, alternative: Literal["less", "greater", "two-sided"] = "two-sided"
) -> float:
    """Wilcoxon's signed-rank p-value of paired values (n,); exact for few pairs without ties.

    1 if all pairs are equal. With n pairs the least one-sided value is 2^-n.
    """
    difference = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    if not np.any(difference):
        return 1.0
    return float(wilcoxon(difference, alternative=alternative).pvalue)


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
