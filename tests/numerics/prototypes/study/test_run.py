"""A study cut short and resumed equals an uninterrupted one."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import xarray as xr

from numerics.prototypes.study.run import blocks, run_study
from numerics.prototypes.study.settings import Plan, Settings
from numerics.prototypes.study.storage import BLOCKS, RESULT, read
from theory.errors import InputError

PLAN = Plan(Settings(steps=60), sizes=(3, 5), seeds=(0, 1, 2))


def test_resumed_is_uninterrupted(tmp_path):
    class Stopped(Exception):
        pass

    def stop(done: float) -> None:
        if done > 24:  # inside the second block
            raise Stopped

    with pytest.raises(Stopped):
        run_study(PLAN, tmp_path, stop)
    assert len(list((tmp_path / BLOCKS).glob("*.nc"))) == 1
    resumed = run_study(PLAN, tmp_path)
    xr.testing.assert_identical(resumed, run_study(PLAN))
    xr.testing.assert_identical(read(tmp_path / RESULT), resumed)


def test_data_set_is_labelled_and_padded(tmp_path):
    data = run_study(PLAN, tmp_path)
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
    run_study(PLAN, tmp_path)
    with pytest.raises(InputError, match="other settings"):
        run_study(Plan(Settings(steps=61), PLAN.sizes, PLAN.seeds), tmp_path)


def test_broken_file(tmp_path):
    run_study(PLAN, tmp_path)
    next((tmp_path / BLOCKS).glob("*.nc")).write_bytes(b"no netCDF")
    with pytest.raises(InputError, match="remove it and run the study again"):
        run_study(PLAN, tmp_path)


@pytest.mark.slow
def test_killed_three_times(tmp_path, rng):
    """SIGKILL at random moments after the first, second and third block, then one run to the end."""
    arguments = ["prototypes", "study", "--sizes", "3,30,31,32,33", "--seeds", "4", "--steps", "500", "--json", "--out"]
    for count in (1, 2, 3):
        process = _start([*arguments, str(tmp_path / "killed")])
        while len(list((tmp_path / "killed" / BLOCKS).glob("*.nc"))) < count:
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not (tmp_path / "killed" / RESULT).exists()
    for folder in ("killed", "whole"):
        assert _start([*arguments, str(tmp_path / folder)]).wait() == 0
    xr.testing.assert_identical(read(tmp_path / "killed" / RESULT), read(tmp_path / "whole" / RESULT))


def _start(arguments: list[str]) -> subprocess.Popen:
    code = f"from figures.cli.main import main; main({arguments!r})"
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ, stdout=subprocess.DEVNULL)
