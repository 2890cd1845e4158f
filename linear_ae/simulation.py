"""Simulated gradient flow: many independent runs, their train and population loss at requested times."""

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from linear_ae import draws
from linear_ae.arrays import Array
from linear_ae.control_values import start_values
from linear_ae.controls import start_means
from linear_ae.covariance import Covariance, checked_variances
from linear_ae.curves import Curves
from linear_ae.data import Data
from linear_ae.deadline import require_seconds_left
from linear_ae.errors import ExperimentError
from linear_ae.flows import CompressedFlow, GramFlow, SpectralFlow, WeightFlow
from linear_ae.integration import FINER, TOLERANCE, integrate, integrate_frugally
from linear_ae.memory import require
from linear_ae.schedule import FRUGAL_STATES, checked_device, cores, run_all, schedule
from linear_ae.sizes import Sizes
from linear_ae.times import checked_times

SINGLE_TOLERANCE = 1e-6  # of a step in single precision, just above the rounding of its losses
DIGITS = 2
"""Last digits down to which the tolerance for held-out losses is finer: rounding then bounds no steps. In single
precision they erred by up to 1.2e-5 of L(0) without."""
EIGENVALUES, OPERATIONS, FEWEST = 4e8, 1e11, 40
"""Pairs of samples that an eigenvalue solver goes through in a second (8e7 were measured), operations of products in a
second and evaluations of the shortest flow: what no core exceeds, so that only what is out of reach is refused."""
SPARE, SMALLEST = 4, 1e-6
"""H - p and smallest eigenvalue from which A itself is followed: its losses then agree with those of a root of A to
1e-6 of L(0) (tests/linear_ae/test_simulation.py), else to 1e-4.
"""


def simulate(
    sizes: Sizes,
    t: ArrayLike,
    runs: int,
    seed: int = 0,
    *,
    data: Data | Covariance | None = None,
    covariance: ArrayLike | None = None,
    device: str = "cpu",
    tol: float | None = None,
    dtype: torch.dtype = torch.float64,
    first: int = 0,
    memory: float | None = None,
    controls: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Curves:
    """Integrate dW/dt = -dL/dW from ``runs`` independent Gaussian starts.

    Parameters
    ----------
    sizes : p, H, N, sigma2; with ``data``, p and N must be the data's
    t : times, shape (n,), finite, >= 0, in increasing order
    runs : number of independent runs; the start of run k depends on ``seed`` and k only
    data : fixed training samples, or their covariance, instead of fresh Gaussian ones; the population loss is then that
        on the held-out part
    covariance : eigenvalues of the population covariance of fresh Gaussian samples, shape (p,), instead of ones
    device : a torch device, ``cpu`` or ``cuda``
    tol : error of a step in units of the losses at t = 0 (`linear_ae.runge_kutta.Solver`); 1e-7 if left out, 1e-6 in
        single precision. Losses err by less than ten times that; within it no train loss rises and none is negative
    dtype : torch.float64 or torch.float32
    first : number of the first run, to add runs to earlier ones
    memory : bytes for the states and slopes of all threads; where the solver of order 8 needs more, one that keeps two
        states takes over (`linear_ae.low_storage`), and if that needs more, too, fewer threads work. If left out, 128
        MiB a core decide between the solvers, or half of a CUDA device's memory
    controls : whether to keep control variates, which take the work of about one evaluation a run
    progress : called with the number of runs finished so far

    Raises
    ------
    ExperimentError
        If times, number of runs, data, device or memory cannot be used.

    Examples
    --------
    >>> curves = simulate(Sizes(p=20, H=10, N=40, sigma2=0.01), [0, 1, 2], runs=4)
    >>> curves.train.shape
    (4, 3)
    >>> bool((curves.train[:, 0] > curves.train[:, -1]).all())
    True
    """
    times = checked_times(t)
    if memory is not None and not memory > 0:
        raise ExperimentError(f"memory = {memory}: give a positive number of bytes")
    if runs < 1:
        raise ExperimentError(f"runs = {runs}: give at least one")
    if data is not None and data.shape != (sizes.N, sizes.p):
        raise ExperimentError(
            f"the data are {data.shape[0]} x {data.shape[1]}, the sizes say N = {sizes.N}, p = {sizes.p}"
        )
    variances = None if covariance is None else checked_variances(covariance, sizes.p)
    if data is not None and variances is not None:
        raise ExperimentError("a covariance is for Gaussian samples, and data were given: leave one out")
    where = checked_device(device)
    parted = variances is not None or (isinstance(data, Data) and data.test is not None)
    least = _least_entries(sizes, parted)
    require(least, f"a run at p = {sizes.p}, H = {sizes.H}", "choose smaller sizes", dtype.itemsize)
    seconds = _least_seconds(sizes, parted) * runs / cores()
    require_seconds_left(seconds, f"{runs} runs at p = {sizes.p}, H = {sizes.H}, N = {sizes.N}", "choose smaller sizes")
    spectrum, test_covariance = (None, None) if data is None else data.eigenbasis()
    held_out = test_covariance is not None or variances is not None
    entries = _entries(sizes, None if spectrum is None else int((spectrum > 0).sum()), held_out)
    plan = schedule(entries, dtype.itemsize, runs, where, memory, FRUGAL_STATES + held_out)
    step = tol or (SINGLE_TOLERANCE if dtype == torch.float32 else TOLERANCE)
    finest = max(step / FINER, DIGITS * torch.finfo(dtype).eps) if held_out else step
    train, population = np.empty((2, runs, times.size))
    known = start_means(sizes, spectrum, variances) if controls else None
    starts = None if known is None else np.tile(-known, (runs, 1))

    def run(members: range) -> int:
        generators = [np.random.default_rng([seed, first + k]) for k in members]
        flow, start, spectra = _prepare(sizes, generators, spectrum, test_covariance, variances, where, dtype)
        if starts is not None:
            starts[members] += start_values(flow, start, spectra)
        if plan.frugal and not isinstance(flow, SpectralFlow):
            losses = integrate_frugally(flow, start, times, step)
        else:
            losses = integrate(flow, start, times, finest)
        train[members], population[members] = losses
        return len(members)

    run_all(run, plan, progress)
    return Curves(times, train, population if data is None or held_out else None, starts)


def _prepare(
    sizes: Sizes,
    generators: list[np.random.Generator],
    spectrum: Array | None,
    test_covariance: Array | None,
    variances: Array | None,
    device: torch.device,
    dtype: torch.dtype,
) -> tuple[SpectralFlow | GramFlow | WeightFlow | CompressedFlow, Tensor, Tensor]:
    """The cheapest exact flow for the sizes, its Gaussian starts, one for each generator, and the spectra of S."""

    def on_device(arrays: list[Array]) -> Tensor:
        stacked = arrays[0][None] if len(arrays) == 1 else np.stack(arrays)
        return torch.as_tensor(stacked, dtype=dtype, device=device)

    rotated = None if test_covariance is None else on_device([test_covariance])
    if variances is not None:
        l, populations = zip(*(draws.sample_eigenbasis(variances, sizes.N, rng) for rng in generators), strict=True)
        spectra, rotated = on_device(list(l)), on_device(list(populations))
    elif spectrum is not None:
        spectra = on_device([spectrum] * len(generators))
    else:
        spectra = on_device([draws.wishart_eigenvalues(sizes.p, sizes.N, rng) for rng in generators])
        if math.isinf(sizes.N):
            starts = [sizes.a0 * draws.wishart_eigenvalues(sizes.p, sizes.H, rng) for rng in generators]
            return SpectralFlow(), on_device(starts), spectra
    if sizes.H >= sizes.p:
        if _nearly_singular(sizes):
            starts = [draws.gaussian_root(sizes.p, sizes.H, sizes.sigma2, rng) for rng in generators]
            return WeightFlow(spectra, rotated), on_device(starts), spectra
        starts = [draws.gaussian_gram(sizes.p, sizes.H, sizes.sigma2, rng) for rng in generators]
        return GramFlow(spectra, rotated), on_device(starts), spectra
    carrying = int((spectra > 0).any(dim=0).sum())
    if rotated is None and carrying + sizes.H < sizes.p:
        empty = sizes.p - carrying
        starts = [draws.compressed_weights(sizes.p, sizes.H, empty, sizes.sigma2, rng) for rng in generators]
        return CompressedFlow(spectra[:, empty:], sizes.p), on_device(starts), spectra
    starts = [draws.gaussian_weights(sizes.p, sizes.H, sizes.sigma2, rng) for rng in generators]
    return WeightFlow(spectra, rotated), on_device(starts), spectra


def _nearly_singular(sizes: Sizes) -> bool:
    """Whether A starts with an eigenvalue that the errors of steps in A could make negative, which would then grow.

    The smallest eigenvalue is about sigma2 (sqrt H - sqrt p)^2, and for H near p it may be anything. A root of A keeps
    A positive.
    """
    return sizes.H - sizes.p < SPARE or sizes.sigma2 * (math.sqrt(sizes.H) - math.sqrt(sizes.p)) ** 2 < SMALLEST


def _entries(sizes: Sizes, carrying: int | None, held_out: bool) -> int:
    """Entries of a run's state as `_prepare` chooses it; ``carrying``: directions of given data that carry any."""
    if math.isinf(sizes.N) and carrying is None and not held_out:
        return sizes.p
    rows = sizes.p
    if sizes.H < sizes.p and not held_out:
        samples = min(sizes.p, sizes.N) if carrying is None else carrying
        rows = int(min(sizes.p, samples + sizes.H))
    return rows * min(sizes.p, sizes.H)


def _least_seconds(sizes: Sizes, parted: bool) -> float:
    """Seconds of a core that one run takes at the least: the spectrum of its samples and FEWEST evaluations."""
    p, h = float(sizes.p), float(min(sizes.p, sizes.H))
    if math.isinf(sizes.N) and not parted:
        return h**2 / EIGENVALUES
    rows = p if parted else min(p, sizes.N + sizes.H)
    return min(p, sizes.N) ** 2 / EIGENVALUES + FEWEST * 4 * rows * h * min(rows, h) / OPERATIONS


def _least_entries(sizes: Sizes, parted: bool) -> float:
    """Entries of what one run holds at the least: its state thrice, and the population's covariance if ``parted``."""
    if parted:
        return float(sizes.p) * (FRUGAL_STATES * min(sizes.p, sizes.H) + 3 * sizes.p)
    if math.isinf(sizes.N):
        return float(sizes.p)
    return float(FRUGAL_STATES) * min(sizes.p, sizes.N + sizes.H) * min(sizes.p, sizes.H)
