"""Holm, Wilcoxon and the bootstrap on cases with known answers; verdicts on made data sets."""

import numpy as np
import pytest
import xarray as xr

from numerics.prototypes.study.claims import NEEDED, verdicts
from numerics.prototypes.study.statistics import bootstrap_mean, holm, paired_p


def test_holm_by_hand():
    # sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, made monotone
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02], rtol=1e-14)
    assert holm([0.9, 0.8]).max() == 1


def test_paired_p_counts_signs():
    first, second = np.arange(1.0, 11.0), np.zeros(10)
    assert paired_p(first, second, "greater") == pytest.approx(2.0**-10, rel=1e-12)
    assert paired_p(first, second, "less") == 1
    assert paired_p(first, first) == 1


def test_bootstrap_covers_at_its_level(rng):
    """Of 150 intervals of 50 values, 94 %: the percentile method's level at n = 50. Within three binomial standard
    errors of 1.9 %."""
    hits = 0
    for seed in range(150):
        low, high = bootstrap_mean(rng.standard_normal(50), seed=seed)
        hits += low <= 0 <= high
    assert 0.883 < hits / 150 < 0.997


def _data(error: dict[str, float], rng: np.random.Generator) -> xr.Dataset:
    """Two sizes and ten seeds; each mask's mean error, outside and specialization are as given."""
    noise = 1e-3 * rng.random((2, len(error), 10))
    level = np.array(list(error.values()))[None, :, None]
    run = ("size", "mask", "seed")
    coordinates = {"size": [3, 5], "mask": list(error), "seed": np.arange(10)}
    values = {"error": level, "outside": level, "specialization": 1 / level, "fit": 1e-6 * np.ones_like(level)}
    variables = {name: (run, value + noise) for name, value in values.items()}
    variables["labels"] = (("size", "seed", "sample"), rng.random((2, 10, 5)))
    return xr.Dataset(variables, coordinates)


def test_verdicts_follow_the_data(rng):
    agrees = verdicts(_data({"baseline": 2.0, "coverage": 1.0, "separation": 2.0, "overlap": 3.0}, rng))
    assert [v.outcome.split(";")[0] for v in agrees[:5]] == ["holds at every size"] * 5
    assert agrees[5].outcome.startswith("fails: no different")
    assert agrees[0].outcome == "holds at every size"
    contradicts = verdicts(_data({"baseline": 1.0, "coverage": 2.0, "separation": 2.0, "overlap": 0.5}, rng))
    assert [v.outcome.split(";")[0] for v in contradicts[:4]] == ["fails at every size"] * 4
    assert "; at N = 5 overlap has 0.5, coverage 2" in contradicts[0].outcome


def test_no_verdict_without_the_masks(rng):
    assert verdicts(_data(dict.fromkeys(NEEDED[:3], 1.0), rng)) == []
