"""Predictions in a notebook, and where their losses are derived."""

from pathlib import Path

import numpy as np
import pytest

from numerics.autoencoder.losses import SHOWN, Prediction
from theory.autoencoder.regimes import regime

ROOT = Path(__file__).parents[3]
ROUTES = [("interior", "series"), ("interior", "sampling"), ("interior", "simulation"), ("interior", "copies")]
ROUTES += [("exact", "integrate"), ("small-data", "correction"), ("mean-field", "limit")]


def prediction(name, route, count=3):
    t = np.linspace(0, 1, count)
    return Prediction(t, np.exp(-t), 2 * np.exp(-t), regime=name, route=route)


@pytest.mark.parametrize(("name", "route"), ROUTES)
def test_every_route_cites_a_page_that_exists(name, route):
    cited = prediction(name, route).cite()
    pages = [word.rstrip(";") for word in cited.split() if word.startswith("docs/")]
    assert pages
    assert all((ROOT / page).is_file() for page in pages)
    assert cited.startswith(name)


def test_a_limit_cites_its_regime():
    assert prediction("free", "limit").cite() == regime("free").cite()


def test_a_notebook_shows_route_and_a_table_that_is_not_too_long():
    shown = prediction("interior", "sampling")._repr_html_()
    assert shown.startswith("<p>interior, route sampling</p>")
    assert shown.count("<td>") == 6
    assert "0.367879" in shown
    assert prediction("exact", "integrate", 500)._repr_html_().count("<tr") <= SHOWN + 3
