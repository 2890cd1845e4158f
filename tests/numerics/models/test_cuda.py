"""Flows of any model on a CUDA device against the same flows on the CPU; skipped where there is none."""

import numpy as np
import pytest
import torch

from numerics.models.simulation import simulate
from tests.numerics.models import plain
from theory.models import load, names

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
TIMES = np.array([0.0, 0.5, 2, 30])


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize("name", names())
def test_the_same_flow(name, complex_letters):
    """The starts are the same and the losses' errors below 10 tol of their start on each device: tol is 1e-7."""
    point = plain.at(load(name), (7, 4, 9, 5), 0.1)
    settings = {"seed": 2, "complex_letters": complex_letters, "controls": True}
    cpu, cuda = (simulate(point, TIMES, 3, device=device, **settings) for device in ("cpu", "cuda"))
    for due, found in zip(cpu.losses.values(), cuda.losses.values(), strict=True):
        assert found == pytest.approx(due, abs=2e-6 * np.abs(due[:, 0]).max())
    assert cuda.controls == pytest.approx(cpu.controls, abs=1e-9 * np.abs(cpu.controls).max())
