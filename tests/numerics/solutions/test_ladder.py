"""Ladders of solved regimes: what they neglect, where they go, and that wrong limits do not agree."""

from dataclasses import replace

import numpy as np
import pytest

from linear_ae.data import load, prepare
from numerics.autoencoder.predict import spectrum_of
from numerics.methods.slopes import AGREES, FAILS, UNDECIDED, Order
from numerics.solutions import checks, limit
from numerics.solutions.ladder import data_ladder, gaussian_ladder, slopes, slowest
from theory.errors import InputError
from theory.solutions import solutions

MODEL = "tied-weight-decay"


@pytest.fixture(scope="module")
def mean_field():
    return gaussian_ladder(limit(MODEL, "mean-field"))


@pytest.mark.parametrize("regime", ["large-data", "small-data", "mean-field", "narrow-latent"])
def test_what_a_solved_facet_neglects_falls_with_rho(regime):
    found = limit(MODEL, regime)
    assert max(slopes(found, slowest(found)).values()) <= -1


def test_narrow_latent_keeps_its_few_columns():
    ladder = gaussian_ladder(limit(MODEL, "narrow-latent"))
    assert {point.sizes["H"] for point in ladder.points} == {2}
    assert ladder.points[-1].sizes["p"] > 2 * ladder.points[0].sizes["p"]


def test_data_keep_their_sizes():
    data = prepare(load("digits"))
    ladder = data_ladder(limit(MODEL, "narrow-latent"), data.train.T, spectrum_of(data))
    assert [tuple(point.sizes.values()) for point in ladder.points] == [(64, h, 1797) for h in (4, 2, 1)]
    with pytest.raises(InputError, match="Gaussian data only"):
        data_ladder(limit(MODEL, "large-data"), data.train.T, spectrum_of(data))


def measured(ladder, error):
    """Experiments that are off by a deviation of the expected order, and by a share that does not fall."""
    rungs = []
    for k, rho in enumerate(ladder.rho):
        theory = ladder.theory(k)
        shift = {loss: checks.change(curve) * (0.5 / rho + error) for loss, curve in theory.items()}
        found = {
            loss: checks.Estimate(curve + shift[loss], np.full_like(curve, 1e-4 * curve[0]), np.ones_like(curve), 9)
            for loss, curve in theory.items()
        }
        rungs.append(checks.Measured(theory, found, 10))
    return rungs


def test_a_limit_whose_deviation_falls_agrees_and_one_that_is_off_does_not(mean_field):
    for error, word in ((0.0, AGREES), (0.05, FAILS)):
        row = checks.row(mean_field, "train", measured(mean_field, error), None)
        assert row.verdict.word == word
    right = checks.row(mean_field, "train", measured(mean_field, 0.0), None)
    assert right.error[right.column] == pytest.approx(right.deviation, rel=0.1)  # 0.5/rho, foretold from below
    assert replace(right, order=Order(-3.0, 0.1)).verdict.word == UNDECIDED


@pytest.mark.slow
@pytest.mark.parametrize("model", [MODEL, "untied-autoencoder"])
def test_no_solved_facet_contradicts_simulation(model):
    for regime in ("large-data", "small-data", "mean-field", "narrow-latent", "lazy"):
        if regime in solutions(model):
            rows = checks.check(gaussian_ladder(limit(model, regime)))
            assert not [(row.loss, row.order) for row in rows if row.verdict.word == FAILS]
