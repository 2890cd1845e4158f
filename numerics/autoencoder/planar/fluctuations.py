r"""The scatter of one run about the mean loss: the standard deviation over initializations and samples.

The variance of a loss is of order 1 where the loss is of order p, and planar: it depends on the ratios of the sizes.
Runs at the sizes themselves measure it where those are small. Elsewhere runs at sizes s times as large do, s < 1, at
the same alpha, eta and nu: real ones, of variance V_r, and complex ones, V_c, which have half the variance in the
planar limit and no term of order 1/p. So 2 V_c is the planar variance, s (V_r - 2 V_c) its correction of order 1/p, and

    V = (1 - s) 2 V_c + s V_r

errs in the next order only: by about (V_r / 2 V_c - 1)^2 of 2 V_c, times 1 - s (docs/theory/fluctuations.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from linear_ae.brief import Brief
from linear_ae.covariance import Covariance
from linear_ae.data import Data
from linear_ae.integration import ERROR, TOLERANCE
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import checked_times
from numerics.autoencoder.planar.complex_runs import complex_runs
from numerics.autoencoder.planar.smaller_sizes import neighbours, runs_within_budget, smaller
from numerics.methods.arrays import Array
from numerics.methods.scatter import deviation, variance_of
from theory.errors import InputError

SIGMAS = 4.0  # standard errors in the error stated, as for the planar means
COMPLEX = 4.0  # times the work of a real run
FEWEST_AT_NEIGHBOURS = 100

Sample = Callable[[Sizes, int, int], Array]
"""(sizes, number of runs, seed) -> losses, shape (1 or 2, runs, n)."""


@dataclass(frozen=True, eq=False, repr=False)
class Bands(Brief):
    """Standard deviations of the losses, and estimates of their errors, arrays of shape (n,).

    ``population`` is None for given data of which nothing was held out. ``p``: the input dimension at which ``runs``
    runs were simulated.
    """

    train: Array
    train_error: Array
    population: Array | None
    population_error: Array | None
    p: int
    runs: int


@dataclass(frozen=True, eq=False)
class Variances:
    """Of both losses, ``values`` and their standard errors of shape (1 or 2, n), and what integration may add."""

    values: Array
    stderr: Array
    integration: Array


@threadpool_limits.wrap(limits=1, user_api="blas")  # on matrices this small, threads only wait for each other
def bands(t: ArrayLike, sizes: Sizes, runs: int = 1, *, data: Data | Covariance | None = None, seed: int = 0) -> Bands:
    """The standard deviation of the mean loss of ``runs`` runs over initializations and Gaussian samples.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0, in any order
    sizes : p, H, N, sigma2; with data, p and N are those of the data
    runs : how many are averaged
    data : given samples: the scatter is then that over initializations alone
    seed : root of the random numbers

    Raises
    ------
    InputError
        If runs is no integer >= 1.
    ConvergenceError
        If a simulation takes too long: on large data, at late times, or where the ratios are so extreme that no smaller
        sizes have them.

    Source: docs/theory/fluctuations.md.
    """
    if not isinstance(runs, int) or isinstance(runs, bool) or runs < 1:
        raise InputError(f"the number of runs is an integer >= 1, got {runs!r}")
    times, place = np.unique(checked_times(t), return_inverse=True)
    if data is None and smaller(sizes) < sizes.p:
        found, p, drawn = _from_smaller(times, sizes, seed)
    else:
        spectrum = None if data is None else data.eigenbasis()[0]
        drawn = runs_within_budget(times[-1], sizes, None if spectrum is None else float(spectrum.max()))
        found, p = _measured(_real(times, data), [(sizes, 1.0)], drawn, seed), sizes.p
    value, error = (rows[:, place] / runs**0.5 for rows in _deviations(found))
    both = len(value) == 2
    return Bands(value[0], error[0], value[1] if both else None, error[1] if both else None, p, drawn)


def _from_smaller(t: Array, sizes: Sizes, seed: int) -> tuple[Variances, int, int]:
    """(1 - s) 2 V_c + s V_r at smaller sizes, the p of these and the number of complex runs."""
    p = smaller(sizes)
    s, near = p / sizes.p, neighbours(p, sizes)
    runs = runs_within_budget(t[-1], max((one for one, _ in near), key=lambda one: one.H), factor=COMPLEX)
    real = _measured(_real(t, None), near, max(FEWEST_AT_NEIGHBOURS, int(s * runs)), seed)
    half = _measured(lambda size, count, key: complex_runs(t, size, count, key, TOLERANCE), near, runs, seed)
    planar = 2 * half.values
    missed = (1 - s) * (real.values - planar) ** 2 / np.maximum(planar, np.finfo(float).tiny)
    error = np.hypot((1 - s) * 2 * half.stderr, s * real.stderr) + missed / SIGMAS
    return Variances((1 - s) * planar + s * real.values, error, half.integration), p, runs


def _real(t: Array, data: Data | Covariance | None) -> Sample:
    def sample(sizes: Sizes, runs: int, seed: int) -> Array:
        found = simulate(sizes, t, runs, seed, data=data)
        return np.array([found.train] if found.population is None else [found.train, found.population])

    return sample


def _measured(sample: Sample, near: list[tuple[Sizes, float]], runs: int, seed: int) -> Variances:
    """The weighted mean of the variances at neighbouring sizes."""
    weights = np.array([weight for _, weight in near])
    values, stderrs, starts = [], [], []
    for k, (sizes, weight) in enumerate(near):
        losses = sample(sizes, max(FEWEST_AT_NEIGHBOURS, round(weight * runs)), seed + k)
        value, stderr = variance_of(losses)
        values.append(value)
        stderrs.append(stderr)
        starts.append(losses[:, :, :1].mean(axis=1))
    value, start = (np.tensordot(weights, rows, 1) for rows in (values, starts))
    return Variances(value, np.sqrt(np.tensordot(weights**2, np.square(stderrs), 1)), ERROR * TOLERANCE * start)


def _deviations(found: Variances) -> tuple[Array, Array]:
    """Standard deviations and the farthest that they may be from the true ones."""
    center, error = deviation(found.values, SIGMAS * found.stderr)
    return center, error + found.integration
