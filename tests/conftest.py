"""Shared fixtures."""

import gc
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

from figures.cli import patience
from theory.autoencoder import cache

# The tests' matrices are small, and two test processes share the cores: more threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")  # for the processes that tests start
# Tests with an empty cache of results still find the compiled loops.
os.environ.setdefault("NUMBA_CACHE_DIR", str(cache.folder()))
torch.set_num_threads(1)
threadpool_limits(1)


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
