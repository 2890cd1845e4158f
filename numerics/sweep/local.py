"""Where runs are computed: in this process or in a pool of local ones, generators of (run, outcome) as they complete.

The linear algebra gets one thread a run, so that the numbers do not depend on where they were computed (the workers of
a Dask cluster have one thread by their own default).
"""

import os
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from loky import ProcessPoolExecutor
from loky.process_executor import TerminatedWorkerError
from threadpoolctl import threadpool_limits

from numerics.errors import SweepError
from numerics.sweep.outcome import Call, failure
from numerics.sweep.points import Run

Outcomes = Generator[tuple[Run, str], None, None]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
DIED = "the process that computed this point died (killed, out of memory or crashed)"


def in_this_process(call: Call, runs: Sequence[Run]) -> Outcomes:
    """One after the other in this process."""
    with threadpool_limits(1):
        for run in runs:
            yield run, call(run.point, run.seed)


def in_processes(call: Call, runs: Sequence[Run], workers: int) -> Outcomes:
    """In local processes. If one dies, the pool is made anew and the runs it held are computed each alone, so that
    the one that kills its process is found and recorded. Where processes cannot be started at all (no shared memory for
    their semaphores, an interpreter that may not be run again), one after the other in this process."""
    if not _processes_start():
        warnings.filterwarnings("ignore", "resource_tracker", UserWarning)  # the cleaner of semaphores cannot start
        yield from in_this_process(call, runs)
        return
    waiting = deque(runs)
    while waiting:
        held = yield from _until_broken(call, waiting, workers)
        for run in held:
            yield run, _alone(call, run)


def _processes_start() -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about the process that cleans up semaphores, which died, too
        try:
            executor = _executor(1)
        except OSError:
            return False
        try:
            return executor.submit(abs, -1).result() == 1
        except (BrokenExecutor, OSError):
            return False
        finally:
            executor.shutdown(wait=True, kill_workers=True)


def _until_broken(call: Call, waiting: deque[Run], workers: int) -> Generator[tuple[Run, str], None, list[Run]]:
    """Outcomes of ``waiting`` until it is empty or a worker dies; returns the runs that the pool then held."""
    executor = _executor(workers)
    held: list[Run] = []
    pending: dict[Future, Run] = {}
    try:
        while pending or (waiting and not held):
            if not held:
                _fill(executor, call, waiting, pending, 2 * workers)
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                run = pending.pop(future)
                if isinstance(future.exception(), TerminatedWorkerError):
                    held.append(run)
                else:
                    yield run, _result(future)
    finally:
        executor.shutdown(wait=True, kill_workers=True)
    return held


def _fill(
    executor: ProcessPoolExecutor, call: Call, waiting: deque[Run], pending: dict[Future, Run], window: int
) -> None:
    try:
        while waiting and len(pending) < window:
            pending[executor.submit(call, waiting[0].point, waiting[0].seed)] = waiting[0]
            waiting.popleft()
    except BrokenExecutor as error:
        if not pending:
            raise SweepError(f"worker processes do not start ({error})") from error


def _alone(call: Call, run: Run) -> str:
    executor = _executor(1)
    try:
        future = executor.submit(call, run.point, run.seed)
        died = isinstance(future.exception(), TerminatedWorkerError)
        return failure("WorkerDied", DIED) if died else _result(future)
    finally:
        executor.shutdown(wait=True, kill_workers=True)


def _result(future: Future) -> str:
    try:
        return future.result()
    except Exception as error:
        raise SweepError(
            f"the sweep's function cannot be sent to worker processes ({_reason(error)}): one worker computes here"
        ) from error


def _reason(error: Exception) -> str:
    """What went wrong: the last line of a worker's traceback, which loky keeps as the cause of its own error."""
    lines = str(error.__cause__ or "").strip(' \n"').splitlines()
    return lines[-1] if lines else str(error)


def _executor(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_begin, initargs=(os.getpid(),), env=ONE_THREAD)


def _begin(parent: int) -> None:
    """A worker leaves the keyboard's interrupt to its parent, and ends soon after a killed parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
