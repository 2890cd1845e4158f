"""How long the expansion takes, and how compiled loops compare with plain Python in the same run.

``python -m pytest benchmarks/test_expansion.py -m "" -s``; nothing is read from the cache. The compiled loops are
warmed up first, so that compiling them (about 10 s with an empty numba cache) is not counted.
"""

import resource
import time

import pytest

from theory.autoencoder.expansion import twice_expectation
from theory.autoencoder.request import Request

pytest.importorskip("numba", reason="compiled loops need the extra fast")


@pytest.fixture(scope="module", autouse=True)
def warm():
    for planar in (True, False):
        twice_expectation(Request("train", 3, planar=planar), compiled=True)


def timed(request, *, compiled):
    wall, cpu = time.perf_counter(), time.process_time()
    terms = twice_expectation(request, compiled=compiled)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    how = "compiled" if compiled else "Python"
    print(f"\n{request}, {how}: {len(terms)} terms, {wall:.2f} s, {cpu:.2f} s of processors, peak {peak:.2f} GiB")
    return terms, wall


@pytest.mark.slow
@pytest.mark.parametrize(("order", "seconds"), [(8, 20), (10, 120)])
def test_all_genera(order, seconds):
    assert timed(Request("train", order), compiled=True)[1] < seconds


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("order", [10, 12, 14])
def test_planar(order, loss):
    assert timed(Request(loss, order, planar=True), compiled=True)[1] < 60


@pytest.mark.slow
@pytest.mark.parametrize(("order", "planar"), [(7, False), (8, True)])
def test_compiled_against_python(order, planar, record_ratio):
    request = Request("train", order, planar=planar)
    (first, fast), (second, slow) = (timed(request, compiled=compiled) for compiled in (True, False))
    print(f"ratio {slow / fast:.1f}")
    kind = f"order {order}, {'planar' if planar else 'all genera'}"
    record_ratio(f"compiled loops, {kind}", "plain Python", slow / fast)
    assert first == second
    assert slow > fast
