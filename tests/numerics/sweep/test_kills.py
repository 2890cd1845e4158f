"""Killed in the midst of a write, or with a disk that becomes full in the midst of one: resumed, the same bytes.

bytes and moves of a sweep:  |journal line|journal line| ... |sweep.nc......|move|
a case:                            ^ here the process is killed, or the disk is full
"""

import os
import resource
import signal

import pytest

from numerics.errors import SweepError
from numerics.sweep import grid, sweep
from numerics.sweep.journal import JOURNAL, read
from numerics.sweep.run import RESULT
from tests.numerics.sweep.functions import draw

POINTS = grid(n=range(6))
EVENT = 64
"""What a flush to the disk or a move counts, in bytes: the kill then comes before it."""


def run(store):
    """The sweep in this process."""
    return sweep(draw, POINTS, version="1", workers=1, seeds=[0, 1], store=store)


def in_child(work):
    """How a child of this process ends that does the work and no more: its exit status, or less than 0 by a signal."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed(store, after):
    """The sweep in a child that kills itself after so many bytes, flushes and moves; whether it came to that."""
    left = after

    def spend(cost):
        nonlocal left
        left -= cost
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(descriptor, content, real=os.write):
        real(descriptor, content[: min(left, len(content))])
        spend(len(content))
        return len(content)

    def counted(real):
        return lambda *arguments: (spend(EVENT), real(*arguments))[1]

    def work():
        os.write, os.fsync, os.replace = write, counted(os.fsync), counted(os.replace)
        run(store)

    return in_child(work) == -signal.SIGKILL


def full(store, size):
    """The sweep in a child whose files may hold so many bytes; whether it failed by that with the right error."""

    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            run(store)
        except (OSError, SweepError) as error:
            os._exit(7 if RESULT in str(error) or "what came before is kept" in str(error) else 8)

    return in_child(work) == 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The store of an undisturbed sweep."""
    store = tmp_path_factory.mktemp("whole")
    run(store)
    return store


def total(store):
    """All bytes, flushes and moves of a sweep."""
    runs = (store / JOURNAL).read_bytes().count(b"\n")
    return sum((store / name).stat().st_size for name in (JOURNAL, RESULT)) + (runs + 2) * EVENT


def same(store, whole):
    """Whether a store holds the same records and the same file, byte by byte, and nothing half-written was believed."""
    assert read(store / JOURNAL)[0] == read(whole / JOURNAL)[0]
    assert (store / RESULT).read_bytes() == (whole / RESULT).read_bytes()


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_anywhere_and_resumed(tmp_path, whole, rng, count):
    cases = rng.integers(0, total(whole), count).tolist()
    for k, after in enumerate(cases):
        store = tmp_path / str(k)
        store.mkdir()
        assert killed(store, after)
        assert not (store / RESULT).exists()
        run(store)
        same(store, whole)


def test_killed_again_and_again(tmp_path, whole):
    """Each time a little later; what was finished before is not computed again, so it ends."""
    kills = 0
    while killed(tmp_path, 1500):
        assert (kills := kills + 1) < 40
        if (tmp_path / JOURNAL).read_bytes().count(b"\n") == len(POINTS) * 2:
            break
    run(tmp_path)
    same(tmp_path, whole)


def test_a_disk_that_becomes_full(tmp_path, whole, rng):
    """A part of a line is cut off again at once, and no part of ``sweep.nc`` stays."""
    largest = max((whole / name).stat().st_size for name in (JOURNAL, RESULT))
    for k, size in enumerate([0, *rng.integers(1, largest, 4).tolist()]):
        store = tmp_path / str(k)
        assert full(store, size)
        entries = (store / JOURNAL).read_bytes()
        assert entries == b"" or entries.endswith(b"\n")
        assert {path.name for path in store.iterdir()} <= {JOURNAL, ".lock"}
        run(store)
        same(store, whole)
