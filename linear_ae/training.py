"""Training in discrete steps as people run it: full-batch gradient descent, stochastic gradient descent and Adam.

Gradients are in closed form, steps are torch's own optimizers. Gradient descent commutes with rotations of the data and
of the latent space, so it runs in the eigenbasis of S on at most p latent units. Adam looks at single weights and
minibatches at single samples: they run on the data as they stand.
"""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from linear_ae import draws
from linear_ae.arrays import Array
from linear_ae.covariance import checked_variances
from linear_ae.curves import Curves
from linear_ae.data import Data
from linear_ae.deadline import require_rest
from linear_ae.errors import ExperimentError
from linear_ae.flows import WeightFlow
from linear_ae.memory import require
from linear_ae.products import one_thread_of_torch
from linear_ae.sizes import Sizes

STATES = 6  # weights, gradient, two products, two moments of Adam
TRIED = 100  # steps, from which it is foreseen how long all of them take
OPTIMIZERS = {"gd": torch.optim.SGD, "sgd": torch.optim.SGD, "adam": torch.optim.Adam}


class Batches:
    """Minibatches of samples in rows, shape (N, p), in a new random order each epoch; the losses of all samples."""

    def __init__(self, data: Data, size: int, rng: np.random.Generator, dtype: torch.dtype) -> None:
        self.x, self.size, self.rng = torch.as_tensor(data.train, dtype=dtype), size, rng
        self.test = None if data.test is None else torch.as_tensor(data.test, dtype=dtype)
        self.order = np.empty(0, dtype=int)

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Minus the gradient of (1 / 2B) sum_i |x_i - W W^T x_i|^2 over the next B samples, y of shape (p, H)."""
        if self.order.size < self.size:
            self.order = self.rng.permutation(len(self.x))
        chosen, self.order = self.order[: self.size], self.order[self.size :]
        x = self.x if self.size == len(self.x) else self.x[torch.as_tensor(chosen)]
        code = x @ y
        missed = x - code @ y.mT
        torch.addmm(missed.mT @ code, x.mT, missed @ y, out=out).div_(len(x))

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train loss of all samples; population loss on the held-out samples or on the identity covariance."""
        if self.test is not None:
            return _error(self.x, y), _error(self.test, y)
        gram = y.mT @ y if y.shape[1] < len(y) else y @ y.mT  # of equal nonzero eigenvalues: the smaller one
        return _error(self.x, y), len(y) / 2 - gram.trace() + (gram**2).sum() / 2


class Whole:
    """The full batch of one run in the eigenbasis of S, y of shape (p, H)."""

    def __init__(self, flow: WeightFlow) -> None:
        self.flow = flow

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Minus the gradient of the train loss."""
        self.flow.velocity(y[None], out[None])

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train and population loss."""
        train, population = self.flow.losses(y[None])
        return train[0], population[0]


def train(
    sizes: Sizes,
    steps: ArrayLike,
    rate: float,
    runs: int,
    seed: int = 0,
    *,
    optimizer: str = "gd",
    batch: int | None = None,
    data: Data | None = None,
    covariance: ArrayLike | None = None,
    dtype: torch.dtype = torch.float64,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Curves:
    """Losses after given numbers of steps, from ``runs`` independent Gaussian starts.

    Parameters
    ----------
    sizes : p, H, N, sigma2; N is finite unless the optimizer is ``gd``
    steps : numbers of steps, shape (n,), in increasing order
    rate : learning rate; for ``gd`` and ``sgd`` the time of the flow is rate times steps, which ``Curves.t`` holds, for
        ``adam`` that product is no time of the flow
    optimizer : ``gd``, ``sgd`` (minibatches without replacement, a last incomplete one is dropped) or ``adam``
    batch : size of the minibatches for ``sgd`` and ``adam``, at most N; all samples if left out
    data : fixed training samples instead of fresh Gaussian ones
    covariance : eigenvalues of the population covariance of fresh Gaussian samples, shape (p,), instead of ones
    dtype : torch.float64 or torch.float32
    first : number of the first run, to add runs to earlier ones
    progress : called with the number of runs finished so far

    Raises
    ------
    ExperimentError
        If an argument cannot be used, or if the training diverges.
    """
    counts = checked_steps(steps, rate, runs, optimizer)
    if data is not None and data.shape != (sizes.N, sizes.p):
        raise ExperimentError(f"the data have shape {data.shape}, the sizes say N = {sizes.N}, p = {sizes.p}")
    variances = None if covariance is None else checked_variances(covariance, sizes.p)
    if data is not None and variances is not None:
        raise ExperimentError("a covariance is for Gaussian samples, and data were given: leave one out")
    if optimizer == "gd" and batch is not None:
        raise ExperimentError("gd takes all samples in every step: leave out the batch, or use sgd")
    if optimizer != "gd" and math.isinf(sizes.N):
        raise ExperimentError(f"{optimizer} needs samples, N is inf: give a finite N, or use gd")
    if batch is not None and not 1 <= batch <= sizes.N:
        raise ExperimentError(f"batch = {batch}: give 1 to N = {sizes.N} samples")
    what = f"a run of {optimizer} at p = {sizes.p}, H = {sizes.H}, N = {sizes.N}"
    require(_entries(sizes, optimizer, variances is not None), what, "choose smaller sizes", dtype.itemsize)
    losses, begun = np.empty((2, runs, counts.size)), time.monotonic()
    for run in range(runs):
        require_rest(begun, run, runs, f"{runs} runs", "ask for fewer")
        rng = np.random.default_rng([seed, first + run])
        source, start = _prepare(sizes, data, variances, optimizer, batch, rng, dtype)
        losses[:, run] = follow(source, start, counts, OPTIMIZERS[optimizer], rate)
        if progress:
            progress(run + 1)
    if not np.all(np.isfinite(losses)):
        raise ExperimentError(f"the training diverges at rate = {rate}: give a smaller one")
    known = data is None or data.test is not None
    return Curves(counts * rate, losses[0], losses[1] if known else None)


def checked_steps(steps: ArrayLike, rate: float, runs: int, optimizer: str) -> NDArray[Any]:
    """Numbers of steps as an array of shape (n,), where they, rate, runs and optimizer are what `train` says."""
    counts = np.atleast_1d(np.asarray(steps))
    if counts.dtype.kind not in "iu" or counts.ndim != 1 or np.any(np.diff(counts, prepend=0) < 0):
        raise ExperimentError("steps must be a list of integers >= 0 in increasing order")
    if optimizer not in OPTIMIZERS:
        raise ExperimentError(f"{optimizer!r} is no optimizer: give one of {', '.join(OPTIMIZERS)}")
    if not (math.isfinite(rate) and rate > 0):
        raise ExperimentError(f"rate = {rate} is no step size: give a finite positive number")
    if runs < 1:
        raise ExperimentError(f"runs = {runs}: give at least one")
    return counts


@one_thread_of_torch()
def follow(
    source: Batches | Whole,
    start: Tensor,
    counts: NDArray[np.integer],
    optimizer: type[torch.optim.Optimizer],
    rate: float,
) -> Array:
    """Train and population loss after each number of steps, shape (2, n)."""
    w, losses, done, begun = start.clone(), [], 0, time.monotonic()
    w.grad = torch.empty_like(w)
    rule = optimizer([w], lr=rate)  # type: ignore[call-arg]
    for count in counts:
        for step in range(done, count):
            if step == TRIED:
                require_rest(begun, step, int(counts[-1]), f"{counts[-1]} steps", "choose a larger rate")
            source.velocity(w, w.grad)
            w.grad.neg_()
            rule.step()
        done = count
        losses.append(torch.stack(source.losses(w)).double().numpy())
    return np.stack(losses, axis=-1)


def _entries(sizes: Sizes, optimizer: str, covariance: bool) -> float:
    """Entries that a run holds: weights, gradient, products and what the optimizer keeps of them; samples."""
    p, h, n = map(float, (sizes.p, sizes.H, sizes.N))
    own = p * p if covariance else 0.0
    if optimizer == "gd":
        return STATES * p * min(p, h) + 3 * own
    return STATES * p * h + 2 * n * p + n * h + own


def _prepare(
    sizes: Sizes,
    data: Data | None,
    variances: Array | None,
    optimizer: str,
    batch: int | None,
    rng: np.random.Generator,
    dtype: torch.dtype,
) -> tuple[Batches | Whole, Tensor]:
    """What gives the gradients, and a Gaussian start."""
    p, h = sizes.p, sizes.H
    if optimizer != "gd":
        given = data or _gaussian(rng.standard_normal((int(sizes.N), p)), variances)
        start = draws.gaussian_weights(p, h, sizes.sigma2, rng)
        return Batches(given, batch or int(sizes.N), rng, dtype), torch.as_tensor(start, dtype=dtype)
    l, test = _eigenbasis(sizes, data, variances, rng)
    root = draws.gaussian_root(p, h, sizes.sigma2, rng) if h > p else draws.gaussian_weights(p, h, sizes.sigma2, rng)
    rotated = None if test is None else torch.as_tensor(test, dtype=dtype)
    return Whole(WeightFlow(torch.as_tensor(l, dtype=dtype)[None], rotated)), torch.as_tensor(root, dtype=dtype)


def _eigenbasis(
    sizes: Sizes, data: Data | None, variances: Array | None, rng: np.random.Generator
) -> tuple[Array, Array | None]:
    """Eigenvalues of S, and the population's covariance in its eigenbasis if that is neither unknown nor one."""
    if data is not None:
        return data.eigenbasis()
    if variances is not None:
        return draws.sample_eigenbasis(variances, sizes.N, rng)
    return draws.wishart_eigenvalues(sizes.p, sizes.N, rng), None


def _gaussian(samples: Array, variances: Array | None) -> Data:
    """Samples of independent features of these variances; p further ones that have the very population covariance."""
    if variances is None:
        return Data(samples)
    root = np.sqrt(variances)
    return Data(samples * root, np.diag(root * np.sqrt(root.size)))


def _error(samples: Tensor, weights: Tensor) -> Tensor:
    missed = samples - (samples @ weights) @ weights.mT
    return (missed**2).sum() / (2 * len(samples))
