"""The store of figures' data: computed once, keyed by what the data rest on, never trusted when damaged."""

import ast
import sys

import numpy as np
import pytest

from figures import store
from theory.autoencoder import cache

MODULE = """
from figures.style import FULL
from math import pi as constant

SHIFT = 1
COLOUR = "red"

def data(quick):
    CALLS.append(quick)
    return {"x": helper(quick) + SHIFT, "gap": float("nan")}

def helper(quick):
    return constant * quick

def draw(data):
    return COLOUR

CALLS = []
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module of a figure and imports it afresh."""
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(tmp_path))

    def imported(source=MODULE):
        (tmp_path / "one_figure.py").write_text(source)
        sys.modules.pop("one_figure", None)
        store.inspect.linecache.clearcache()
        import one_figure

        return one_figure

    yield imported
    sys.modules.pop("one_figure", None)


def test_data_are_computed_once_for_each_size(module):
    figure = module()
    first, again = store.remembered(figure.data), store.remembered(figure.data)
    assert first == again == {"x": 1, "gap": None}
    assert store.remembered(figure.data, quick=True)["x"] == pytest.approx(1 + np.pi, rel=0)
    assert figure.CALLS == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('"red"', '"blue"', True),
        ("return COLOUR", "return COLOUR * 2", True),
        ("SHIFT = 1", "SHIFT = 2", False),
        ("constant * quick", "2 * constant * quick", False),
        ("import pi", "import tau", False),
    ],
)
def test_the_key_follows_what_the_data_rest_on(module, old, new, same):
    before = store.fingerprint(module().data)
    after = store.fingerprint(module(MODULE.replace(old, new)).data)
    assert (before == after) is same


def test_functions_of_other_figures_are_followed():
    """``facets`` takes its data from ``ladders``; the share held out of the digits is no part of its key."""
    from figures.autoencoder import convergence, facets

    def names(module, name):
        return {bound for node in store.reached(module, name) for bound in store.names_bound(node)}

    assert facets.data.__module__ == "figures.autoencoder.ladders"
    assert {"ladders", "HOLDOUT", "gaussian_ladder"} <= names(convergence.__name__, "data")
    assert "HOLDOUT" not in names("figures.autoencoder.ladders", "gaussian")


def test_the_key_covers_the_packages_that_are_imported_and_no_others():
    autoencoder = store.closure(store.reached("figures.autoencoder.ladders", "gaussian"))
    prototypes = store.closure(store.reached("figures.prototypes.forces", "data"))
    assert {
        "linear_ae.runge_kutta",
        "numerics.autoencoder.limits.small_data",
        "theory.autoencoder.regimes",
    } <= autoencoder
    assert {"numerics.prototypes.pair_field", "theory.prototypes.losses", "numerics.errors"} <= prototypes
    shared = {"linear_ae", "linear_ae.arrays", "linear_ae.brief"}  # how results of every kind are shown
    assert not any("autoencoder" in name or "linear_ae" in name for name in prototypes - shared)


def test_a_name_from_a_lazy_door_counts_as_the_module_behind_it():
    through_one = store.imported(ast.parse("from linear_ae import simulate"))
    through_two = store.imported(ast.parse("from numerics import landscape"))
    whole = store.imported(ast.parse("from numerics import prototypes"))
    assert through_one == ["linear_ae", "linear_ae.simulation"]
    assert {"numerics.prototypes", "numerics.prototypes.energy_landscape"} <= set(through_two)
    assert "numerics.prototypes.flow" not in through_two
    assert {"numerics.prototypes.flow", "numerics.prototypes.porous"} <= set(whole)


def test_a_damaged_entry_is_computed_again(module, tmp_path):
    figure = module()
    store.remembered(figure.data)
    (entry,) = (tmp_path / "cache" / "figures").iterdir()
    entry.write_text(entry.read_text().replace("1", "7"))
    assert cache.read(entry) is None
    assert store.remembered(figure.data)["x"] == 1
    assert figure.CALLS == [False, False]
