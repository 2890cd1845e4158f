"""A study cut short and resumed equals an uninterrupted one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from numerics.errors import ConvergenceError
from numerics.prototypes.study.claims import coverage_lowest
from numerics.prototypes.study.presets import preset
from numerics.prototypes.study.run import RESULT, STORE, blocks, run_study
from numerics.prototypes.study.settings import Plan, Settings
from numerics.sweep import read_dataset

PLAN = Plan(Settings(steps=60), sizes=(3, 5), seeds=(0, 1, 2))


def finished(folder: Path) -> int:
    """Whole lines of the journal: blocks that are kept."""
    journal = folder / STORE / "journal.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_resumed_is_uninterrupted(tmp_path):
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        run_study(PLAN, tmp_path, workers=1, progress=stop)
    assert finished(tmp_path) == 1
    resumed = run_study(PLAN, tmp_path, workers=1)
    assert finished(tmp_path) == 2
    xr.testing.assert_identical(resumed, run_study(PLAN, workers=1))
    xr.testing.assert_equal(read_dataset(tmp_path / RESULT), resumed)


def test_data_set_is_labelled_and_padded(tmp_path):
    data = run_study(PLAN, tmp_path, workers=1)
    assert dict(data.sizes) == {
        "size": 2, "mask": 8, "seed": 3, "neuron": 5, "parameter": 3, "sample": 5, "dimension": 1
    }  # fmt: skip
    assert np.isnan(data["weights"].sel(size=3, neuron=3)).all()
    assert np.isfinite(data["weights"].sel(size=5)).all()
    assert np.isfinite(data["error"]).all()


def test_blocks_cover_the_plan():
    plan = Plan(Settings(), sizes=(3, 100))
    runs = [(block.size, seed) for block in blocks(plan) for seed in block.seeds]
    assert runs == [(size, seed) for size in plan.sizes for seed in plan.seeds]


def test_other_settings_in_the_folder(tmp_path):
    """They are other runs: computed and kept beside the first ones, and the data set is that of the last study."""
    run_study(PLAN, tmp_path, workers=1)
    other = Plan(Settings(steps=61), PLAN.sizes, PLAN.seeds)
    xr.testing.assert_identical(run_study(other, tmp_path, workers=1), run_study(other, workers=1))
    assert finished(tmp_path) == 4


def test_failing_block_is_an_error_and_tried_again(tmp_path):
    wild = Plan(Settings(optimizer="sgd", rate=1e305, fit=1e10, steps=5), (3,), (0,))
    for _ in range(2):
        with pytest.raises(ConvergenceError, match="take a smaller rate"):
            run_study(wild, tmp_path, workers=1)


@pytest.mark.slow
def test_pool_gives_the_same_bits():
    xr.testing.assert_identical(run_study(PLAN, workers=2), run_study(PLAN, workers=1))


@pytest.mark.slow
def test_cluster_gives_the_same_bits():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found:
        xr.testing.assert_identical(run_study(PLAN, scheduler=found.scheduler_address), run_study(PLAN, workers=1))


@pytest.mark.parametrize(("name", "outcome"), [("sharp", "unsettled"), ("claims", "holds")])
def test_what_decides_at_five_samples(name, outcome):
    """Short ranges: separation spreads prototypes within the hull, and beside coverage has the lower mean. At the
    defaults coverage has the lowest error with significance (docs/study.md)."""
    masks = ("baseline", "coverage", "separation", "coverage+separation", "overlap")
    data = run_study(Plan(preset(name), (5,), masks=masks), workers=1)
    lowest = coverage_lowest(data)
    assert lowest.worst == outcome
    assert ("at N = 5 coverage+separation has the lower mean" in lowest.outcome) == (name == "sharp")


@pytest.mark.slow
def test_killed_three_times(tmp_path, rng):
    """SIGKILL at random moments after the first, second and third block, then one run to the end."""
    arguments = ["prototypes", "study", "--sizes", "3,30,31,32,33", "--seeds", "4", "--steps", "500", "--json", "--out"]
    for count in (1, 2, 3):
        process = _start([*arguments, str(tmp_path / "killed")])
        while finished(tmp_path / "killed") < count:
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not (tmp_path / "killed" / RESULT).exists()
    for folder in ("killed", "whole"):
        assert _start([*arguments, str(tmp_path / folder)]).wait() == 0
    killed, whole = (read_dataset(tmp_path / folder / RESULT) for folder in ("killed", "whole"))
    xr.testing.assert_identical(killed.assign_attrs(command=""), whole.assign_attrs(command=""))


def _start(arguments: list[str]) -> subprocess.Popen:
    code = f"from figures.cli.main import main; main({arguments!r})"
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ, stdout=subprocess.DEVNULL)
