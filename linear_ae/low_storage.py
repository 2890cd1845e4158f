r"""An explicit Runge-Kutta solver of order 4 that keeps two states, with its error controlled by the rows' norms.

The scheme is Carpenter and Kennedy's of five stages (NASA TM-109112, 1994, solution 3) in Williamson's form of two
registers (J. Comput. Phys. 35, 48, 1980): d <- a_s d + h f(y), y <- y + b_s d. It needs neither an embedded solution
nor a copy of the old state:

- the squared norm of each row has a rate, 2 (y, f), that the same scheme integrates beside the state; where the two
  disagree, both err, and to the same order as the state;
- a stage can be taken back, y <- y - b_s d, d <- (d - h f(y)) / a_s, so a rejected step is undone, to rounding. Where
  rounding has grown, the rows' squared norms are not those from before, which is an error.

Losses and their rates are kept at the ends of steps and interpolated, so that requested times do not cut steps.
"""

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.interpolate import KroghInterpolator
from torch import Tensor

from linear_ae.arrays import Array
from linear_ae.errors import IntegrationError
from linear_ae.flows import FrugalFlow
from linear_ae.products import row_products

A = np.array([0, -567301805773 / 1357537059087, -2404267990393 / 2016746695238,
              -3550918686646 / 2091501179385, -1275806237668 / 842570457699])  # fmt: skip
B = np.array([1432997174477 / 9575080441755, 5161836677717 / 13612068292357, 1720146321549 / 2090206949498,
              3134564353537 / 4481467310338, 2277821191437 / 14882151754819])  # fmt: skip

SLACK = 1  # on the state relative to its norm, in units of the tolerance
RISE = 10  # of the train loss, in the same units
FIRST_STEP = 0.1  # of the time in which some row of the state would change by its own size
SAFETY, SHRINK, GROW = 0.85, 0.2, 3.0
FEWEST = 3  # steps, so that four points carry the interpolant
ROUNDINGS = 4  # of each loss and rate, which are sums: curves that are rough by less say nothing of a step
RETURN = 1000
"""Last digits by which taking back a step may move what a step's error is measured by, at any tolerance: in single
precision up to 800 were seen, in runs whose losses erred by 1e-6 of L(0) nevertheless.
"""
LARGEST = 1e4  # growth of the squared norm in a step, beyond which it is taken back at once


class FrugalSolver:
    """One solution of y' = flow.velocity(y), y(0) = start of shape (batch, rows, columns); ``start`` is overwritten.

    A step is kept if, for every run of the batch, the norms' defects change neither loss by more than ``tol`` of its
    value at t = 0, nor the squared norm of the state by more than ``2 tol`` of it. Held-out data, whose losses feel
    more than norms show, keep a third state, and the losses must then also stay within ``tol`` of smooth curves. ``y``
    is the state at ``t``; ``mesh``, ``losses`` and ``rates`` hold the ends of all steps.
    """

    def __init__(self, flow: FrugalFlow, start: Tensor, tol: float) -> None:
        self.flow, self.y, self.tol = flow, start, tol
        self.register = torch.empty_like(start)
        self.mesh: list[float] = []
        self.losses: list[Tensor] = []
        self.rates: list[Tensor] = []
        self.t, self.evaluations = 0.0, 0
        self.spare = None if flow.test_covariance is None else torch.empty_like(start)
        self._arrive(0.0)
        weights = start.new_ones((2, *start.shape[:2]))
        weights[:, :, : flow.row_weights.shape[-1]] = flow.row_weights
        self.unit = self.losses[0].clamp(min=torch.finfo(start.dtype).tiny)
        self.weights = weights / self.unit[:, :, None]
        changing = row_products(start, start) / row_products(self.register, self.register)
        self.size = FIRST_STEP * float(changing.nan_to_num(nan=1.0, posinf=1.0).min()) ** 0.5

    def advance(self, end: float) -> None:
        """One accepted step, not beyond ``end``, and no longer than a third of ``end``.

        Raises
        ------
        IntegrationError
            If the step shrinks to rounding error, or if the train loss rises, which no gradient flow allows.
        """
        left = end - self.t
        while True:
            h = left / max(1, np.ceil(left / min(self.size, end / FEWEST) - 1e-9))
            stage, error = self._attempt(h)
            if error <= 1:
                error = max(error, self._arrive(self.t + h))
            factor = SAFETY * error ** (-1 / 5) if error > 0 else GROW
            if error <= 1:
                break
            self._undo(stage, h)
            self.size = h * max(SHRINK, factor)
            if not self.size > 1e-12 * max(self.t, end * 1e-6):
                raise _failure(self.t, "ask for a looser tolerance")
        self.size = h * min(GROW, max(SHRINK, factor))
        self.t += h

    def losses_at(self, t: ArrayLike) -> Array:
        """Train and population loss at times inside the mesh, shape (2, batch, times), to order 8 in the steps."""
        values, slopes = (torch.stack(kept).double().cpu().numpy() for kept in (self.losses, self.rates))
        return np.moveaxis(hermite(np.array(self.mesh), values, slopes, np.asarray(t, dtype=float)), 0, -1)

    def _arrive(self, t: float) -> float:
        """Evaluate the velocity at ``y`` and keep losses and rates there; how rough they are, above 1 dropped."""
        if self.spare is not None:
            self.spare.copy_(self.register)
        losses, rates = self.flow.observe(self.y, self.register)
        self.evaluations += 1
        if self.losses and bool(((losses - self.losses[-1])[0] > RISE * self.tol * self.unit[0]).any()):
            raise _failure(t, "the train loss rises there, ask for a tighter tolerance")
        self.mesh.append(t)
        self.losses.append(losses)
        self.rates.append(rates)
        if self.spare is None or len(self.mesh) < 4:
            return 0.0
        rough = self._roughness() / self.tol
        if rough <= 1:
            return rough
        self.register.copy_(self.spare)
        for kept in (self.mesh, self.losses, self.rates):
            kept.pop()
        return rough if np.isfinite(rough) else np.inf

    def _roughness(self) -> float:
        """How far the last losses, in their units, are from those that polynomials through the points before say, by
        more than rounding.

        The polynomials, of degree 6, take the losses at the last three points, and the rates there and here.
        """
        mesh = np.array(self.mesh[-4:])
        x, powers = (mesh - mesh[-1]) / (mesh[-1] - mesh[0]), np.arange(7)
        slopes = np.column_stack([np.zeros(4), powers[1:] * x[:, None] ** powers[:-1]]) / (mesh[-1] - mesh[0])
        weights = np.linalg.solve(np.vstack([x[:-1, None] ** powers, slopes]).T, np.eye(7)[0])
        known = torch.stack(self.losses[-4:-1] + self.rates[-4:])
        told = known.new_tensor(weights)
        deviation = (self.losses[-1] - torch.tensordot(told, known, 1)).abs()
        rounding = ROUNDINGS * torch.finfo(known.dtype).eps * torch.tensordot(told.abs(), known.abs(), 1)
        return float(((deviation - rounding).clamp(min=0) / self.unit).max())

    def _attempt(self, h: float) -> tuple[int, float]:
        """Take a step of size h in place; the last stage taken and the error in units of the tolerance."""
        self.register.mul_(h)
        self.squares = squares = row_products(self.y, self.y)
        predicted, change, largest = squares.clone(), torch.zeros_like(squares), LARGEST * squares.sum(-1)
        for stage in range(len(A)):
            if stage:
                change -= 2 * row_products(self.y, self.register)
                change *= A[stage]
                self.flow.velocity(self.y, self.register, A[stage], h)
                self.evaluations += 1
            change += 2 * row_products(self.y, self.register)
            predicted += B[stage] * change
            self.y.add_(self.register, alpha=B[stage])
            squares = row_products(self.y, self.y)
            if not bool((squares.sum(-1) < largest).all()):
                return stage, np.inf
        return stage, self._defect(squares, predicted) / self.tol

    def _defect(self, squares: Tensor, others: Tensor) -> float:
        """By how much of their units the losses, and the state, may differ where the rows have other squared norms."""
        defect = (squares - others).abs()
        state = defect.sum(-1) / (2 * SLACK * squares.sum(-1))
        return float(torch.cat([(self.weights * defect).sum(-1).flatten(), state]).max())

    def _undo(self, stage: int, h: float) -> None:
        """Take back the stages up to ``stage``: ``y`` is the state at ``t`` again and the register its velocity.

        Raises
        ------
        IntegrationError
            If it is not: a step that was far too long makes rounding errors grow.
        """
        for back in range(stage, -1, -1):
            self.y.sub_(self.register, alpha=B[back])
            if back:
                self.flow.velocity(self.y, self.register, 1 / A[back], -h / A[back])
                self.evaluations += 1
        self.register.div_(h)
        moved = self._defect(row_products(self.y, self.y), self.squares)
        if not moved <= max(self.tol, RETURN * torch.finfo(self.y.dtype).eps):
            raise _failure(self.t, "a step there cannot be taken back, give more memory or a looser tolerance")


def hermite(mesh: Array, values: Array, slopes: Array, t: Array) -> Array:
    """Values at times ``t`` by polynomials through values and slopes at the four nearest points of the mesh.

    ``values`` and ``slopes`` have shape (points, ...); the result has shape (times, ...).
    """
    found = np.empty((t.size, *values.shape[1:]))
    interval = np.clip(np.searchsorted(mesh, t, side="right") - 1, 0, max(len(mesh) - 2, 0))
    for left in np.unique(interval):
        start = max(0, min(left - 1, len(mesh) - 4))
        near = slice(start, start + 4)
        pairs = np.stack([values[near], slopes[near]], axis=1)
        polynomial = KroghInterpolator(np.repeat(mesh[near], 2), pairs.reshape(-1, *values.shape[1:]))
        inside = interval == left
        found[inside] = polynomial(t[inside])
    return found


def _failure(t: float, advice: str) -> IntegrationError:
    return IntegrationError(f"the flow cannot be followed beyond t = {t:.6g}: {advice}")
