"""Checks of facets: true facets agree, wrong leading terms and wrong experiments do not."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.methods.slopes import AGREES, FAILS, UNDECIDED
from numerics.models import checks
from numerics.models.facet_series import direction
from numerics.models.ladders import ladder
from theory.matrix.regimes import regimes
from theory.models import load

MODELS = ("untied-autoencoder", "teacher-student", "regression")


@pytest.fixture(scope="module")
def planned():
    found = regimes(load("untied-autoencoder"))
    return ladder(found, found["mean-field"])


@pytest.mark.parametrize("name", MODELS)
def test_directions_lower_all_other_terms_by_the_reference_size(name):
    """Every leading term off the facet loses at least 1/rho, every size grows at least like rho."""
    found = regimes(load(name))
    for facet in found.facets:
        along = direction(found, facet)
        heights = {point: along.height(point[:-1], point[-1]) for point in found.polyhedron.points}
        top = max(heights.values())
        assert {point for point, height in heights.items() if height == top} == set(facet.points)
        assert all(height <= top - 1 for height in heights.values() if height < top)
        assert min(along.powers[: len(found.model.sizes)]) >= 1


@pytest.mark.slow
def test_the_mean_field_of_the_untied_autoencoder_agrees():
    found = regimes(load("untied-autoencoder"))
    rows = checks.check(found, found["mean-field"])
    assert [row.verdict.word for row in rows] == [AGREES, AGREES]


def measurements(planned, loss, scale=1.0, noise=1e-9):
    """Experiments that are exactly the sums of all terms, or off by a factor."""
    return [
        checks.Measured(scale * one.exact, np.full_like(one.exact, noise * one.unit), 63, 1.0, 64)
        for one in planned.predictions[loss]
    ]


def test_an_exact_experiment_agrees(planned):
    assert checks.row("mean-field", "train", planned, measurements(planned, "train")).verdict.word == AGREES


def test_an_experiment_off_by_five_percent_does_not(planned):
    row = checks.row("mean-field", "train", planned, measurements(planned, "train", scale=1.05))
    assert row.verdict.word == FAILS


def test_a_noisy_experiment_is_undecided(planned):
    row = checks.row("mean-field", "train", planned, measurements(planned, "train", noise=0.5))
    assert row.verdict.word == UNDECIDED


def test_wrong_leading_terms_fail_by_the_exact_coefficients_alone(planned):
    """A facet that lacks a term leaves a deviation that does not fall, far up the ladder either."""
    wrong = replace(planned, final={"train": np.zeros(5), "population": np.zeros(5)})
    assert checks.row("mean-field", "train", wrong, measurements(planned, "train")).verdict.word == FAILS


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["untied-weight-decay", "tied-noisy-inputs", "teacher-student", "three-layer", "low-rank-adaptation"]
)
def test_every_facet_of_the_library_agrees(name):
    found = regimes(load(name))
    rows = [row for facet in found.facets for row in checks.check(found, facet)]
    assert not [(row.regime, row.loss, row.verdict) for row in rows if row.verdict.word == FAILS]
    assert len([row for row in rows if row.verdict.word == AGREES]) > 0.8 * len(rows)
