"""How runs share the machine: batches, threads, and which solver the memory allows."""

import math
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import torch
from threadpoolctl import threadpool_limits

from linear_ae.deadline import require_rest
from linear_ae.errors import ExperimentError
from linear_ae.products import one_thread_of_torch

BATCH_ENTRIES = 2**17  # of one state tensor: 1 MiB, so that the integrator's copies stay near the cache
LEAST_ENTRIES = 2**13
"""Of the states of a batch before another thread takes runs: with fewer, what an evaluation costs beside its products,
which threads cannot share, is most of it. Eight runs at p = 16 to t = 3 take 57 ms of a processor as one batch, and
as two 108."""
STATES = 18  # that the solver of order 8 holds at its peak, with the temporaries of the flows
FRUGAL_STATES = 3  # the same for the solver of two states
MEMORY = 2**27  # bytes for each core: half of what the libraries take anyway; the solver of order 8 is the faster one


@dataclass(frozen=True)
class Schedule:
    """Batches of runs, the number of threads that work on them, and whether the solver of two states is to serve."""

    batches: list[range]
    workers: int
    frugal: bool


def schedule(
    entries: int,
    itemsize: int,
    runs: int,
    device: torch.device,
    memory: float | None,
    states: int = FRUGAL_STATES,
    fill: int = BATCH_ENTRIES,
) -> Schedule:
    """Runs in groups that fill the cache but leave work for every core that is worth a thread; on an accelerator, the
    memory.

    ``entries`` of ``itemsize`` bytes make the state of a run, ``fill`` of them a batch on the CPU. The solver of order
    8 serves where it fits, on all threads, into ``memory`` bytes; fewer threads work only if that of two states, which
    holds ``states`` at its peak, does not fit either. If ``memory`` is left out, it is 128 MiB a core, or half of an
    accelerator's memory, and threads are not given up.
    """
    on_cpu = device.type == "cpu"
    room = float(_default_memory(device) if memory is None else memory)
    threads = max(1, min(cores(), runs * entries // LEAST_ENTRIES))
    share, full = (math.ceil(runs / threads), fill) if on_cpu else (runs, int(room / (STATES * itemsize)))
    size = max(1, min(share, full // entries))
    batches = [range(first, min(first + size, runs)) for first in range(0, runs, size)]
    workers = min(cores(), len(batches)) if on_cpu else 1
    state = size * entries * itemsize
    frugal = workers * STATES * state > room
    fitting = workers if memory is None else max(1, int(room // (states * state)))
    return Schedule(batches, min(workers, fitting), frugal)


def in_parallel(run: Callable[[range], int], plan: Schedule) -> Iterator[int]:
    """``run`` on every batch, a thread for each worker: for these sizes that beats threads inside the products.

    A single worker leaves the cores to the products.
    """
    each = max(1, torch.get_num_threads() // plan.workers)
    with one_thread_of_torch():
        if plan.workers == 1:
            yield from map(run, plan.batches)
            return
        with (
            threadpool_limits(each, user_api="blas"),
            ThreadPoolExecutor(plan.workers, initializer=torch.set_num_threads, initargs=(1,)) as pool,
        ):
            try:
                yield from (done.result() for done in as_completed([pool.submit(run, batch) for batch in plan.batches]))
            finally:  # an error or Ctrl-C waits for the batches at work only
                pool.shutdown(cancel_futures=True)


def run_all(run: Callable[[range], int], plan: Schedule, progress: Callable[[int], None] | None) -> None:
    """``run`` on every batch as `in_parallel`; ``progress`` is called with the number of runs finished so far.

    Raises :class:`linear_ae.errors.ExperimentError` once the rest is foreseen to end too late (`linear_ae.deadline`).
    """
    finished, total, begun = 0, sum(map(len, plan.batches)), time.monotonic()
    for count in in_parallel(run, plan):
        finished += count
        require_rest(begun, finished, total, f"{total} runs", "ask for fewer runs or an earlier last time")
        if progress:
            progress(finished)


def cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def checked_device(name: str) -> torch.device:
    """The device of that name, if it is here; :class:`linear_ae.errors.ExperimentError` if not."""
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ExperimentError(f"{name!r} is no device: give cpu or cuda") from error
    if device.type not in ("cpu", "cuda"):
        raise ExperimentError(f"{name!r} is no device that the flows run on: give cpu or cuda")
    if device.type == "cuda" and not (device.index or 0) < torch.cuda.device_count():
        raise ExperimentError(f"there is no CUDA device {device.index or 0} here: use --device cpu")
    return device


def _default_memory(device: torch.device) -> float:
    return torch.cuda.get_device_properties(device).total_memory / 2 if device.type == "cuda" else MEMORY * cores()
