"""The solver of order 5: its order, that of its interpolant and of its error, and its accuracy in the losses."""

import numpy as np
import pytest
import torch

from linear_ae.dormand_prince import FifthOrder
from tests.linear_ae.test_runge_kutta import START, Pendulum, exact_pendulum, logistic


class MeasuredPendulum(Pendulum):
    """With its state as losses."""

    def losses(self, y):
        return y.mT


class Logistic:
    """a' = 4 a (1 - a) with the loss sum (1 - a)^2 / 2."""

    def velocity(self, y, out):
        torch.mul(y, 1 - y, out=out).mul_(4)

    def losses(self, y):
        return ((1 - y) ** 2).sum(-1)[None] / 2

    def observe(self, y, out):
        self.velocity(y, out)
        loss = self.losses(y)
        return loss, torch.zeros_like(loss)


def solver(h):
    found = FifthOrder(MeasuredPendulum(), torch.tensor([[1.5, 0.5]], dtype=torch.float64), tol=1e9)
    found.size = h
    return found


def order(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


@pytest.mark.parametrize(("share", "due"), [(1.0, 6), (0.4, 5)])
def test_one_step_has_the_order_of_the_method(share, due):
    """A step of order 5 errs by h^6, its interpolant of order 4 by h^5."""
    steps, errors = np.geomspace(0.02, 0.08, 5), []
    for h in steps:
        one = solver(h)
        one.advance(h)
        errors.append(np.abs(one.interpolate(share * h).numpy()[0] - exact_pendulum(share * h)).max())
    assert order(steps, errors) == pytest.approx(due, abs=0.3)


def test_the_error_has_the_order_of_the_embedded_solution():
    """h^5: with a slope from another step in the place of the last one it would be h."""
    steps, differences = np.geomspace(0.02, 0.08, 5), []
    for h in steps:
        one = solver(h)
        one._attempt(h)
        differences.append(float(one.scratch.norm()))
    assert order(steps, differences) == pytest.approx(5, abs=0.3)


@pytest.mark.parametrize("tol", [1e-4, 1e-5, 1e-6])
def test_losses_err_by_the_tolerance_of_a_step(tol):
    t = np.linspace(0, 2, 40)
    exact = ((1 - logistic(START[:, None], t)) ** 2).sum(axis=0) / 2
    one, found = FifthOrder(Logistic(), torch.tensor(START)[None], tol), []
    for time in t:
        while one.t < time:
            one.advance(2.0)
        found.append(float(Logistic().losses(one.interpolate(time))))
    assert np.abs(np.array(found) - exact).max() < 10 * tol * exact[0]
