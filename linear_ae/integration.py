"""Losses along a flow at requested times."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from linear_ae.errors import ExperimentError
from linear_ae.flows import Flow, FrugalFlow
from linear_ae.low_storage import FrugalSolver
from linear_ae.runge_kutta import Solver

Array = NDArray[np.float64]

TOLERANCE = 1e-7  # of a step, in units of L(0): losses then err by less than 1e-6 of L(0)


def integrate(flow: Flow, start: Tensor, t: ArrayLike, tol: float = TOLERANCE) -> tuple[Array, Array]:
    """Train and population loss along ``flow`` from ``start`` at t = 0, each of shape (batch, times).

    ``tol`` bounds the error of a step (`linear_ae.runge_kutta.Solver`).
    """
    times = checked_times(t)
    solver, losses = Solver(flow, start, tol), []
    for time in map(float, times):
        while solver.t < time:
            solver.advance(times[-1])
        losses.append(torch.stack(flow.losses(solver.interpolate(time))).cpu().numpy())
    train, population = np.stack(losses, axis=-1)
    return train, population


def integrate_frugally(flow: FrugalFlow, start: Tensor, t: ArrayLike, tol: float = TOLERANCE) -> tuple[Array, Array]:
    """As `integrate`, with the memory of two states, ``start`` among them: it is overwritten.

    ``tol`` bounds the error of a step (`linear_ae.low_storage.FrugalSolver`).
    """
    times = checked_times(t)
    solver = FrugalSolver(flow, start, tol)
    while solver.t < times[-1]:
        solver.advance(float(times[-1]))
    train, population = solver.losses_at(times)
    return train, population


def checked_times(t: ArrayLike) -> Array:
    """Times as an array of shape (n,), finite, >= 0, in increasing order."""
    times = np.atleast_1d(np.asarray(t, dtype=float))
    if times.ndim != 1 or not np.all(np.isfinite(times)) or np.any(times < 0) or np.any(np.diff(times) < 0):
        raise ExperimentError("times must be a list of finite numbers >= 0 in increasing order")
    return times
