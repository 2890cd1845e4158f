"""The solver: its order, the order of its interpolant, its accuracy in the losses, and refusal to go astray."""

import numpy as np
import pytest
import torch
from scipy.integrate import DOP853, solve_ivp

from linear_ae.errors import IntegrationError
from linear_ae.flows import GramFlow, SpectralFlow
from linear_ae.runge_kutta import INTERPOLANT, SLOTS, A, Solver
from linear_ae.simulation import integrate

START = np.array([0.02, 0.3, 1.7])


def logistic(a, t):
    """Solution of a' = 4 a (1 - a)."""
    return a / (a + (1 - a) * np.exp(-4 * t))


class Pendulum:
    """q' = v, v' = -sin q: nonlinear, with derivatives of every order of about one."""

    def velocity(self, y, out):
        torch.stack([y[:, 1], -y[:, 0].sin()], dim=1, out=out)

    def losses(self, y):
        return y[:, 0], y[:, 1]

    def observe(self, y, out, e=None):
        self.velocity(y, out)
        return y.mT, (out if e is None else e).mT


def pendulum(h, share):
    """The state at ``share`` of a single step of size h."""
    solver = Solver(Pendulum(), torch.tensor([[1.5, 0.5]], dtype=torch.float64), tol=1e9)
    solver.size = h
    solver.advance(h)
    return solver.interpolate(share * h).numpy()[0]


@pytest.mark.parametrize(("share", "order"), [(1.0, 8), (0.5, 7), (0.15, 7)])
def test_one_step_has_the_order_of_the_method(share, order):
    """A single step errs by h^(order + 1); steps of 0.14 to 0.23 stay clear of rounding and of higher orders."""
    steps = np.geomspace(0.14, 0.23, 5)
    errors = [np.abs(pendulum(h, share) - exact_pendulum(share * h)).max() for h in steps]
    slope = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert slope == pytest.approx(order + 1, abs=0.4)


def exact_pendulum(t):
    """By scipy's implicit Radau method of order 5, at the limit of double precision."""
    rule = {"method": "Radau", "rtol": 1e-13, "atol": 1e-15}
    return solve_ivp(lambda _, y: [y[1], -np.sin(y[0])], (0, t), [1.5, 0.5], **rule).y[:, -1]


def test_no_slope_is_lost_that_a_later_stage_needs():
    """Stages are evaluated one after another; the error is estimated after the step's end, from the stages before."""
    uses = [*A, DOP853.E3, DOP853.E5, *INTERPOLANT]
    when = [*range(16), 13, 13, *[16] * len(INTERPOLANT)]
    for weights, now in zip(uses, when, strict=True):
        for stage in np.flatnonzero(weights):
            assert SLOTS[stage] not in SLOTS[stage + 1 : now]


def test_tableau_is_consistent():
    """Stages at increasing times; at x = 1 only the first basis polynomial is left, and it holds the weights."""
    assert A.sum(axis=1)[12] == pytest.approx(1, abs=1e-14)
    assert INTERPOLANT[0][:12] == pytest.approx(A[12, :12])
    assert INTERPOLANT[1:].sum(axis=1) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("tol", [1e-6, 1e-8, 1e-10])
def test_losses_err_by_the_tolerance_of_a_step(tol):
    """About ten steps to t = 2, each within tol of L(0); interpolated times err no more than the ends of steps."""
    t = np.linspace(0, 2, 40)
    exact = ((1 - logistic(START[:, None], t)) ** 2).sum(axis=0) / 2
    found, _ = integrate(SpectralFlow(), torch.tensor(START)[None], t, tol)
    assert np.abs(found[0] - exact).max() < 10 * tol * exact[0]


def test_times_do_not_cut_steps():
    """Hundreds of requested times cost no more than the three further stages of each step's interpolant."""
    solvers = []
    for t in ([2.0], np.linspace(0, 2, 300)):
        solver = Solver(SpectralFlow(), torch.tensor(START)[None], tol=1e-8)
        while solver.t < 2:
            solver.advance(2.0)
            inside = [float(time) for time in t if solver.before < time <= solver.t]
            for time in inside:
                solver.interpolate(time)
        solvers.append(solver.evaluations)
    assert solvers[0] == solvers[1]


def test_a_flow_that_escapes_is_refused():
    """A matrix A with a negative eigenvalue is no W W^T: the flow reaches infinity at t = ln(11) / 4 = 0.599."""
    start = torch.tensor([[[-0.1, 0.0], [0.0, 0.5]]], dtype=torch.float64)
    with pytest.raises(IntegrationError, match=r"beyond t = 0\.\d+: ask for"):
        integrate(GramFlow(torch.ones(1, 2, dtype=torch.float64)), start, [1.0])


def test_nothing_moves_from_a_fixed_point():
    train, population = integrate(SpectralFlow(), torch.ones((2, 4), dtype=torch.float64), [0.0, 3.0])
    assert np.all(train == 0)
    assert np.all(population == 0)
