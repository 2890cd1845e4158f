"""Batches, threads and the choice of the solver."""

import pytest
import torch

from linear_ae import schedule as module
from linear_ae.errors import ExperimentError
from linear_ae.schedule import STATES, Schedule, in_parallel, schedule
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def four_cores(monkeypatch):
    monkeypatch.setattr(module, "cores", lambda: 4)


@pytest.mark.parametrize(("entries", "runs"), [(100, 3), (2**15, 50), (2**17, 7), (2**20, 5)])
def test_every_run_is_in_one_batch(entries, runs):
    plan = schedule(entries, 8, runs, CPU, None)
    assert [k for batch in plan.batches for k in batch] == list(range(runs))
    assert plan.workers == min(4, len(plan.batches))


def test_threads_share_runs_that_are_work_enough():
    """Small states are followed as one batch: threads would share the interpreter that each evaluation waits for."""
    entries = 2**10
    plans = [schedule(entries, 8, runs, CPU, None) for runs in (15, 16, 24, 80)]
    assert [[len(batch) for batch in plan.batches] for plan in plans] == [[15], [8] * 2, [8] * 3, [20] * 4]
    assert [plan.workers for plan in plans] == [1, 2, 3, 4]


def test_memory_decides_on_the_solver_first_and_then_on_threads():
    entries = 2**20
    state = 8 * entries
    plans = {room: schedule(entries, 8, 8, CPU, room * state) for room in (4 * STATES, 2 * STATES, 12, 6, 1)}
    assert [plan.frugal for plan in plans.values()] == [False, True, True, True, True]
    assert [plan.workers for plan in plans.values()] == [4, 4, 4, 2, 1]


def test_a_third_state_takes_a_thread():
    """Twelve states of room: four threads of three states, or three of four."""
    assert [schedule(2**20, 8, 8, CPU, 12 * 2**23, states).workers for states in (3, 4)] == [4, 3]


def test_without_a_limit_threads_are_not_given_up():
    """The solver of order 8 up to 128 MiB a core: states of 7.1 MiB, p = 960 for a run of A on each core."""
    small, large = (schedule(p * p, 8, 4, CPU, None) for p in (950, 980))
    assert not small.frugal
    assert large.frugal
    assert small.workers == large.workers == 4


def test_an_accelerator_takes_as_many_runs_at_once_as_fit():
    plan = schedule(1000, 8, 50, torch.device("meta"), 20 * STATES * 8 * 1000)
    assert [len(batch) for batch in plan.batches] == [20, 20, 10]
    assert plan.workers == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_all_batches_are_run(workers):
    plan = Schedule([range(0, 2), range(2, 3), range(3, 5)], workers, False)
    before = torch.get_num_threads()
    assert sorted(in_parallel(len, plan)) == [1, 2, 2]
    assert torch.get_num_threads() == before


def test_no_memory_is_refused():
    with pytest.raises(ExperimentError, match="memory = 0: give"):
        simulate(Sizes(4, 2, 8, 0.1), [0.0], 1, memory=0)
