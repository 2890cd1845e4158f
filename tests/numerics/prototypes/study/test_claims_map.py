"""The claims map: each cell is the study of its settings, parts are shared, cut short and refined it goes on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from numerics.prototypes.study.claims import verdicts
from numerics.prototypes.study.claims_map import AXES, OFF, MapPlan, cells, masks_of, run_map
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.run import run_study
from numerics.prototypes.study.settings import MASKS, Plan, Settings
from theory.errors import InputError

STUDY = Plan(Settings(steps=40, target="bump"), sizes=(3, 5), seeds=(4, 5, 6))
PLAN = MapPlan(STUDY, strengths=(0.1, 1.0), taus=(1e-3, 0.1), coverage_taus=(1e-2,))


def lines(folder: Path) -> int:
    return (folder / "journal.jsonl").read_bytes().count(b"\n")


@pytest.fixture(scope="module")
def data():
    return run_map(PLAN, workers=1)


@pytest.mark.parametrize("values", [(0.1, 1e-3, 1e-2), (1.0, 0.1, 1e-2)])
def test_a_cell_is_a_study(data, values):
    """Every measure of every mask; runs do not depend on their batch but for rounding in 40 steps."""
    chosen = dict(zip(AXES, values, strict=True))
    cell, study = data.sel(chosen), run_study(replace(STUDY, settings=replace(STUDY.settings, **chosen)), workers=1)
    for name in [*MEASURES, "labels"]:
        np.testing.assert_allclose(cell[name].values, study[name].values, rtol=1e-9, atol=1e-12, err_msg=name)
    found = next(c for c in cells(data) if (c.strength, c.tau, c.coverage_tau) == values)
    assert [v.outcome for v in found.verdicts] == [v.outcome for v in verdicts(study)]


def test_every_mask_is_in_one_pair():
    pairs = [masks_of(tau, soft) for tau in (OFF, 1.0) for soft in (OFF, 1.0)]
    assert sorted(mask for pair in pairs for mask in pair) == sorted(MASKS)
    assert masks_of(0.1, OFF) == ("separation", "separation+overlap")
    assert len(PLAN.parts()) == 2 * (1 + 2) * (1 + 1) * 2  # L (1 + T) (1 + C) at two sizes


def test_cut_short_and_refined_it_goes_on(tmp_path, data):
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 5:
            raise Stopped

    with pytest.raises(Stopped):
        run_map(PLAN, tmp_path, workers=1, progress=stop)
    assert lines(tmp_path) == 5
    again = run_map(PLAN, tmp_path, workers=1)
    assert lines(tmp_path) == len(PLAN.parts())
    assert again.identical(data)
    run_map(replace(PLAN, taus=(1e-3, 0.02, 0.1)), tmp_path, workers=1)
    assert lines(tmp_path) == len(PLAN.parts()) + 2 * 2 * 2  # the new tau, with coverage and without, two sizes
    moved = replace(PLAN, study=replace(STUDY, settings=replace(STUDY.settings, tau=0.7, strength=9.0)))
    run_map(moved, tmp_path, workers=1)  # what the map varies is no other setting
    assert lines(tmp_path) == len(PLAN.parts()) + 8


def test_standing_of_a_cell_is_the_worst(data):
    for cell in cells(data):
        row = cell.as_dict()
        standings = [claim["standing"] for claim in row["claims"].values()]
        assert row["standing"] == cell.standing
        order = ["settled", "in the mean", "open", "contradicted"]
        assert order.index(cell.standing) == max(map(order.index, standings))


@pytest.mark.parametrize("axis", ["strengths", "taus", "coverage_taus"])
def test_bad_axes(axis):
    for values in ((), (0.0, 0.1), (0.1, 0.1), (0.1, np.inf)):
        with pytest.raises(InputError, match=f"{axis} .*increasing order"):
            MapPlan(STUDY, **{axis: values})
