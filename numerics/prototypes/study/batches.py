"""Runs as one batch of stacked tensors, and their training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.study.gradients import Batch, gradient
from numerics.prototypes.study.optimizers import OPTIMIZERS
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import MASKS, TERMS, Settings, known_mask
from theory.errors import InputError


@dataclass(frozen=True)
class Run:
    """One problem under one mask; ``tau`` and ``strength`` (of coverage, separation, overlap) override the settings."""

    problem: Problem
    mask: str
    tau: float | None = None
    strength: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "mask", known_mask(self.mask))
        if not (self.tau is None or (np.isfinite(self.tau) and self.tau > 0)):
            raise InputError(f"tau {self.tau}: give a finite number > 0")
        if self.strength and not (np.isfinite(self.strength).all() and min(self.strength) >= 0):
            raise InputError(f"strength {self.strength}: give finite numbers >= 0")

    def coefficients(self, strength: float) -> tuple[float, ...]:
        """Of coverage, separation, overlap: zero where the mask is off."""
        return tuple(on * s for on, s in zip(MASKS[self.mask], self.strength or (strength,) * 3, strict=True))


def _tensor(values: Sequence) -> Tensor:
    return torch.tensor(np.array(values, dtype=float))


def stacked(runs: Sequence[Run]) -> Tensor:
    """The runs' starting weights (R, d + 2, M)."""
    return _tensor([r.problem.weights.T for r in runs])


def batch(runs: Sequence[Run], settings: Settings) -> Batch:
    """The runs' data and coefficients, stacked; all must have the same shapes."""
    if len({run.problem.samples.shape + run.problem.weights.shape for run in runs}) != 1:
        raise InputError("runs of different shapes cannot be stacked: give problems of one size and width")
    on = _tensor([r.coefficients(settings.strength) for r in runs])
    fit, coverage_tau = (torch.full_like(on[:, 0], v) for v in (settings.fit, settings.coverage_tau))
    return Batch(
        samples=_tensor([r.problem.samples for r in runs]),
        labels=_tensor([r.problem.labels for r in runs]),
        neurons=len(runs[0].problem.weights),
        fit=fit,
        **dict(zip(TERMS, on.unbind(1), strict=True)),
        tau=_tensor([r.tau or settings.tau for r in runs]),
        coverage_tau=coverage_tau,
        floor=settings.floor,
    )


def train(
    runs: Sequence[Run],
    settings: Settings,
    every: int | None = None,
    progress: Callable[[int], None] | None = None,
    extra: Callable[[Tensor], Tensor] | None = None,
) -> Array:
    """Weights (records, R, M, d + 2): at the end only, or at the start and after ``every`` so many steps.

    ``extra`` adds the gradient of further losses by the weights, each run's by its own, both (R, d + 2, M):
    :func:`numerics.prototypes.autograd.structural_gradient` has one for any energy.
    ``ConvergenceError`` if some weights are not finite.
    """
    data = batch(runs, settings)
    weights = stacked(runs)
    records = [weights.numpy().copy()] if every else []
    slope = (lambda v: gradient(data, v) + extra(v)) if extra else (lambda v: gradient(data, v))
    step = OPTIMIZERS[settings.optimizer](slope, settings.rate)
    for count in range(1, settings.steps + 1):
        weights = step(weights)
        if count == settings.steps or (every and count % every == 0):
            records.append(weights.numpy().copy())
            _check(records[-1], runs, count)
        if progress is not None:
            progress(count)
    return np.stack(records).swapaxes(-1, -2)


def _check(weights: Array, runs: Sequence[Run], count: int) -> None:
    wild = np.flatnonzero(~np.isfinite(weights).all(axis=(1, 2)))
    if wild.size:
        raise ConvergenceError(
            f"the weights of {wild.size} run(s), the first under {runs[wild[0]].mask}, are not finite "
            f"after {count} steps: take a smaller rate"
        )
