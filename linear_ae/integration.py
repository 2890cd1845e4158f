"""Losses along a flow at requested times."""

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from linear_ae.arrays import Array
from linear_ae.errors import IntegrationError
from linear_ae.flows import Flow, FrugalFlow
from linear_ae.low_storage import FrugalSolver
from linear_ae.products import one_thread_of_torch
from linear_ae.runge_kutta import Solver
from linear_ae.stabilized import StabilizedSolver, relieved
from linear_ae.times import checked_times

TOLERANCE = 1e-7  # of a step, in units of L(0)
ERROR = 10  # bound on the error of a loss, in units of the tolerance and of L(0)
FINER = 64
"""By how much steps of order 8 are finer where losses beside the flow's own are asked for: only that one damps errors
of the state. Held-out losses feel modes to first order that are too small for the state's norm: they erred by up to
5e-6 of L(0), now by less than 1e-7, for 4 to 26 % more work; those of the library's models erred by up to 110
tolerances, now by less than two, for a fifth more.
"""


@one_thread_of_torch()
def integrate(flow: Flow, start: Tensor, t: ArrayLike, tol: float = TOLERANCE) -> tuple[Array, Array]:
    """Train and population loss along ``flow`` from ``start`` at t = 0, each of shape (batch, times).

    ``tol`` bounds the error of a step (`linear_ae.runge_kutta.Solver`); losses then err by less than ``10 tol`` of
    their values at t = 0, and within that error no loss is negative and no train loss rises (`lawful`).
    """
    times = checked_times(t)
    solver: Solver | StabilizedSolver = Solver(flow, start, tol)
    losses = []
    for time in map(float, times):
        while solver.t < time:
            solver = relieved(solver, float(times[-1]))
            solver.advance(float(times[-1]))
        losses.append(torch.stack(flow.losses(solver.interpolate(time))).double().cpu().numpy())
    train, population = lawful(np.stack(losses, axis=-1), solver.rise * solver.unit.double().cpu().numpy(), times)
    return train, population


@one_thread_of_torch()
def integrate_frugally(flow: FrugalFlow, start: Tensor, t: ArrayLike, tol: float = TOLERANCE) -> tuple[Array, Array]:
    """As `integrate`, with the memory of two states, ``start`` among them: it is overwritten.

    ``tol`` bounds the error of a step (`linear_ae.low_storage.FrugalSolver`).
    """
    times = checked_times(t)
    solver = FrugalSolver(flow, start, tol)
    while solver.t < times[-1]:
        solver.advance(float(times[-1]))
    found = solver.losses_at(times)
    train, population = lawful(found, ERROR * tol * solver.unit.double().cpu().numpy(), times)
    return train, population


def lawful(losses: Array, error: Array, times: Array) -> Array:
    """Losses, shape (2, batch, times), moved by at most their errors, shape (2, batch), to obey the laws of the flow.

    Losses are sums of squares, and no gradient flow raises the train loss: what is below zero becomes zero, and a train
    loss its lowest value so far. If the true curve obeys and the given one errs by at most ``error``, so does this one:
    the lowest value so far is at most ``error`` above the true one, like each, and at most ``error`` below, since the
    true ones before are higher.

    >>> lawful(np.array([[[3, 0.3, 0.31, -0.01]], [[3, 1, 1.2, 1.1]]]), np.full((2, 1), 0.05), np.arange(4.0))
    array([[[3. , 0.3, 0.3, 0. ]],
    <BLANKLINE>
           [[3. , 1. , 1.2, 1.1]]])

    Raises
    ------
    IntegrationError
        If a loss is negative or a train loss rises by more than ``error``.
    """
    found = losses.clip(min=0)
    found[0] = np.minimum.accumulate(found[0], axis=-1)
    broken = np.argwhere((np.abs(found - losses) > error[..., None]).any(axis=1))
    if broken.size:
        loss, k = broken[0]
        law = "the train loss rises or is negative" if loss == 0 else "the population loss is negative"
        raise IntegrationError(
            f"{law} at t = {times[k]:.6g} by more than the solver's error: ask for a tighter tolerance"
        )
    return found
