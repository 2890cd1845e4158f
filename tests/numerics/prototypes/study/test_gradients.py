"""Gradients in closed form against autograd of the energies, and the energies against the training by autograd."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from numerics.prototypes.study.batches import Run, batch, stacked
from numerics.prototypes.study.gradients import gradient
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import MASKS, Settings
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from tests.oracles import autograd_training
from tests.oracles.batch_energies import energies, energy


def _runs(settings: Settings, size: int = 7) -> list[Run]:
    return [Run(problem(size, seed, settings), mask, tau=0.02 * (seed + 1)) for mask in MASKS for seed in range(2)]


@pytest.mark.parametrize("dimension", [1, 2, 8])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("width", [None, 4])
def test_gradient_is_autograds(dimension, start, width):
    settings = Settings(dimension=dimension, start=start, width=width, coverage_tau=0.03)
    runs = _runs(settings)
    data, weights = batch(runs, settings), stacked(runs)
    taped = weights.clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy(data, taped).sum(), taped)
    # sums of at most 100 terms of order 1 in double precision
    torch.testing.assert_close(gradient(data, weights), slope, rtol=1e-11, atol=1e-12)


def test_gradient_at_the_floor_is_autograds():
    settings = Settings(floor=0.5, slope=0.6)
    runs = _runs(settings)
    data, weights = batch(runs, settings), stacked(runs)
    floored = (weights[:, 0].abs() < settings.floor).double().mean()
    assert 0.2 < floored < 0.8
    taped = weights.clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy(data, taped).sum(), taped)
    torch.testing.assert_close(gradient(data, weights), slope, rtol=1e-11, atol=1e-12)


def test_energies_are_those_of_the_single_network():
    settings = replace(Settings(), tau=0.05, coverage_tau=0.05)
    runs = [Run(problem(6, 3, settings), "coverage+separation+overlap")]
    found = energies(batch(runs, settings), stacked(runs))
    w, b, a = (torch.tensor(v) for v in runs[0].problem.weights.T)
    network = autograd_training.Network(w, b, torch.tensor(runs[0].problem.samples[:, 0]), 0.05)
    for name, loss in autograd_training.STRUCTURAL.items():
        assert float(found[name]) == pytest.approx(float(loss(network)), rel=1e-13)
    residual = network.responses @ a - torch.tensor(runs[0].problem.labels)
    assert float(found["fit"]) == pytest.approx(float((residual**2).mean()), rel=1e-13)


@pytest.mark.parametrize("target", TARGETS)
def test_targets_are_bounded_and_repeat(target):
    settings = Settings(target=target)
    labels = problem(20, 0, settings).labels
    assert np.abs(labels).max() <= 1
    assert labels.std() > 0.1
    np.testing.assert_array_equal(labels, problem(20, 0, settings).labels)
