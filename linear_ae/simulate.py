"""Simulated gradient flow: many independent runs, their train and population loss at requested times."""

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from linear_ae import draws
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.flows import CompressedFlow, Flow, GramFlow, SpectralFlow, WeightFlow
from linear_ae.runge_kutta import Solver
from linear_ae.sizes import Sizes

Array = NDArray[np.float64]

TOLERANCE = 1e-7  # of a step, in units of L(0): losses then err by less than 1e-6 of L(0)
SINGLE_TOLERANCE = 1e-6  # the same in single precision, just above the rounding of its losses
BATCH_ENTRIES = 2**17  # of one state tensor: 1 MiB, so that the integrator's ten copies stay near the cache


@dataclass(frozen=True, eq=False)
class Curves:
    """Raw losses of independent runs: ``t`` of shape (n,), ``train`` and ``population`` of shape (runs, n).

    ``population`` is None for given data of which nothing was held out.
    """

    t: Array
    train: Array
    population: Array | None


def mean_and_stderr(runs: Array) -> tuple[Array, Array]:
    """Average over the first axis and its standard error (NaN for a single run)."""
    count = len(runs)
    spread = runs.std(axis=0, ddof=1) if count > 1 else np.full(runs.shape[1:], np.nan)
    return runs.mean(axis=0), spread / math.sqrt(count)


def simulate(
    sizes: Sizes,
    t: ArrayLike,
    runs: int,
    seed: int = 0,
    *,
    data: Data | None = None,
    device: str = "cpu",
    tol: float | None = None,
    dtype: torch.dtype = torch.float64,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Curves:
    """Integrate dW/dt = -dL/dW from ``runs`` independent Gaussian starts.

    Parameters
    ----------
    sizes : p, H, N, sigma2; with ``data``, p and N must be the data's
    t : times, shape (n,), finite, >= 0, in increasing order
    runs : number of independent runs; the start of run k depends on ``seed`` and k only
    data : fixed training samples instead of fresh Gaussian ones; the population loss is then that on its held-out part
    device : a torch device, ``cpu`` or ``cuda``
    tol : error of a step in units of the losses at t = 0 (`linear_ae.runge_kutta.Solver`); 1e-7 if left out, 1e-6 in
        single precision
    dtype : torch.float64 or torch.float32
    first : number of the first run, to add runs to earlier ones
    progress : called with the number of runs finished so far

    Raises
    ------
    ExperimentError
        If times, number of runs, data or device cannot be used.

    Examples
    --------
    >>> curves = simulate(Sizes(p=20, H=10, N=40, sigma2=0.01), [0, 1, 2], runs=4)
    >>> curves.train.shape
    (4, 3)
    >>> bool((curves.train[:, 0] > curves.train[:, -1]).all())
    True
    """
    times = _checked_times(t)
    if runs < 1:
        raise ExperimentError(f"runs = {runs}: give at least one")
    if data is not None and data.shape != (sizes.N, sizes.p):
        raise ExperimentError(
            f"the data are {data.shape[0]} x {data.shape[1]}, the sizes say N = {sizes.N}, p = {sizes.p}"
        )
    where = _checked_device(device)
    step = tol or (SINGLE_TOLERANCE if dtype == torch.float32 else TOLERANCE)
    spectrum, test_covariance = (None, None) if data is None else data.eigenbasis()
    train, population = np.empty((2, runs, times.size))

    def run(members: range) -> int:
        generators = [np.random.default_rng([seed, first + k]) for k in members]
        flow, start = _prepare(sizes, generators, spectrum, test_covariance, where, dtype)
        train[members], population[members] = integrate(flow, start, times, step)
        return len(members)

    finished = 0
    for count in _in_parallel(run, _batches(sizes, runs, where), where):
        finished += count
        if progress:
            progress(finished)
    return Curves(times, train, population if data is None or data.test is not None else None)


def integrate(flow: Flow, start: Tensor, t: ArrayLike, tol: float = TOLERANCE) -> tuple[Array, Array]:
    """Train and population loss along ``flow`` from ``start`` at t = 0, each of shape (batch, times).

    ``tol`` bounds the error of a step (`linear_ae.runge_kutta.Solver`).
    """
    times = _checked_times(t)
    solver, losses = Solver(flow, start, tol), []
    for time in map(float, times):
        while solver.t < time:
            solver.advance(times[-1])
        losses.append(torch.stack(flow.losses(solver.at(time))).cpu().numpy())
    train, population = np.stack(losses, axis=-1)
    return train, population


def _batches(sizes: Sizes, runs: int, device: torch.device) -> list[range]:
    """Runs in groups that fill the cache but leave work for every core; one group on an accelerator."""
    entries = sizes.p * min(sizes.p, sizes.H)
    share = math.ceil(runs / _cores()) if device.type == "cpu" else runs
    size = max(1, min(share, BATCH_ENTRIES // entries)) if device.type == "cpu" else share
    return [range(first, min(first + size, runs)) for first in range(0, runs, size)]


def _in_parallel(run: Callable[[range], int], batches: list[range], device: torch.device) -> Iterator[int]:
    """``run`` on every batch, on the CPU one thread a core: for these sizes that beats threads inside the products."""
    workers = min(_cores(), len(batches)) if device.type == "cpu" else 1
    if workers == 1:
        yield from map(run, batches)
        return
    inside = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(
            workers, initializer=torch.set_num_threads, initargs=(max(1, inside // workers),)
        ) as pool:
            yield from (done.result() for done in as_completed([pool.submit(run, batch) for batch in batches]))
    finally:
        torch.set_num_threads(inside)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _prepare(
    sizes: Sizes,
    generators: list[np.random.Generator],
    spectrum: Array | None,
    test_covariance: Array | None,
    device: torch.device,
    dtype: torch.dtype,
) -> tuple[Flow, Tensor]:
    """The cheapest exact flow for the sizes and its Gaussian starts, one for each generator."""

    def on_device(arrays: list[Array]) -> Tensor:
        return torch.as_tensor(np.stack(arrays), dtype=dtype, device=device)

    spectra = on_device(
        [draws.wishart_eigenvalues(sizes.p, sizes.N, rng) if spectrum is None else spectrum for rng in generators]
    )
    if spectrum is None and math.isinf(sizes.N):
        return SpectralFlow(), on_device(
            [sizes.a0 * draws.wishart_eigenvalues(sizes.p, sizes.H, rng) for rng in generators]
        )
    rotated = None if test_covariance is None else torch.as_tensor(test_covariance, dtype=dtype, device=device)
    if sizes.H >= sizes.p:
        starts = [draws.gaussian_gram(sizes.p, sizes.H, sizes.sigma2, rng) for rng in generators]
        return GramFlow(spectra, rotated), on_device(starts)
    starts = [draws.gaussian_weights(sizes.p, sizes.H, sizes.sigma2, rng) for rng in generators]
    carrying = int((spectra > 0).any(dim=0).sum())
    if rotated is None and carrying + sizes.H < sizes.p:
        empty = sizes.p - carrying
        compressed = [np.vstack([w[empty:], w[:empty].T @ w[:empty]]) for w in starts]
        return CompressedFlow(spectra[:, empty:], sizes.p), on_device(compressed)
    return WeightFlow(spectra, rotated), on_device(starts)


def _checked_times(t: ArrayLike) -> Array:
    times = np.atleast_1d(np.asarray(t, dtype=float))
    if times.ndim != 1 or not np.all(np.isfinite(times)) or np.any(times < 0) or np.any(np.diff(times) < 0):
        raise ExperimentError("times must be a list of finite numbers >= 0 in increasing order")
    return times


def _checked_device(name: str) -> torch.device:
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ExperimentError(f"{name!r} is no device: give cpu or cuda") from error
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ExperimentError("there is no CUDA device here: use --device cpu")
    return device
