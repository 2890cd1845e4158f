"""One process, a pool and a Dask cluster give the same; processes killed midway cost nothing that was finished."""

import colorsys
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import xarray as xr

from numerics.errors import SweepError
from numerics.sweep import grid, read_dataset, sweep
from numerics.sweep.journal import JOURNAL
from numerics.sweep.run import RESULT
from tests.numerics.sweep import functions
from tests.numerics.sweep.functions import draw, logged
from theory.errors import InputError

POINTS = grid(n=range(12))


@pytest.fixture(scope="module")
def alone():
    return sweep(draw, POINTS, version="1", seeds=[0, 1], workers=1)


def test_pool(alone):
    xr.testing.assert_identical(sweep(draw, POINTS, version="1", seeds=[0, 1], workers=2), alone)


def started(log):
    """The processes that computed so far."""
    return [int(line.split()[1]) for line in log.read_text().splitlines()] if log.exists() else []


def killing(log, count):
    """A thread that kills one of the processes that compute, once ``count`` calls have begun."""

    def kill():
        while len(started(log)) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(started(log)[-1], signal.SIGKILL)

    deadline = time.monotonic() + 60
    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_pool_whose_worker_is_killed(tmp_path, alone):
    log = tmp_path / "log"
    thread = killing(log, 5)
    data = sweep(logged, POINTS, version="1", seeds=[0, 1], workers=2, constants={"log": str(log), "wait": 0.05})
    thread.join()
    xr.testing.assert_equal(data, alone)
    assert len(started(log)) <= 24 + 4  # again are computed at most those that the broken pool held


def test_pool_with_a_point_that_kills(alone):
    data = sweep(functions.kills, POINTS, version="1", workers=2)
    assert data["failure_type"].values[:, 0].tolist() == [""] * 3 + ["WorkerDied"] + [""] * 8
    np.testing.assert_array_equal(np.delete(data["total"].values[:, 0], 3), np.delete(alone["total"].values[:, 0], 3))


def test_function_that_cannot_travel():
    lock = threading.Lock()
    with pytest.raises(SweepError, match="cannot be sent"):
        sweep(lambda *_: {"x": lock.locked()}, POINTS, version="1", name="lock", workers=2)


@pytest.fixture(scope="module")
def address():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found:
        yield found.scheduler_address


def test_cluster(alone, address):
    xr.testing.assert_identical(sweep(draw, POINTS, version="1", seeds=[0, 1], scheduler=address), alone)


def test_cluster_whose_worker_is_killed(tmp_path, alone, address):
    log = tmp_path / "log"
    thread = killing(log, 5)
    constants = {"log": str(log), "wait": 0.05}
    data = sweep(logged, POINTS, version="1", seeds=[0, 1], scheduler=address, constants=constants)
    thread.join()
    xr.testing.assert_equal(data, alone)


def test_no_scheduler_there(monkeypatch):
    monkeypatch.setattr("numerics.sweep.cluster.TIMEOUT", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(InputError, match="no Dask scheduler answers"):
            sweep(draw, POINTS, version="1", scheduler=address)


PROGRAM = """
import sys
from pathlib import Path
from numerics.sweep import grid, sweep
from tests.numerics.sweep.functions import logged
sweep(logged, grid(n=range(40)), version="1", store=Path(sys.argv[1]), workers=2,
      constants={"log": sys.argv[2], "wait": 0.03})
"""


def program(tmp_path):
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path / "store"), str(tmp_path / "log")])


def ended(processes):
    """Whether they all end within 20 s."""
    deadline = time.monotonic() + 20
    while any(os.path.exists(f"/proc/{pid}") for pid in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("kills", [1, pytest.param(4, marks=pytest.mark.slow)])
def test_parent_killed_at_random_moments(tmp_path, rng, kills):
    """SIGKILL so many times, then to the end: the data set of an uninterrupted sweep, and at most the runs that the two
    workers held are computed again each time. Workers end with their parent."""
    log = tmp_path / "log"
    for _ in range(kills):
        before, process = len(started(log)), program(tmp_path)
        while len(started(log)) == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not (tmp_path / "store" / RESULT).exists()
        assert ended(started(log))
    assert program(tmp_path).wait() == 0
    points = grid(n=range(40))
    whole = sweep(logged, points, version="1", workers=1, constants={"log": str(tmp_path / "other"), "wait": 0.0})
    xr.testing.assert_equal(read_dataset(tmp_path / "store" / RESULT), whole)
    assert len(started(log)) <= 40 + 4 * kills
    assert (tmp_path / "store" / JOURNAL).read_bytes().count(b"\n") == 40


BROKEN = """
import sys
if any("loky" in word for word in sys.orig_argv):
    sys.modules["colorsys"] = None
"""


@pytest.mark.slow
def test_workers_that_cannot_load_the_function_say_why(tmp_path, monkeypatch):
    """A module that only this process can import."""
    (tmp_path / "sitecustomize.py").write_text(BROKEN, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(SweepError, match=r"cannot be sent to worker processes .*colorsys.*: one worker computes here"):
        sweep(colorsys.rgb_to_hsv, POINTS, version="1", workers=2)
