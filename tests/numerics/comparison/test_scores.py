"""Scores against scipy's laws, and their law for truth itself."""

import numpy as np
import pytest
from scipy import stats

from numerics.comparison.scores import LARGEST, score


@pytest.mark.parametrize("ratio", [-30.0, -2.5, -0.1, 0.0, 0.7, 4.0])
@pytest.mark.parametrize("freedom", [1, 7, 100])
def test_the_tail_is_that_of_student(ratio, freedom):
    found = score(ratio, 1.0, 1.0, freedom)
    assert np.sign(found) == np.sign(ratio)
    assert stats.norm.sf(abs(found)) == pytest.approx(stats.t.sf(abs(ratio), freedom), rel=1e-9)  # rounding


@pytest.mark.parametrize("ratio", [-30.0, 0.0, 1.5, 8.0])
def test_a_known_error_is_normal(ratio):
    assert score(ratio, 1.0, 0.0, 3) == pytest.approx(ratio, rel=1e-12, abs=1e-12)  # rounding


def test_beyond_what_doubles_hold():
    assert score(1e9, 1.0, 0.0, 3) == LARGEST
    assert score(-1e9, 1.0, 1e-3, 50) == -LARGEST


def test_scores_of_the_truth_are_standard_normal(rng):
    """Five runs and a second error as large as theirs: the variance of 4000 scores is 1 within 4 standard errors."""
    runs, known = rng.standard_normal((4000, 5)), rng.standard_normal(4000) / np.sqrt(5)
    stderr = runs.std(axis=1, ddof=1) / np.sqrt(5)
    found = [score(d, np.hypot(s, 5**-0.5), s, 4) for d, s in zip(runs.mean(axis=1) + known, stderr, strict=True)]
    assert np.var(found) == pytest.approx(1, abs=4 * np.sqrt(2 / 4000))
    assert np.mean(np.abs(found) > 3) < 0.0027 + 4 * np.sqrt(0.0027 / 4000)
