"""Stabilized steps: order and stability, stiff phases, saddles and rest of real flows."""

import numpy as np
import pytest
import torch

from linear_ae.chebyshev import stages
from linear_ae.flows import SpectralFlow, WeightFlow
from linear_ae.integration import integrate
from linear_ae.runge_kutta import Solver
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from linear_ae.stabilized import STABLE, StabilizedSolver, largest_rate, relieved


def gain(s, z):
    """What s stages make of y' = lambda y, z = h lambda, from y = 1."""
    first, others = stages(s)
    before, last = 1.0, 1.0 + first * z
    for mu, nu, mu_t, gamma_t in others:
        before, last = last, 1 - mu - nu + mu * last + nu * before + mu_t * z * last + gamma_t * z
    return last


@pytest.mark.parametrize("s", [2, 3, 8, 50])
def test_the_stages_are_of_second_order(s):
    errors = [abs(gain(s, -z) - np.exp(-z)) for z in (0.02, 0.01)]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(3, abs=0.1)  # local errors, with terms of order 4 beside


@pytest.mark.parametrize("s", [4, 20, 200])
def test_the_stages_are_stable_to_their_bound(s):
    assert max(abs(gain(s, -z)) for z in np.linspace(0, STABLE * (s**2 - 1), 500)) <= 1 + 1e-12


def test_the_largest_rate_is_that_of_the_jacobian():
    y = torch.tensor([[0.9, 1.0, 0.2]], dtype=torch.float64)  # a' = 4 a (1 - a) has the rates 4 |1 - 2 a|
    assert 4 <= largest_rate(SpectralFlow(), y) <= 1.2 * 4 + 1e-4  # never below, and at most the margin above


@pytest.mark.parametrize("sizes", [Sizes(6, 8, 12, 0.01), Sizes(8, 20, 5, 0.02)])
def test_a_stiff_phase_is_followed_as_accurately(sizes):
    t = [0, 0.5, 2, 10, 30]
    curves, exact = (simulate(sizes, t, runs=2, seed=3, tol=tol) for tol in (1e-7, 1e-9))
    for found, true in ((curves.train, exact.train), (curves.population, exact.population)):
        assert np.abs(found - true).max() < 10 * 1e-7 * exact.train[:, 0].max()  # the documented bound


def test_a_run_to_rest_and_far_beyond_takes_few_steps():
    l = torch.tensor([[0.1, 0.5, 1.0, 3.0]], dtype=torch.float64)
    y = torch.tensor([[[0.1, 0.2], [-0.3, 0.1], [0.2, 0.2], [0.1, -0.1]]], dtype=torch.float64)
    solver, count = Solver(WeightFlow(l), y, 1e-7), 0
    while solver.t < 1e80:
        solver = relieved(solver, 1e80)
        solver.advance(1e80)
        count += 1
    assert isinstance(solver, StabilizedSolver)
    assert count < 1000
    train, _ = WeightFlow(l).losses(solver.interpolate(1e80))
    assert float(train) == pytest.approx((0.1 + 0.5) / 2, abs=1e-9)  # the two largest eigenvalues are learned


def test_a_flow_that_grows_late_is_not_taken_for_one_at_rest():
    """From the saddle at W = 0 the first mode is learned at t = 35 and is at rest when the second one comes up."""
    t = np.array([0, 60, 120, 200, 400.0])
    l = torch.tensor([[0.2, 3.0]], dtype=torch.float64)
    y = torch.tensor([[[1e-20, 0.0], [0.0, 1e-20]]], dtype=torch.float64)
    train, _ = integrate(WeightFlow(l), y, t)
    a = 1e-40 * np.exp(np.minimum(4 * 0.2 * t, 600.0))
    exact = 0.2 / 2 * (1 - a / (1 - 1e-40 + a)) ** 2
    assert train[0, 1:] == pytest.approx(exact[1:], abs=2e-6)  # 10 tol of L(0)


def test_order_8_stays_where_nothing_is_stiff():
    solver = Solver(SpectralFlow(), torch.full((1, 3), 1e-3, dtype=torch.float64), 1e-10)
    for _ in range(45):
        solver = relieved(solver, 1e9)
        if solver.t < 1.5:
            solver.advance(1.5)
    assert isinstance(solver, Solver)
