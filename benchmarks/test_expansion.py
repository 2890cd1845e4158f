"""How long the expansion takes, and how compiled loops compare with plain Python in the same run.

``python -m pytest benchmarks/test_expansion.py -m "" -s``; nothing is read from the cache. The compiled loops are
warmed up first, so that compiling them (about 10 s with an empty numba cache) is not counted.
"""

import resource
import time

import pytest

from theory.autoencoder.expansion import twice_expectation

pytest.importorskip("numba", reason="compiled loops need the extra fast")


@pytest.fixture(scope="module", autouse=True)
def warm():
    for planar in (True, False):
        twice_expectation("train", 3, planar, True, False, True)


def timed(order, planar, compiled, loss="train"):
    wall, cpu = time.perf_counter(), time.process_time()
    terms = twice_expectation(loss, order, planar, True, False, compiled)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    kind = f"{loss}, {'planar' if planar else 'all genera'}, {'compiled' if compiled else 'Python'}"
    print(f"\norder {order}, {kind}: {len(terms)} terms, {wall:.2f} s, {cpu:.2f} s of processors, peak {peak:.2f} GiB")
    return terms, wall


@pytest.mark.slow
@pytest.mark.parametrize(("order", "seconds"), [(8, 20), (10, 120)])
def test_all_genera(order, seconds):
    assert timed(order, False, True)[1] < seconds


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("order", [10, 12, 14])
def test_planar(order, loss):
    assert timed(order, True, True, loss)[1] < 60


@pytest.mark.slow
@pytest.mark.parametrize(("order", "planar"), [(7, False), (8, True)])
def test_compiled_against_python(order, planar, record_ratio):
    (first, fast), (second, slow) = (timed(order, planar, compiled) for compiled in (True, False))
    print(f"ratio {slow / fast:.1f}")
    kind = f"order {order}, {'planar' if planar else 'all genera'}"
    record_ratio(f"compiled loops, {kind}", "plain Python", slow / fast)
    assert first == second
    assert slow > fast
