"""``prism check --model``: a facet that cannot be checked does not hide the others."""

import json
from dataclasses import replace

import numpy as np
import pytest

from figures import model_check
from numerics.errors import ConvergenceError
from numerics.methods.slopes import Order
from numerics.models import checks
from numerics.models.point import Point
from tests.figures.text_boxes import faults
from theory.matrix.regimes import regimes
from theory.models import load

CALL = "check", "--model", "quadratic", "--order", "3", "--seeds", "2", "--json"


def row(found, facet):
    """A row of a deviation that falls as it should."""
    place = Point(found.model, {"p": 8, "H": 8, "K": 8}, {"sigma2": 0.1, "mu2": 1.0})
    order, one = Order(-1.0, 0.01), np.ones(1)
    return checks.Row(
        facet.name, "population", (place,), 2, one, one, 1.1 * one, 0.01 * one, 0, order, -1.0, -1.0, -1.0, 0.5
    )


@pytest.fixture
def imprecise(monkeypatch):
    """Makes facets imprecise, in the words of ``numerics.models.ladders``; the others have a row."""

    def make(*names):
        def check(found, facet, *_):
            if facet.name in names:
                raise ConvergenceError("the leading series of this facet are not precise at any time")
            return [row(found, facet)]

        monkeypatch.setattr(checks, "check", check)

    return make


def test_the_other_facets_are_checked_and_the_lacking_one_named(run_prism, imprecise):
    imprecise("small-student")
    status, out, said = run_prism(*CALL)
    found = json.loads(out)
    assert status == 1
    assert {row["regime"] for row in found["rows"]} == {"free"}
    assert list(found["unchecked"]) == ["small-student"]
    assert "prism: small-student: not checked: the leading series" in said


def test_no_facet_at_all_is_an_error(run_prism, imprecise):
    imprecise("small-student", "free")
    status, out, said = run_prism(*CALL)
    assert (status, out) == (1, "")
    assert "small-student: the leading series of this facet are not precise at any time" in said


@pytest.mark.parametrize("count", [1, 4])
def test_texts_of_any_length_fit_the_picture(count):
    """Long names of facets and of losses, several losses a panel."""
    found = regimes(load("quadratic"), order=3)
    one = row(found, found.facets[0])
    rows = [
        replace(one, regime=f"small-m*variance_of_the_initial_factors-at-fixed-r{k}+large-n/m", loss=loss)
        for k in range(count)
        for loss in ("reconstruction_error_on_all_entries_of_the_matrix", "b")
    ]
    assert faults(model_check.draw(rows)) == []
