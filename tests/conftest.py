"""Shared fixtures: every test draws from its own generator."""

import zlib

import numpy as np
import pytest
import torch

torch.set_num_threads(1)  # the tests' matrices are small: more threads only wait for each other


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator seeded by the test's own name."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))
