"""How long the expansion takes, and how compiled loops compare with plain Python in the same run.

``python -m pytest benchmarks/test_expansion.py -m "" -s``; nothing is read from the cache. The compiled loops are
warmed up first, so that compiling them (about 10 s with an empty numba cache) is not counted.
"""

import resource
import time

import pytest

from theory.matrix import tied
from theory.matrix.flow import derivative
from theory.matrix.moments import polynomial
from theory.matrix.planar import expectation
from theory.matrix.system import independent
from theory.matrix.wick import Wick
from theory.models.tied_autoencoder import MODEL

pytest.importorskip("numba", reason="compiled loops need the extra fast")
SYSTEM = independent(MODEL)


@pytest.fixture(scope="module", autouse=True)
def warm():
    for planar in (True, False):
        compiled("train", 3, planar)


def compiled(loss, order, planar):
    return (tied.planar_part if planar else tied.whole)(SYSTEM, loss, True, order)


def python(loss, order, planar):
    traces = derivative(SYSTEM, loss, order)
    if planar:
        return expectation(MODEL, SYSTEM, traces)
    sums, denominator = Wick(SYSTEM).unit_scale(traces)
    return polynomial(MODEL, Wick(SYSTEM).push_all(sums), denominator)


def timed(route, loss, order, *, planar=False):
    wall, cpu = time.perf_counter(), time.process_time()
    terms = route(loss, order, planar)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    what = f"order {order} of the {'planar ' * planar}{loss} expansion, {route.__name__}"
    print(f"\n{what}: {len(terms)} terms, {wall:.2f} s, {cpu:.2f} s of processors, peak {peak:.2f} GiB")
    return terms, cpu


@pytest.mark.slow
@pytest.mark.parametrize(("order", "seconds"), [(8, 2), (10, 60)])
def test_all_genera(order, seconds):
    assert timed(compiled, "train", order)[1] < seconds


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize(("order", "seconds"), [(10, 5), (12, 30), (14, 120)])
def test_planar(order, seconds, loss):
    assert timed(compiled, loss, order, planar=True)[1] < seconds


@pytest.mark.slow
@pytest.mark.parametrize(("order", "planar"), [(7, False), (8, True)])
def test_compiled_against_python(order, planar, record_ratio):
    (first, fast), (second, slow) = (timed(route, "train", order, planar=planar) for route in (compiled, python))
    print(f"ratio {slow / fast:.1f}")
    kind = f"order {order}, {'planar' if planar else 'all genera'}"
    record_ratio(f"compiled loops, {kind}", "plain Python", slow / fast)
    assert first == second
    assert slow > fast
