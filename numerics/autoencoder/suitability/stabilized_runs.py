r"""Single runs of the flow on given data by stabilized steps, for times long beyond that of the largest eigenvalue.

Rows of W in the eigenbasis of S move by w_i' = 2 l_i w_i - w_i K - l_i w_i G, K = W^T S W, G = W^T W. Rows with l_i = 0
enter through their W_2^T W_2 alone, so that their triangular factor may stand for them, and so may that of all W where
H > p. Small rows grow long after the large ones have settled, and an error that the norm of W does not show moves the
time at which they are learned: every row keeps its own accuracy, until it has decayed::

    rows of W            state
    l_1 |##########|     |##########|
    l_2 |##########| ->  |##########|     for p - n > H rows without data:
     0  |##########|     |##########|     their H x H triangular factor
     0  |##########|     |  ########|
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from linear_ae import draws
from linear_ae.control_values import start_values
from linear_ae.controls import start_means
from linear_ae.curves import Curves
from linear_ae.flows import WeightFlow
from linear_ae.schedule import cores
from linear_ae.sizes import Sizes
from numerics.autoencoder.planar.stabilized_steps import follow
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

ROW_TOLERANCE, TOLERANCE = 1e-4, 3e-6  # of a step: relative to a row of W, and to all of W
FADED = 1e-4  # of a row's first length: below, it is not followed for its own sake
BACK = 3.0  # times that length: a faded row that has grown again
PARALLEL = 10_000  # entries of a state from which runs share the cores: below, they wait for each other in Python
ERROR = 1e-3
"""Of L(0): what the losses err by at most; 6e-4 was the most seen on five kinds of spectra (H from 1 to 3 p, alpha from
1e-8 to 3, l_max t to 3000).
"""


def stabilized_runs(t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, runs: range, seed: int) -> Curves:
    """The losses of the runs with these numbers, and their controls, as `linear_ae.simulation.simulate` gives them.

    Parameters
    ----------
    t : times, shape (n,), ascending
    sizes : p, H and sigma2 enter
    """
    order = np.argsort(spectrum.eigenvalues)[::-1]
    l = spectrum.eigenvalues[order]
    c = None if spectrum.held_out is None else spectrum.held_out[order]
    known = start_means(sizes, l)

    def run(k: int) -> tuple[Array, Array]:
        w = start(sizes, np.random.default_rng([seed, k]))
        return followed(t, w, l, c), values_of(w, l) - known

    workers = cores() if sizes.p * min(sizes.p, sizes.H) >= PARALLEL else 1
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        curves, controls = (np.array(found) for found in zip(*pool.map(run, runs), strict=True))
    return Curves(t, curves[..., 0], None if c is None else curves[..., 1], controls)


def start(sizes: Sizes, rng: np.random.Generator) -> Array:
    """W(0), or for H > p a triangular factor of the same W W^T, shape (p, min(p, H))."""
    draw = draws.gaussian_root if sizes.H > sizes.p else draws.gaussian_weights
    return draw(sizes.p, sizes.H, sizes.sigma2, rng)


def values_of(w: Array, l: Array) -> Array:
    """The controls at the start (`linear_ae.controls`), shape (8,)."""
    spectra = torch.as_tensor(l.copy())[None]
    return start_values(WeightFlow(spectra), torch.as_tensor(w)[None], spectra)[0]


def followed(t: Array, w: Array, l: Array, c: Array | None) -> Array:
    """Train loss and, where c is given, population loss of one run, shape (n, 1 or 2); l descends."""
    live = int(np.count_nonzero(l))
    rows = np.concatenate([w[:live], triangular(w[live:])])
    padded = np.concatenate([l[:live], np.zeros(len(rows) - live)])
    variances = [padded]
    totals = [float(l.sum())]
    if c is not None:
        variances.append(np.concatenate([c[:live], np.full(len(rows) - live, c[live:].mean() if live < l.size else 0)]))
        totals.append(float(c.sum()))
    column = padded[:, None]
    sums, diagonal = column + padded, np.diag_indices(padded.size)

    def velocity(y: Array) -> Array:
        if len(y) < 2 * y.shape[1]:
            pull = -sums * (y @ y.T)
            pull[diagonal] += 2 * padded
            return np.asarray(pull @ y)
        weighted = column * y
        return 2 * weighted - y @ (y.T @ weighted) - weighted @ (y.T @ y)

    def losses(y: Array) -> Array:
        own, square = (y * y).sum(axis=1), (y * (y @ (y.T @ y))).sum(axis=1)
        return np.array([total / 2 + v @ (square / 2 - own) for v, total in zip(variances, totals, strict=True)])

    return follow(velocity, rows, t, TOLERANCE, losses, row_error(rows))


def triangular(w: Array) -> Array:
    """The triangular factor of w, or w itself if that has fewer rows."""
    return np.asarray(np.linalg.qr(w, mode="r")) if len(w) > w.shape[1] else w


def row_error(first: Array) -> Callable[[Array, Array, Array], float]:
    """An error of a step against every row's own length, in units of ``ROW_TOLERANCE``.

    Raises :class:`numerics.errors.ConvergenceError` where a row that had faded comes back, at a time that is not known.
    """
    faded = FADED * np.linalg.norm(first, axis=1)
    lost = np.zeros(len(first), dtype=bool)

    def size(error: Array, before: Array, after: Array) -> float:
        length = np.linalg.norm(after, axis=1)
        lengths = np.maximum(np.maximum(np.linalg.norm(before, axis=1), length), faded)
        largest = float((np.linalg.norm(error, axis=1) / lengths).max()) / ROW_TOLERANCE
        if largest <= 1:
            if np.any(lost & (length > BACK * faded)):
                raise ConvergenceError("a direction that had faded by 1e-4 grows again: stabilized steps lose its time")
            lost[length < faded] = True
        return largest

    return size
