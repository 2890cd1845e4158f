"""Holm, Wilcoxon, equivalence and the bootstrap on cases with known answers."""

import numpy as np
import pytest
from scipy.stats import PermutationMethod, wilcoxon

from numerics.prototypes.study.statistics import (
    LEVEL,
    bootstrap_mean,
    bootstrap_median,
    differences,
    equivalence_p,
    holm,
    least_p,
    paired_p,
    pairs_needed,
    signed_rank_p,
)


def test_holm_by_hand():
    # sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, made monotone
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02], rtol=1e-14)
    assert holm([0.9, 0.8]).max() == 1


def test_paired_p_counts_signs():
    first, second = np.arange(1.0, 11.0), np.zeros(10)
    assert paired_p(first, second, "greater") == pytest.approx(least_p(10), rel=1e-12)
    assert paired_p(first, second, "less") == 1
    assert paired_p(first, first, "less") == 1


@pytest.mark.parametrize("way", ["less", "greater"])
def test_signed_ranks_are_scipys(rng, way):
    """Without ties its exact distribution, with ties and zeros its enumeration of all signs."""
    plain = rng.standard_normal(30) + 0.2
    assert signed_rank_p(plain, way) == pytest.approx(wilcoxon(plain, alternative=way).pvalue, rel=1e-12)
    tied = np.array([1.0, 1, -1, 2, 2, 3, 0, -2])
    every = wilcoxon(tied, alternative=way, method=PermutationMethod(n_resamples=10**5))
    assert signed_rank_p(tied, way) == pytest.approx(every.pvalue, rel=1e-12)
    many = rng.standard_normal(60) + 0.2
    assert signed_rank_p(many, way) == pytest.approx(wilcoxon(many, alternative=way).pvalue, rel=1e-12)


@pytest.mark.parametrize("count", [1, 4, 10])
def test_equal_differences_do_not_beat_the_least_p(count):
    """All ranks are tied; the normal limit would give 0.03 for four pairs, of which 1/16 is the least possible."""
    assert signed_rank_p(np.ones(count), "greater") == pytest.approx(2.0**-count, rel=1e-12)


def test_equal_to_rounding_is_equal():
    """A relative 1e-12 in every pair is a tie, 1e-6 is a difference."""
    values = np.arange(1.0, 11.0)
    assert not differences(values * (1 + 1e-12), values).any()
    assert paired_p(values * (1 + 1e-12), values, "greater") == 1
    assert paired_p(values * (1 + 1e-6), values, "greater") == pytest.approx(2.0**-10, rel=1e-12)
    assert not differences(np.zeros(3), np.zeros(3)).any()


@pytest.mark.parametrize(("tests", "pairs"), [(1, 5), (2, 6), (6, 7), (12, 8), (42, 10)])
def test_pairs_needed(tests, pairs):
    """The least number whose least p, times the number of tests, is below 5 %."""
    assert pairs_needed(tests) == pairs
    assert tests * least_p(pairs) < LEVEL <= tests * least_p(pairs - 1)


def test_equivalence_by_hand():
    """Ten differences within the margin give 2^-10, ten at twice the margin nothing, either way."""
    close = np.linspace(-0.5, 0.5, 10)
    assert equivalence_p(close, 1.0) == pytest.approx(2.0**-10, rel=1e-12)
    for far in (2 + close, -2 - close):
        assert equivalence_p(far, 1.0) == 1


def test_equivalence_at_its_edge(rng):
    """A difference of exactly the margin is taken for equivalence in at most 5 % of 400 tables: 3.4 % standard error
    times three."""
    hits = sum(equivalence_p(1 + rng.standard_normal(10), 1.0) < LEVEL for _ in range(400))
    assert 0 < hits / 400 < LEVEL + 3 * np.sqrt(LEVEL * (1 - LEVEL) / 400)


def test_bootstrap_covers_at_its_level(rng):
    """Of 150 intervals of 50 values, 94 %: the percentile method's level at n = 50. Within three binomial standard
    errors of 1.9 %."""
    hits = 0
    for seed in range(150):
        low, high = bootstrap_mean(rng.standard_normal(50), seed=seed)
        hits += low <= 0 <= high
    assert 0.883 < hits / 150 < 0.997


def test_bootstrap_of_a_median_stands_on_order_statistics():
    """The median of 5 is below their second in 5.8 % of resamples: 3 or more of 5 picks are the first, each by 1/5."""
    low, high = bootstrap_median([1.0, 2.0, 3.0, 4.0, 100.0])
    assert (low, high) == (1.0, 100.0)
    assert bootstrap_median([1.0, 2.0, 3.0, 4.0, 100.0], level=0.8) == (2.0, 4.0)
