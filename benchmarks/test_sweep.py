"""What the sweep layer adds to 1,000 points that cost nothing: in one process, a pool and a Dask cluster.

``python -m pytest benchmarks/test_sweep.py -m "" -s``. Each variant writes to a store of its own. Asserted is the
processor's time of this process, through which every point must pass, the imports and the Dask scheduler included;
the wall clock is printed beside it.
"""

import time

import pytest

from numerics.sweep import grid, sweep
from tests.numerics.sweep.functions import cheap

POINTS = grid(x=range(1000))


def milliseconds(call):
    """A point's time of the processor and by the wall clock."""
    processor, wall = time.process_time(), time.perf_counter()
    call()
    return [1000 * t / len(POINTS) for t in (time.process_time() - processor, time.perf_counter() - wall)]


@pytest.mark.slow
def test_overhead_of_a_point(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        ways = {
            "one process": {"workers": 1},
            "pool of two": {"workers": 2},
            "Dask, two processes": {"scheduler": cluster.scheduler_address},
            "all found in the store": {"workers": 1, "store": tmp_path / "one process"},
        }
        found = {
            name: milliseconds(lambda n=name, w=way: sweep(cheap, POINTS, version="1", **{"store": tmp_path / n} | w))
            for name, way in ways.items()
        }
    for name, (processor, wall) in found.items():
        print(f"\n{name}: {processor:.2f} ms a point of the processor, {wall:.2f} ms by the wall clock")
    assert max(processor for processor, _ in found.values()) < 10
