"""Where runs are computed: on a Dask cluster, a generator of (run, outcome) in the order of completion."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from numerics.errors import SweepError
from numerics.sweep.local import DIED, Outcomes
from numerics.sweep.outcome import Call, failure
from numerics.sweep.points import Run
from theory.errors import InputError

if TYPE_CHECKING:
    import distributed

WINDOW = 256  # runs handed to the cluster ahead
RETRIES = 2  # times that the cluster computes a run again after an error of its own
TIMEOUT = 20  # seconds to wait for a scheduler's first answer
FIRST_WORKER = 60  # seconds to wait for the first worker of a scheduler that has none


def cluster(call: Call, runs: Sequence[Run], scheduler: str) -> Outcomes:
    """On the Dask cluster whose scheduler answers at that address; a lost worker's runs are computed by others."""
    client = _client(scheduler)
    from distributed import as_completed

    waiting = iter(runs)
    origin: dict[str, Run] = {}
    with client:
        done = as_completed(loop=client.loop)
        for run in islice(waiting, WINDOW):
            done.add(_submit(client, call, run, origin))
        _await_worker(client, scheduler)
        for future in done:
            yield origin.pop(str(future.key)), _cluster_outcome(future)
            for run in islice(waiting, 1):
                done.add(_submit(client, call, run, origin))


def _submit(client: "distributed.Client", call: Call, run: Run, origin: dict[str, Run]) -> "distributed.Future":
    future = client.submit(call, run.point, run.seed, pure=False, retries=RETRIES)
    origin[str(future.key)] = run
    return future


def _cluster_outcome(future: "distributed.Future") -> str:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return failure("WorkerDied", DIED)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise SweepError(
            f"the Dask cluster gave up ({type(error).__name__}: {error}): what finished is kept"
        ) from error


def _client(scheduler: str) -> "distributed.Client":
    try:
        from distributed import Client
    except ImportError:
        raise InputError("a scheduler needs Dask: pip install 'learning-prism[cluster]'") from None
    try:
        asyncio.run(_answer(scheduler))
        return Client(scheduler, set_as_default=False, timeout=TIMEOUT)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"no Dask scheduler answers at {scheduler!r} ({str(error) or 'no answer'}): check the address"
        ) from error


def _await_worker(client: "distributed.Client", scheduler: str) -> None:
    """Wait for the first worker, which adaptive clusters start once there is work."""
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except OSError:
        raise SweepError(
            f"the Dask scheduler at {scheduler} has no workers after {FIRST_WORKER} s: start one"
        ) from None


async def _answer(scheduler: str) -> None:
    """Connect to the scheduler and part again.

    A client that fails to connect, on a thread of its own, would wait on and print a traceback when it is discarded.
    """
    from distributed.comm import connect
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(scheduler, timeout=TIMEOUT, **arguments), TIMEOUT)
    await comm.close()
