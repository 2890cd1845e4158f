"""Readings: confidences are true on seeds that they were not learned from, and say when nothing can be read."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from numerics.prototypes.reconstruction import Recipe, calibrate, reconstruct
from numerics.prototypes.reconstruction.reading import Reading
from numerics.prototypes.reconstruction.reliability import calibration_error, reliability
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import MASKS, Settings
from theory.errors import InputError

QUICK = Settings(dimension=2, steps=250, rate=0.04, tau=0.003, coverage_tau=0.01)


def _trained(mask: str, size: int, seeds: range, settings: Settings) -> tuple[list, np.ndarray]:
    problems = [problem(size, seed, settings) for seed in seeds]
    return problems, train([Run(p, mask) for p in problems], settings)[-1]


def _judged(mask: str, size: int, seeds: range, settings: Settings) -> tuple[np.ndarray, np.ndarray, list]:
    """Confidences and truths (R, size), NaN where merged, and the readings."""
    problems, weights = _trained(mask, size, seeds, settings)
    recipe = Recipe(settings, (mask,))
    confidence, near = np.full((2, len(problems), size), np.nan)
    readings = [reconstruct(w, recipe) for w in weights]
    for k, (p, r) in enumerate(zip(problems, readings, strict=True)):
        confidence[k, : len(r.confidence)] = r.confidence
        near[k, : len(r.confidence)] = cdist(r.estimates, p.samples).min(axis=1) <= r.distance
    return confidence, near, readings


def test_confidences_under_coverage_are_true():
    """40 networks, some 340 estimates of mean confidence near 0.6: the share of the near ones has a standard error of
    0.03 between networks; three of it, and no bin further off than three of its own."""
    confidence, near, readings = _judged("coverage", 10, range(40), QUICK)
    assert np.nanmean(near) == pytest.approx(np.nanmean(confidence), abs=0.09)
    assert np.nanmean(near) > 2.5 * np.mean([r.chance.mean() for r in readings])
    for b in reliability(confidence, near):
        assert b.count < 20 or abs(b.confidence - b.share) < 3 * b.error + 0.02
    assert np.mean([r.read.mean() for r in readings]) > 0.9


def test_nothing_can_be_read_after_overlap_has_expelled():
    confidence, near, readings = _judged("overlap", 10, range(12), QUICK)
    assert np.nanmean(confidence) == pytest.approx(np.nanmean(near), abs=0.1)
    silent = [r for r in readings if r.verdict.startswith("nothing can be read")]
    assert len(silent) >= 9
    assert all(("expelled" in r.verdict) == (r.far > 0) for r in silent)
    assert sum(r.far > 0 for r in silent) >= 3
    assert np.nanmean(confidence) < np.mean([r.chance.mean() for r in readings])


def test_a_verdict_on_unknown_losses_gives_their_range():
    """An estimate is read only if it is under every mask that is possible."""
    by_mask = np.array([[0.9, 0.6], [0.5, 0.1]])
    reading = Reading(
        np.ones((2, 1)), by_mask.mean(axis=0), ((0,), (1,)), 0.1, 0.4, np.full(2, 0.2), (), 0,
        ("coverage", "baseline"), by_mask, "either",
    )  # fmt: skip
    assert reading.read.tolist() == [True, False]
    assert reading.verdict == (
        "1 of 2 estimates are better than random points whatever the losses were; 0.5 (if trained under baseline) to "
        "0.9 (under coverage) are expected within 0.1 of an input, of random points 0.2; true for inputs spread evenly "
        "or in loose clusters, not in tight heaps"
    )


def test_the_range_of_unknown_losses_holds_the_truth_of_each():
    """The average over the masks is far from each: baseline's estimates are right by chance, coverage's three times as
    often. Of 20 networks each, 200 estimates at most, the share has a standard error of 0.04."""
    masks = ("baseline", "coverage")
    recipe = Recipe(QUICK, masks)
    for k, mask in enumerate(masks):
        problems, weights = _trained(mask, 10, range(20), QUICK)
        readings = [reconstruct(w, recipe) for w in weights]
        near = [
            cdist(r.estimates, p.samples).min(axis=1) <= r.distance for p, r in zip(problems, readings, strict=True)
        ]
        told = np.concatenate([r.by_mask[k] for r in readings]).mean()
        assert np.concatenate(near).mean() == pytest.approx(told, abs=0.12)
        average, worst = (np.concatenate([getattr(r, n) for r in readings]).mean() for n in ("confidence", "least"))
        assert worst < 0.5 * average
        assert not any(r.read.any() for r in readings)


def test_estimates_are_sorted_and_follow_the_inputs_units():
    _, (weights,) = _trained("coverage", 10, range(3, 4), QUICK)
    first = reconstruct(weights, Recipe(QUICK, ("coverage",)))
    assert (np.diff(first.confidence) <= 0).all()
    assert sorted(k for m in first.members for k in m) == list(range(10))
    w, b = weights[:, :1] / 7, weights[:, 1:-1] - weights[:, :1] / 7 * np.array([3.0, -2.0])
    second = reconstruct(np.column_stack([w, b, weights[:, -1]]), Recipe(QUICK, ("coverage",)))
    np.testing.assert_allclose(second.estimates, 7 * first.estimates + [3.0, -2.0], rtol=1e-9)
    np.testing.assert_allclose(second.confidence, first.confidence, rtol=1e-6)
    assert second.distance == pytest.approx(7 * first.distance)


def test_calibration_does_not_see_the_networks():
    """It is a function of the recipe and of shapes alone, and remembered."""
    recipe = Recipe(QUICK, ("coverage",))
    assert calibrate(recipe, 10, 2) is calibrate(Recipe(QUICK, ("coverage",)), 10, 2)


@pytest.mark.parametrize(
    ("recipe", "within", "message"),
    [
        ({}, 0.0, "within 0.0"),
        ({}, 1.5, "within 1.5"),
        ({"masks": ("none",)}, 0.25, r"masks \['none'\]"),
        ({"masks": ()}, 0.25, r"masks \[\]"),
        ({"samples": 1}, 0.25, "1 samples"),
        ({"samples": 10**6}, 0.25, "at most 2000 can be replayed"),
        ({"inputs": "even"}, 0.25, "inputs 'even'"),
    ],
)
def test_refusals(recipe, within, message):
    weights = np.random.default_rng(0).random((4, 3)) + 1
    with pytest.raises(InputError, match=message):
        reconstruct(weights, Recipe(QUICK, **recipe), within=within)


def test_reliability_of_known_confidences(rng):
    confidence = rng.random((200, 10))
    near = (rng.random((200, 10)) < confidence**2).astype(float)
    bins = reliability(confidence, near)
    assert sum(b.count for b in bins) == 2000
    middle = bins[2]  # confidences 0.4 to 0.6: mean of c^2 is 0.2533; 400 draws, standard error 0.022, 4 of it
    assert middle.share == pytest.approx(0.2533, abs=0.09)
    assert middle.error == pytest.approx(np.sqrt(0.2533 * 0.7467 / middle.count), rel=0.3)
    assert calibration_error(bins) == pytest.approx(1 / 6, abs=0.04)  # integral of c - c^2


@pytest.mark.slow
@pytest.mark.parametrize("dimension", [1, 2])
def test_every_mask_is_calibrated_at_the_studys_settings(dimension):
    """The mean gap of confidence and share over all masks is below 0.05 on the study's seeds, told the mask."""
    settings = Settings(dimension=dimension)
    parts = [_judged(mask, size, range(10), settings) for mask in MASKS for size in (5, 20)]
    confidence, near = (np.concatenate([part[k].ravel() for part in parts])[None] for k in (0, 1))
    assert calibration_error(reliability(confidence, near)) < 0.05
