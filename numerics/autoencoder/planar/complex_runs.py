r"""The tied autoencoder with complex Gaussian matrices: the same planar limit, without the terms of order 1/p.

A transpose becomes an adjoint, E|W_ij|^2 = sigma2 and E|X_ij|^2 = 1. As real matrices of twice the size, by entries,

    x + i y   ->   | x  -y |         W: 2p x 2H,  every eigenvalue of S twice,  losses twice as large,
                   | y   x |

sums, products and adjoints stay what they are, so the flows of :mod:`linear_ae.flows` serve.
"""

import math
from collections.abc import Iterator

import numpy as np
import torch
from scipy.linalg import eigvalsh_tridiagonal
from torch import Tensor

from linear_ae.flows import CompressedFlow, Flow, SpectralFlow, WeightFlow
from linear_ae.integration import integrate
from linear_ae.schedule import BATCH_ENTRIES
from linear_ae.sizes import Sizes
from numerics.methods.arrays import Array

Generators = list[np.random.Generator]
COMPLEX = 2  # beside the seed: their random numbers are not those of real runs


def complex_runs(t: Array, sizes: Sizes, runs: int, seed: int, tolerance: float) -> Array:
    """Train and population losses of independent complex runs, shape (2, runs, n).

    Parameters
    ----------
    t : times, shape (n,), finite, >= 0, increasing
    sizes : p, H, N, sigma2 of the complex matrices
    tolerance : error of a step in units of the losses at t = 0 (`linear_ae.integration.integrate`)
    """
    return np.concatenate([_batch(t, sizes, rngs, tolerance) for rngs in _batches(sizes, runs, seed)], axis=1)


def _batches(sizes: Sizes, runs: int, seed: int) -> Iterator[Generators]:
    """The generators of the runs in groups that fill the cache."""
    size = max(1, BATCH_ENTRIES // (4 * sizes.p * min(sizes.p, sizes.H)))
    for first in range(0, runs, size):
        yield [np.random.default_rng([seed, k, COMPLEX]) for k in range(first, min(first + size, runs))]


def _batch(t: Array, sizes: Sizes, rngs: Generators, tolerance: float) -> Array:
    if math.isinf(sizes.N):
        eigenvalues = torch.tensor(np.array([sizes.a0 * eigenvalues_of(sizes.p, sizes.H, rng) for rng in rngs]))
        return np.array(integrate(SpectralFlow(), eigenvalues, t, tolerance))
    flow, start = _doubled(sizes, rngs)
    return np.array(integrate(flow, start, t, tolerance)) / 2


def _doubled(sizes: Sizes, rngs: Generators) -> tuple[Flow, Tensor]:
    """The flow as one of real matrices, and its Gaussian starts."""
    spectra = torch.tensor(np.array([np.repeat(eigenvalues_of(sizes.p, int(sizes.N), rng), 2) for rng in rngs]))
    p, H, live = sizes.p, sizes.H, int(min(sizes.p, sizes.N))
    if live + H < p:
        states = [np.concatenate([_normal(live, H, rng), _gram(H, p - live, rng)]) for rng in rngs]
        states = [np.concatenate([state[:live] * sizes.sigma2**0.5, state[live:] * sizes.sigma2]) for state in states]
        return CompressedFlow(spectra[:, 2 * (p - live) :], 2 * p), torch.tensor(np.array([*map(doubled, states)]))
    draw = root if H > p else _normal
    return WeightFlow(spectra), torch.tensor(np.array([sizes.sigma2**0.5 * doubled(draw(p, H, rng)) for rng in rngs]))


def doubled(z: Array) -> Array:
    """The real matrix of a complex one, shape (2 rows, 2 columns).

    >>> doubled(np.array([[3 + 4j]]))
    array([[ 3., -4.],
           [ 4.,  3.]])
    """
    blocks = np.array([[z.real, -z.imag], [z.imag, z.real]])
    return np.asarray(blocks.transpose(2, 0, 3, 1).reshape(2 * z.shape[0], 2 * z.shape[1]))


def eigenvalues_of(p: int, n: int, rng: np.random.Generator) -> Array:
    """Eigenvalues of Z Z^dagger / n for a complex Gaussian p x n matrix, E|Z_ij|^2 = 1, ascending, shape (p,).

    As `linear_ae.draws.wishart_eigenvalues`, with twice the degrees of freedom.
    """
    small, large = sorted((p, n))
    diagonal = np.sqrt(rng.chisquare(2 * (large - np.arange(small))) / 2)
    below = np.sqrt(rng.chisquare(2 * (small - 1 - np.arange(small - 1))) / 2)
    squares = diagonal**2
    squares[1:] += below**2
    nonzero = eigvalsh_tridiagonal(squares, diagonal[:-1] * below).clip(min=0.0) / n
    return np.concatenate([np.zeros(p - small), nonzero])


def root(p: int, n: int, rng: np.random.Generator) -> Array:
    """A lower triangular root of Z Z^dagger, shape (p, p), for n >= p, by Bartlett's decomposition."""
    lower = np.tril(_normal(p, p, rng), -1)
    lower[np.diag_indices(p)] = np.sqrt(rng.chisquare(2 * (n - np.arange(p))) / 2)
    return lower


def _gram(p: int, n: int, rng: np.random.Generator) -> Array:
    lower = root(p, n, rng)
    return np.asarray(lower @ lower.conj().T)


def _normal(rows: int, columns: int, rng: np.random.Generator) -> Array:
    """Complex entries with E|z|^2 = 1."""
    return np.asarray((rng.standard_normal((rows, columns)) + 1j * rng.standard_normal((rows, columns))) / 2**0.5)
