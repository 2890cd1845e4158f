"""How far discrete training stays from the gradient flow with the same data and start."""

from collections.abc import Sequence

import numpy as np
import torch

from linear_ae import draws
from linear_ae.arrays import Array
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.flows import WeightFlow
from linear_ae.integration import integrate
from linear_ae.sizes import Sizes
from linear_ae.training import OPTIMIZERS, Batches, follow

POINTS = 4  # equally spaced times at which the losses are compared
FINE = 1e-10  # tolerance of the flow


def distances(
    sizes: Sizes, end: float, steps: Sequence[int], optimizer: str, runs: int, seed: int = 0, batch: int | None = None
) -> Array:
    """Largest distance of the losses, each in units of its start, from those of the flow up to t = ``end``.

    Parameters
    ----------
    sizes : p, H, N, sigma2; N is finite
    end : last time, rate times steps
    steps : numbers of steps to t = ``end``, multiples of 4, where the losses are compared four times
    optimizer : ``gd``, ``sgd`` or ``adam``
    runs : number of runs, each with data and a start of its own, the same for all steps and optimizers
    batch : size of the minibatches for ``sgd`` and ``adam``; all samples if left out

    Returns
    -------
    array of shape (runs, len(steps))

    Raises
    ------
    ExperimentError
        If N is infinite or a number of steps is no positive multiple of 4.
    """
    if np.isinf(sizes.N):
        raise ExperimentError("N is inf: give a finite N, discrete training runs on samples")
    if any(count < POINTS or count % POINTS for count in steps):
        raise ExperimentError(f"steps = {list(steps)}: give positive multiples of {POINTS}")
    found = np.empty((runs, len(steps)))
    for run in range(runs):
        rng = np.random.default_rng([seed, run])
        data = Data(rng.standard_normal((int(sizes.N), sizes.p)))
        w = draws.gaussian_weights(sizes.p, sizes.H, sizes.sigma2, rng)
        flow = _flow(data, w, np.linspace(0, end, POINTS + 1))
        for k, count in enumerate(steps):
            order = np.random.default_rng([seed, run, count])
            source = Batches(data, batch or int(sizes.N), order, torch.float64)
            marks = np.arange(POINTS + 1) * (count // POINTS)
            losses = follow(source, torch.tensor(w), marks, OPTIMIZERS[optimizer], end / count)
            found[run, k] = np.max(np.abs(losses - flow) / flow[:, :1])
    return found


def _flow(data: Data, w: Array, t: Array) -> Array:
    """Train and population loss of the flow from W = w, shape (2, times)."""
    l, v = np.linalg.eigh(data.train.T @ data.train / len(data.train))
    start = torch.tensor(v.T @ w)[None]
    return np.stack(integrate(WeightFlow(torch.tensor(l.clip(min=0.0))[None]), start, t, FINE))[:, 0]
