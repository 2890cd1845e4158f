"""An explicit Runge-Kutta solver of order 8 for flows of large tensors, with its error controlled on the losses.

The tableau is Hairer, Norsett and Wanner's 8(5,3) pair with its interpolant of order 7 (Solving Ordinary Differential
Equations I, section II.10), read from scipy's DOP853. A step depends on all runs of the batch; requested times are
interpolated, so that they do not cut steps.
"""

import numpy as np
import torch
from scipy.integrate import DOP853
from torch import Tensor

from linear_ae.arrays import Array
from linear_ae.errors import IntegrationError
from linear_ae.flows import Moving

SLACK = 3
"""On the state relative to its norm, in units of the tolerance. What is tiny grows as long as it is, its relative error
stays, and the losses feel it later: with 10 they erred by up to 13 tolerances, and evaluations were 6 % fewer."""
RISE = 10  # of the train loss, in the same units
FIRST_STEP = 0.5  # of the time in which the state would change by its own size, times tol^(1/8)
SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0
ROUNDING = 8  # of the train loss, in units of the last digit: it may rise by RISE times that at any tolerance
CHECK = 40  # steps after which it is asked again whether stability bounds them (`linear_ae.stabilized`)
STAGES = DOP853.n_stages


def _stages() -> Array:
    """Runge-Kutta matrix of the 12 stages, the step's end and the interpolant's 3 stages, shape (16, 16)."""
    a = np.zeros((16, 16))
    a[:STAGES, :STAGES] = DOP853.A
    a[STAGES, :STAGES] = DOP853.B
    a[STAGES + 1 :] = DOP853.A_EXTRA
    return a


def _interpolant() -> Array:
    """Coefficients of x, x (1 - x), x^2 (1 - x), x^2 (1 - x)^2, ... in terms of the 16 stages, shape (7, 16)."""
    first, last = np.eye(16)[[0, STAGES]]
    weights = np.pad(DOP853.B, (0, 16 - STAGES))
    return np.vstack([weights, first - weights, 2 * weights - first - last, DOP853.D])


A, INTERPOLANT = _stages(), _interpolant()

# Where a stage's slope is kept: that of the step's start first, others in place of one that is not needed any more.
SLOTS = np.array([0, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 10, 11])


class Solver:
    """One solution of y' = flow.velocity(y), y(0) = start of shape (batch, ...), moved forward step by step.

    A step is kept if, for every run of the batch, the estimated error changes no loss by more than ``tol`` of its
    ``unit`` (shape (losses, batch); the value at t = 0 if left out), nor the state by more than ``3 tol`` of its norm,
    and if the train loss, the first one, which no gradient flow raises, is not above its lowest value so far by more
    than ``10 tol`` of its unit, or than rounding may raise it (``rise``).
    """

    order, stages, matrix, slots = 8, STAGES, A, SLOTS
    edge = 4.5
    """Where ``h |lambda|`` is beyond, stability bounds the steps and not their error."""

    def __init__(self, flow: Moving, start: Tensor, tol: float, unit: Tensor | None = None) -> None:
        self.flow, self.tol = flow, tol
        self.t = self.before = 0.0
        self.y, self.new, self.scratch = start.clone(), torch.empty_like(start), torch.empty_like(start)
        self.k = start.new_empty((self.slots.max() + 1, *start.shape))
        self.slopes = self.k.flatten(1).T
        self.rows = [self._arranged(weights) for weights in self.matrix]
        loss, _ = flow.observe(self.y, self.k[0])
        self.unit = (loss if unit is None else unit).clamp(min=torch.finfo(start.dtype).tiny)
        self.lowest, self.rise = loss[0], RISE * max(tol, ROUNDING * torch.finfo(start.dtype).eps)
        first = FIRST_STEP * min(tol, 1.0) ** (1 / self.order)
        self.size = first * float((norm(start) / norm(self.k[0])).nan_to_num(posinf=1.0).min())
        self.first, self.evaluations, self.steps, self.patient, self.extended = self.size, 1, 0, CHECK, False

    def advance(self, end: float) -> None:
        """One accepted step, not beyond ``end``; ``y`` becomes the state at the new ``t``.

        Raises
        ------
        IntegrationError
            If the step shrinks to rounding error.
        """
        if self.t > self.before:
            self.k[0].copy_(self.k[self.slots[self.stages]])
        while True:
            left = end - self.t
            h = left / max(1, np.ceil(left / self.size - 1e-9))
            error = self._attempt(h)
            factor = SAFETY * error ** (-1 / self.order) if error > 0 else GROW
            if error <= 1:
                break
            self.size = h * max(SHRINK, factor)
            if self.size < 1e-12 * max(self.t, min(self.first, end * 1e-6)):
                raise IntegrationError(
                    f"the flow cannot be followed beyond t = {self.t:.6g}: ask for a looser tolerance"
                )
        self.size = h * min(GROW, max(SHRINK, factor))
        self.steps += 1
        self.before, self.t, self.h = self.t, self.t + h, h
        self.y, self.new, self.extended = self.new, self.y, False

    def interpolate(self, t: float) -> Tensor:
        """The state at a time of the last step, to order 7; valid until the next call."""
        if t == self.t:
            return self.y
        if not self.extended:
            for stage in range(STAGES + 1, 16):
                self._stage(stage, self.new, self.h)
            self.extended = True
        x = (t - self.before) / self.h
        powers = np.cumprod(np.where(np.arange(7) % 2, 1 - x, x))
        return self._combine(self.new, powers @ INTERPOLANT, self.h, self.scratch)

    def _attempt(self, h: float) -> float:
        """Take a step of size h into ``new`` and return its error in units of the tolerance (inf if it overflowed)."""
        for stage in range(1, self.stages):
            self._stage(stage, self.y, h)
        self._add(self.y, self.rows[self.stages], h, self.new)
        self.evaluations += self.stages
        share, loss, change = self._observed(h)
        state = norm(self.scratch) * share / (SLACK * norm(self.new))
        lost = (change * share).abs() / self.unit
        raised = (loss[0] - self.lowest) / (self.rise * self.unit[0])
        error = float(torch.cat([state / self.tol, lost.flatten() / self.tol, raised]).max())
        if not np.isfinite(error):
            return np.inf
        if error <= 1:
            self.lowest = torch.minimum(self.lowest, loss[0])
        return error

    def _observed(self, h: float) -> tuple[Tensor, Tensor, Tensor]:
        """Write the difference from the embedded solution into ``scratch`` and the slope at ``new`` into its slot.

        What share of the difference counts, shape (batch,), the losses and how they change by it.
        """
        third = norm(self._combine(None, DOP853.E3, h, self.scratch))
        fifth = norm(self._combine(None, DOP853.E5, h, self.scratch))
        share = fifth / (fifth**2 + 0.01 * third**2).sqrt().clamp(min=torch.finfo(fifth.dtype).tiny)
        return share, *self.flow.observe(self.new, self.k[self.slots[STAGES]], self.scratch)

    def _stage(self, stage: int, y: Tensor, h: float) -> None:
        self.flow.velocity(self._add(y, self.rows[stage], h, self.scratch), self.k[self.slots[stage]])

    def _combine(self, y: Tensor | None, weights: Array, h: float, out: Tensor) -> Tensor:
        """y + h sum_i weights_i k_i over the stages, written into ``out``."""
        return self._add(y, self._arranged(weights), h, out)

    def _add(self, y: Tensor | None, row: Tensor, h: float, out: Tensor) -> Tensor:
        """The same for weights of the slots, as `_arranged` gives them."""
        found = out.view(-1)
        before, keep = (found, 0) if y is None else (y.view(-1), 1)
        torch.addmv(before, self.slopes[:, : len(row)], row, beta=keep, alpha=h, out=found)
        return out

    def _arranged(self, weights: Array) -> Tensor:
        """Weights of the stages as weights of the slots, up to the last one used."""
        used = np.flatnonzero(weights)
        arranged = np.zeros(self.slots[used].max(initial=-1) + 1)
        arranged[self.slots[used]] = weights[used]
        return torch.as_tensor(arranged, dtype=self.k.dtype, device=self.k.device)


def norm(y: Tensor) -> Tensor:
    """Euclidean norm of each run's state, shape (batch,)."""
    return torch.linalg.vector_norm(y.flatten(1), dim=1)
