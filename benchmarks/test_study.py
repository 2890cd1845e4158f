"""One batch of stacked tensors against the same runs one after the other, both in this process.

``python -m pytest benchmarks/test_study.py -m "" -s``. Alone, a run trains as a network is usually written: torch
modules of one network, autograd, torch.optim.Adam. The processor's time is compared, over 30 steps of the 480 runs of
the default study; the second ratio leaves the closed-form gradients in both and counts the stacking alone.
The second benchmark is the wall clock of the whole default study on local processes, one a core.
"""

import time

import numpy as np
import pytest
import torch
from loky import cpu_count

from numerics.prototypes.study.batches import Run, batch, stacked, train
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.run import blocks, run_study
from numerics.prototypes.study.settings import MASKS, Plan, Settings
from tests.oracles.batch_energies import energies

STEPS = 30
PLAN = Plan(Settings(steps=STEPS))


def together():
    return [
        train([Run(problem(b.size, k, PLAN.settings), m) for m in MASKS for k in b.seeds], PLAN.settings)
        for b in blocks(PLAN)
    ]


def runs():
    return [Run(problem(b.size, k, PLAN.settings), m) for b in blocks(PLAN) for m in MASKS for k in b.seeds]


def by_autograd(run):
    data = batch([run], PLAN.settings)
    weights = stacked([run]).requires_grad_()
    optimizer = torch.optim.Adam([weights], lr=PLAN.settings.rate)
    active = [
        "fit",
        *(name for name, on in zip(("coverage", "separation", "overlap"), MASKS[run.mask], strict=True) if on),
    ]
    for _ in range(STEPS):
        optimizer.zero_grad()
        found = energies(data, weights, active)
        sum((getattr(data, name) * found[name]).sum() for name in active).backward()
        optimizer.step()
    return weights.detach().numpy().swapaxes(1, 2)


def timed(name, call):
    start, wall = time.process_time(), time.perf_counter()
    result = call()
    seconds, wall = time.process_time() - start, time.perf_counter() - wall
    print(f"\n{name}: {seconds:.2f} s of the processor, {wall:.2f} s of the clock, for 480 runs x {STEPS} steps")
    return result, seconds


@pytest.mark.slow
def test_batch_against_one_after_the_other(record_ratio):
    torch.set_num_threads(1)
    together()
    batches, batched = timed("stacked", together)
    alone, autograd = timed("one after the other, autograd", lambda: [by_autograd(run) for run in runs()])
    closed = timed("one after the other, closed form", lambda: [train([run], PLAN.settings) for run in runs()])[1]
    record_ratio("480 runs stacked", "one after the other, autograd", autograd / batched)
    record_ratio("480 runs stacked", "one after the other, closed form", closed / batched)
    print(f"ratio {autograd / batched:.1f} to autograd, {closed / batched:.1f} to closed form")
    flat = [w for block in batches for w in block[-1]]
    for first, second in zip(flat, alone, strict=True):
        np.testing.assert_allclose(first, second[0], rtol=0, atol=1e-9)
    assert autograd / batched > 20


@pytest.mark.slow
def test_whole_study_by_the_clock():
    start = time.perf_counter()
    data = run_study(Plan(Settings()))
    print(f"\n480 runs x 2000 steps: {time.perf_counter() - start:.1f} s of the clock on {cpu_count()} core(s)")
    assert np.isfinite(data["error"]).all()
