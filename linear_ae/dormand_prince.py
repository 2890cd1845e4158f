"""The solver of order 5, for tolerances at which steps are as long as stability lets them be.

The tableau is Dormand and Prince's 5(4) pair with Shampine's interpolant of order 4 (Hairer, Norsett and Wanner,
Solving Ordinary Differential Equations I, sections II.5 and II.6), read from scipy's RK45. It takes 6 evaluations a
step where that of order 8 takes 12, none more to interpolate, and keeps 7 slopes in place of 12:

    evaluations a unit of h |lambda|, at the edge of stability    6 / 3.3  (order 5)    12 / 6.1  (order 8)
"""

from typing import Protocol

import numpy as np
import torch
from scipy.integrate import RK45
from torch import Tensor

from linear_ae.flows import Moving
from linear_ae.runge_kutta import Solver

STAGES = RK45.n_stages
A = np.zeros((STAGES + 1, STAGES + 1))
A[:STAGES, : STAGES - 1], A[STAGES, :STAGES] = RK45.A, RK45.B


class Measured(Moving, Protocol):
    """A flow whose losses can be had alone."""

    def losses(self, y: Tensor) -> Tensor:
        """The losses, shape (losses, batch)."""


class FifthOrder(Solver):
    """As :class:`linear_ae.runge_kutta.Solver`, with steps of order 5, interpolated to order 4."""

    flow: Measured
    order, stages, matrix, slots = 5, STAGES, A, np.arange(STAGES + 1)
    edge = 2.5

    def interpolate(self, t: float) -> Tensor:
        """The state at a time of the last step; valid until the next call."""
        if t == self.t:
            return self.y
        x = (t - self.before) / self.h
        return self._combine(self.new, RK45.P @ x ** np.arange(1, 5), self.h, self.scratch)

    def _observed(self, h: float) -> tuple[Tensor, Tensor, Tensor]:
        loss, _ = self.flow.observe(self.new, self.k[STAGES])
        difference = self._combine(None, RK45.E, h, self.scratch)
        return torch.ones_like(loss[0]), loss, self.flow.losses(self.new + difference) - loss
