"""Shared fixtures."""

import gc
import os
import zlib
from pathlib import Path

# The tests' matrices are small, and two test processes share the cores: more threads only wait for each other. The
# libraries read this when they are loaded, here and in the processes that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from figures.cli import patience
from theory.autoencoder import cache

# Tests with an empty cache of results still find the compiled loops.
os.environ.setdefault("NUMBA_CACHE_DIR", str(cache.folder()))
TESTS = Path(__file__).parent
threadpool_limits(1)  # where numpy was there before


LONGEST = "test_types.py"
"""One process works on it while the other has the rest."""
ROOMS = ("numerics", "theory", "linear_ae")
FAMILY, EVERY = 4, 3
"""From so many cases of one test on, the default run of these rooms takes every third, and `make test-all` all."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of large families that the default run leaves out, and put the longest test first."""
    families: dict[str, list[pytest.Item]] = {}
    for item in items:
        ours = any(item.path.is_relative_to(TESTS / room) for room in ROOMS)
        if ours and hasattr(item, "callspec"):
            families.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for family in families.values():
        cases = [item for item in family if not item.get_closest_marker("slow")]
        for number, item in enumerate(cases if len(cases) >= FAMILY else []):
            if number % EVERY:
                item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.name != LONGEST)


def pytest_collection_finish() -> None:
    """What the imports made lives to the end: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator seeded by the test's own name."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No command says that it is still at work: how long one takes is the machine's affair."""
    monkeypatch.setattr(patience, "WORDS", ())


@pytest.fixture
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The disk cache is an empty folder: what the test needs is computed afresh."""
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))
