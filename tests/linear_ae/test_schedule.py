"""Batches, threads and the choice of the solver."""

import pytest
import torch

from linear_ae import schedule as module
from linear_ae.errors import ExperimentError
from linear_ae.schedule import MEMORY, STATES, Schedule, in_parallel, schedule
from linear_ae.simulate import simulate
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
    assert not plan.frugal


def test_memory_takes_threads_first_and_then_the_solver():
    entries = 2**20
    state = 8 * entries
    plans = {room: schedule(entries, 8, 8, CPU, room * state) for room in (4 * STATES, 2 * STATES, STATES, 12, 6, 1)}
    assert [plan.workers for plan in plans.values()] == [4, 2, 1, 4, 2, 1]
    assert [plan.frugal for plan in plans.values()] == [False, False, False, True, True, True]


def test_default_memory_is_that_of_the_order_8_solver_up_to_p_2500():
    assert not schedule(2500 * 2500, 8, 1, CPU, None).frugal
    assert schedule(2600 * 2600, 8, 1, CPU, None).frugal
    assert MEMORY == 2**30


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
