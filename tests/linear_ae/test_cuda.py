"""Flows on a CUDA device against the same flows on the CPU; skipped where there is none."""

import numpy as np
import pytest
import torch

from linear_ae.data import Data
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
TIMES = np.array([0.0, 0.5, 1, 2])
LATE = np.array([0.0, 1, 100, 1e4])


def both(*arguments, **settings):
    """The curves on the CPU and on the device."""
    return [simulate(*arguments, device=name, **settings) for name in ("cpu", "cuda")]


@pytest.mark.parametrize("sizes", [Sizes(30, 60, 45, 0.02), Sizes(40, 10, 80, 0.05), Sizes(40, 10, 10, 0.05)])
@pytest.mark.parametrize("memory", [None, 1])
def test_the_same_flow(sizes, memory):
    """The same starts with both solvers. Sums are taken in another order, which may turn a step that is barely taken
    into one that is not, so the losses agree to their own error, 10 tol L(0) either way (2.4 tol L(0) were seen)."""
    cpu, cuda = both(sizes, TIMES, 3, memory=memory, controls=True)
    within = 2 * 10 * 1e-7
    assert cuda.train == pytest.approx(cpu.train, abs=within * cpu.train[:, 0].max())
    assert cuda.population == pytest.approx(cpu.population, abs=within * cpu.population[:, 0].max())
    assert cuda.controls == pytest.approx(cpu.controls, abs=1e-9)


@pytest.mark.parametrize("h", [4, 20])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_held_out_data_to_late_times(h, dtype, rng):
    """Stiff: directions without a seed in common choose the steps, so the losses agree to their own error, 10 tol L(0).

    In single precision the products' rounding is another on the device, too.
    """
    samples = rng.normal(size=(40, 12)) * np.geomspace(1, 1e-2, 12)
    data = Data(samples[:30], samples[30:])
    cpu, cuda = both(Sizes(12, h, 30, 0.01), LATE, 2, data=data, dtype=dtype)
    within = 10 * (1e-7 if dtype == torch.float64 else 1e-6)
    assert cuda.train == pytest.approx(cpu.train, abs=2 * within * cpu.train[:, 0].max())
    assert cuda.population == pytest.approx(cpu.population, abs=2 * within * cpu.population[:, 0].max())


@pytest.mark.parametrize("sizes", [Sizes(12, 16, 24, 0.01), Sizes(12, 4, float("inf"), 0.01)])
def test_covariance(sizes):
    cpu, cuda = both(sizes, LATE, 2, covariance=np.geomspace(2, 0.1, 12))
    assert cuda.train == pytest.approx(cpu.train, abs=2e-6 * cpu.train[:, 0].max())
    assert cuda.population == pytest.approx(cpu.population, abs=2e-6 * cpu.population[:, 0].max())
