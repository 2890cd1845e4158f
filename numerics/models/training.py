"""Training of any model in discrete steps: gradient descent, stochastic gradient descent and Adam.

Gradients come from the compiled words of `numerics.models.matrix_flow`, steps from torch's own optimizers, all runs of
a batch at once: each of these rules treats every weight by itself. A minibatch is a choice of columns (or rows) of the
fixed letters on the space that counts samples; in its loss that size is the batch's.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from linear_ae.errors import ExperimentError
from linear_ae.schedule import run_all, schedule
from linear_ae.training import OPTIMIZERS, checked_steps
from numerics.methods.arrays import Array
from numerics.models.draws import stacked
from numerics.models.given import checked
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.point import Point
from numerics.models.simulation import Curves
from theory.errors import InputError
from theory.memory import require

HELD = 6
"""States that a batch of runs holds: weights, gradients, the optimizer's two moments, temporaries."""


class Whole:
    """The gradient of the loss with all samples."""

    def __init__(self, point: Point, flow: MatrixFlow) -> None:
        self.point, self.flow = point, flow

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """``-rate dL/dG`` of every trained letter."""
        self.flow.velocity(y, out)


class Batches:
    """The gradient of the loss on minibatches, in a new random order for each run and epoch, without replacement.

    A last incomplete minibatch of an epoch is dropped.
    """

    def __init__(
        self, point: Point, fixed: Mapping[int, Tensor], batch: tuple[str, int], generators: list[np.random.Generator]
    ) -> None:
        self.space, self.size = batch
        self.samples, self.generators = int(point.sizes[self.space]), generators
        self.letters = point.model.letters
        self.sampled = {i: matrix for i, matrix in fixed.items() if self._axes(i)}
        self.point = replace(point, sizes={**point.sizes, self.space: self.size})
        rest = {i: matrix for i, matrix in fixed.items() if i not in self.sampled}
        self.flow = MatrixFlow(self.point, rest)
        self.order = np.empty((len(generators), 0), dtype=int)

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """``-rate dL/dG`` of every trained letter on the next minibatch."""
        if self.order.shape[1] < self.size:
            self.order = np.stack([rng.permutation(self.samples) for rng in self.generators])
        chosen, self.order = torch.as_tensor(self.order[:, : self.size]), self.order[:, self.size :]
        self.flow.fed = {i: self._taken(i, matrix, chosen) for i, matrix in self.sampled.items()}
        self.flow.velocity(y, out)

    def _axes(self, letter: int) -> list[int]:
        spaces = self.letters[letter].rows, self.letters[letter].columns
        return [axis for axis, space in enumerate(spaces, start=1) if space == self.space]

    def _taken(self, letter: int, matrix: Tensor, chosen: Tensor) -> Tensor:
        matrix = matrix.expand(len(chosen), -1, -1)
        for axis in self._axes(letter):
            matrix = torch.take_along_dim(matrix, chosen[:, :, None] if axis == 1 else chosen[:, None], dim=axis)
        return matrix


def train(
    point: Point,
    steps: ArrayLike,
    rate: float,
    runs: int,
    seed: int = 0,
    *,
    optimizer: str = "gd",
    batch: tuple[str, int] | None = None,
    matrices: Mapping[str, ArrayLike] | None = None,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Curves:
    """Losses after given numbers of steps, from ``runs`` independent Gaussian starts.

    Parameters
    ----------
    point : the model at its sizes and values
    steps : numbers of steps, shape (n,), in increasing order
    rate : learning rate, multiplied by each letter's own rate; for ``gd`` and ``sgd`` the time of the flow is rate
        times steps, which ``Curves.t`` holds, for ``adam`` that product is no time of the flow
    optimizer : ``gd``, ``sgd`` or ``adam``
    batch : the size that counts samples and how many of them make a minibatch, for ``sgd`` and ``adam``; all samples
        if left out
    matrices, first, progress : as for :func:`numerics.models.simulation.simulate`

    Raises
    ------
    linear_ae.errors.ExperimentError
        If an argument cannot be used, or if the training diverges.
    theory.errors.InputError
        If the model has no minibatches along that size, or the matrices do not fit.
    """
    counts = checked_steps(steps, rate, runs, optimizer)
    if batch is not None:
        _check_batch(point, optimizer, *batch)
    given = {i: torch.as_tensor(matrix)[None] for i, matrix in checked(point, matrices or {}).items()}
    drawn = [i for i in range(len(point.model.letters)) if i not in given]
    entries = sum(math.prod(point.shape(point.model.letters[i])) for i in drawn)
    plan = schedule(entries, 8, runs, torch.device("cpu"), None)
    held = HELD * entries * max(map(len, plan.batches)) * plan.workers
    require(8 * held, f"training {point.model.name} at {point}", "choose smaller sizes")
    found = {name: np.empty((runs, counts.size)) for name in point.model.losses}

    def run(members: range) -> int:
        generators = [np.random.default_rng([seed, first + k]) for k in members]
        letters = {i: torch.as_tensor(matrix) for i, matrix in stacked(point, drawn, generators).items()}
        fixed = {i: matrix for i, matrix in (letters | given).items() if i not in point.model.trained}
        flow = MatrixFlow(point, fixed)
        source = Whole(point, flow) if batch is None else Batches(point, fixed, batch, generators)
        start = flow.pack([letters[i] for i in flow.trained])
        for name, losses in zip(flow.names, follow(point, flow, source, start, counts, optimizer, rate), strict=True):
            found[name][members] = losses
        return len(members)

    run_all(run, plan, progress)
    if not all(np.all(np.isfinite(losses)) for losses in found.values()):
        raise ExperimentError(f"the training diverges at rate = {rate}: give a smaller one")
    return Curves(counts * rate, found)


def follow(
    point: Point,
    flow: MatrixFlow,
    source: Whole | Batches,
    start: Tensor,
    counts: NDArray[np.integer],
    optimizer: str,
    rate: float,
) -> Array:
    """The losses after each number of steps, shape (losses, batch, n).

    A letter of rate r takes steps of ``rate * r`` along its plain gradient, so that Adam, which does not see how long a
    gradient is, respects r too.
    """
    y, slope, losses, done = start.clone(), torch.empty_like(start), [], 0
    rates, units = ([at.value(at.model.letters[i].rate) for i in flow.trained] for at in (point, source.point))
    weights = [letter.requires_grad_(False) for letter in flow.letters(y)]
    groups = [{"params": [w], "lr": rate * r} for w, r in zip(weights, rates, strict=True)]
    rule = OPTIMIZERS[optimizer](groups)
    for count in counts:
        for _ in range(count - done):
            source.velocity(y, slope)
            for w, velocity, r in zip(weights, flow.letters(slope), units, strict=True):
                w.grad = velocity / -r
            rule.step()
        done = count
        losses.append(flow.losses(y).numpy())
    return np.stack(losses, axis=-1)


def _check_batch(point: Point, optimizer: str, space: str, size: int) -> None:
    model = point.model
    if optimizer == "gd":
        raise ExperimentError("gd takes all samples in every step: leave out the batch, or use sgd")
    if space not in model.sizes:
        raise InputError(f"{model.name}: unknown size {space!r} of the batch; it has {', '.join(model.sizes)}")
    if not 1 <= size <= point.sizes[space]:
        raise ExperimentError(f"batch of {size}: give 1 to {space} = {point.sizes[space]} samples")
    on_space = [letter for letter in model.letters if space in (letter.rows, letter.columns)]
    if bad := [letter.name for letter in on_space if letter.trained or letter.symmetric]:
        raise InputError(f"{model.name}: {space} counts no samples, the matrix {bad[0]} on it is no table of samples")
    if not on_space:
        raise InputError(f"{model.name}: {space} counts no samples, there is no fixed matrix on it")
