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
from numerics.prototypes.study.own_losses import own_gradient
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import MASKS, TERMS, Settings, known_mask
from theory.errors import InputError

WILD = 1e100
"""Of a weight: measures take squares of larger ones for infinite, and feet of ridges for their origin."""


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
    """The runs' data and coefficients, stacked; all must have the same shapes. Losses whose place another one takes are
    left out."""
    if len({run.problem.samples.shape + run.problem.weights.shape for run in runs}) != 1:
        raise InputError("runs of different shapes cannot be stacked: give problems of one size and width")
    on, own = coefficients(runs, settings), dict(settings.losses)
    fit, coverage_tau = (torch.full_like(tau_of(runs, settings), v) for v in (settings.fit, settings.coverage_tau))
    return Batch(
        samples=samples_of(runs),
        labels=_tensor([r.problem.labels for r in runs]),
        neurons=len(runs[0].problem.weights),
        fit=fit,
        **{name: torch.zeros_like(value) if name in own else value for name, value in on.items()},
        tau=tau_of(runs, settings),
        coverage_tau=coverage_tau,
        floor=settings.floor,
    )


def samples_of(runs: Sequence[Run]) -> Tensor:
    """The runs' samples (R, N, d)."""
    return _tensor([r.problem.samples for r in runs])


def coefficients(runs: Sequence[Run], settings: Settings) -> dict[str, Tensor]:
    """Of coverage, separation and overlap, or what takes their place, (R,) each."""
    return dict(zip(TERMS, _tensor([r.coefficients(settings.strength) for r in runs]).unbind(1), strict=True))


def tau_of(runs: Sequence[Run], settings: Settings) -> Tensor:
    """The runs' temperatures of all losses but coverage, (R,)."""
    return _tensor([r.tau or settings.tau for r in runs])


def energy_slope(runs: Sequence[Run], settings: Settings) -> Callable[[Tensor], Tensor]:
    """The gradient of every run's energy by its own weights, both (R, d + 2, M): in closed form, by autograd for losses
    of the user's own."""
    data = batch(runs, settings)
    if not settings.losses:
        return lambda weights: gradient(data, weights)
    own = own_gradient(
        settings.losses, settings.parameters, data.samples, coefficients(runs, settings), data.tau,
        settings.coverage_tau, settings.floor,
    )  # fmt: skip
    return lambda weights: gradient(data, weights) + own(weights)


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
    ``ConvergenceError`` if some weights are not finite or beyond :data:`WILD`.
    """
    closed_form = not settings.losses and extra is None
    with torch.inference_mode(closed_form):  # a quarter faster for small batches; autograd does not take its tensors
        weights, whole = stacked(runs), energy_slope(runs, settings)
        records = [weights.numpy().copy()] if every else []
        slope = (lambda v: whole(v) + extra(v)) if extra else whole
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
    wild = np.flatnonzero(~(np.abs(weights) <= WILD).all(axis=(1, 2)))
    if wild.size:
        raise ConvergenceError(
            f"the weights of {wild.size} run(s), the first under {runs[wild[0]].mask}, are not finite "
            f"or beyond {WILD:g} after {count} steps: take a smaller rate"
        )
