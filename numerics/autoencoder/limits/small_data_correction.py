r"""The first correction to small-data, in N/p and 1/p (docs/theory/corrections.md).

Samples overlap by random amounts of order p^{-1/2}, and so do all quantities of one sample fluctuate. Block Golub-Kahan
bidiagonalization of W, started at K samples, gives independent entries: blocks X_0, Y_0, X_1, ... with

    X_k lower triangular, diagonal sigma chi_{H - j}, j = K k + i,
    Y_k upper triangular, diagonal sigma chi_{p - j}, j = K (k + 1) + i,

normal entries of variance sigma^2 beside, and the samples over sqrt p themselves in the first block, upper triangular
of the same kind. A mean to order 1/p is the value at the limits of these entries plus, from each of them, its shift
times the first and half its variance times the second derivative. One sample gives the terms in 1/p, two samples those
of a pair, which occur N - 1 times. The derivatives are central differences of a batch of flows

    W' = S (1 - A) W + (1 - A) S W,    S of rank K,    in the time tau = t p / N.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.perturbation import AGREEMENT, integrated
from numerics.autoencoder.losses import Losses, checked_times, finite_ratio
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

STEP = 0.01  # in standard deviations of an entry at p = 1: differences err by its square, and by rounding over it
BLOCKS = (6, 12, 16, 20, 26, 40)


@dataclass(frozen=True)
class Entry:
    """A random entry: in W or in the samples, its place, and over p its shift from the limit and its variance."""

    of_weights: bool
    place: tuple[int, int]
    shift: float
    variance: float


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """What N/p and 1/p add to both losses, shape (n,).

    Parameters and errors as for :func:`numerics.autoencoder.limits.small_data.losses`; refused where 40 blocks do not
    suffice.
    """
    times, nu = checked_times(t), finite_ratio(sizes)
    tau, alpha, eta, others = times * nu, sizes.alpha, sizes.eta, sizes.N - 1
    found = agreed_corrections(tau, alpha, eta, others)
    return Losses(times, found[0], alpha * sizes.a0 / 2 + sizes.N / sizes.p * found[1])


def agreed_corrections(tau: Array, alpha: float, eta: float, others: float) -> Array:
    """Corrections to the train loss and to the population loss's change per sample, times p, shape (2, n)."""
    previous: Array | None = None
    for blocks in BLOCKS:
        single = corrections_from(tau, alpha, eta, blocks, 1)
        found = single if others == 0 else single + others * (corrections_from(tau, alpha, eta, blocks, 2) - single)
        if previous is not None:
            change = np.abs(found - previous).max() / max(np.abs(found).max(), np.finfo(float).tiny)
            if change <= AGREEMENT:
                return found
        previous = found
    raise ConvergenceError(
        f"the correction to small-data at alpha = {alpha:g} still changes by {change:.1e} at {BLOCKS[-1]} blocks: give "
        "an earlier --t-max or leave --correction out"
    )


def corrections_from(tau: Array, alpha: float, eta: float, blocks: int, samples: int) -> Array:
    """The same from a given number of samples, per sample, shape (2, n)."""
    entries = random_entries(alpha, eta, blocks, samples)
    weights, data = limit_entries(alpha, eta, blocks, samples)
    w, x = (np.repeat(part[None], 1 + 2 * len(entries), axis=0) for part in (weights, data))
    for i, entry in enumerate(entries):
        step = STEP * np.sqrt(entry.variance)
        for sign, row in ((1, 1 + 2 * i), (-1, 2 + 2 * i)):
            (w if entry.of_weights else x)[row][entry.place] += sign * step
    curves = flow_losses(tau, w, x)
    plus, minus = curves[:, :, 1::2], curves[:, :, 2::2]
    shift = np.array([entry.shift / np.sqrt(entry.variance) for entry in entries])
    second = (plus + minus - 2 * curves[:, :, :1]) / (2 * STEP**2)
    return ((plus - minus) / (2 * STEP) @ shift + second.sum(axis=2)) / samples


def limit_entries(alpha: float, eta: float, blocks: int, samples: int) -> tuple[Array, Array]:
    """W and the samples over sqrt p in the limit: decoupled chains."""
    rows, columns = samples * (blocks + 1), samples * blocks
    w = np.sqrt(alpha * eta) * np.eye(rows, columns) + np.sqrt(alpha) * np.eye(rows, columns, k=-samples)
    return w, np.eye(samples)


def random_entries(alpha: float, eta: float, blocks: int, samples: int) -> list[Entry]:
    """The entries of all blocks: chi_{n - j} is sqrt(n) - (j/2 + 1/4) / sqrt(n), of variance 1/2."""
    found = []
    for k in range(blocks):
        for i in range(samples):
            for j in range(i + 1):
                row, column, below = samples * k, samples * k, samples * (k + 1)
                shift = -(row + i) / 2 - 0.25, -(below + i) / 2 - 0.25
                if i == j:
                    found.append(Entry(True, (row + i, column + i), np.sqrt(alpha / eta) * shift[0], alpha / 2))
                    found.append(Entry(True, (below + i, column + i), np.sqrt(alpha) * shift[1], alpha / 2))
                else:
                    found.append(Entry(True, (row + i, column + j), 0.0, alpha))
                    found.append(Entry(True, (below + j, column + i), 0.0, alpha))
    for i in range(samples):
        found.append(Entry(False, (i, i), -i / 2 - 0.25, 0.5))
        found.extend(Entry(False, (j, i), 0.0, 1.0) for j in range(i))
    return found


def flow_losses(tau: Array, w: Array, x: Array) -> Array:
    """Sum over the samples of |(1 - A) x|^2 / 2, and the change of Tr (1 - A)^2 / 2, shape (2, n, batch)."""
    head = x.shape[-1]
    s = x @ x.swapaxes(1, 2)

    def velocity(_: float, state: Array) -> Array:
        y = state.reshape(w.shape)
        pulled = s @ y[:, :head]
        met = y @ y[:, :head].swapaxes(1, 2)  # the columns of A that meet S
        rate = -met @ pulled
        rate[:, :head] += 2 * pulled - s @ (met.swapaxes(1, 2) @ y)
        return rate.ravel()

    def both(y: Array) -> tuple[Array, Array]:
        gap = -y @ (y[:, :head].swapaxes(1, 2) @ x)
        gap[:, :head] += x
        gram = y.swapaxes(1, 2) @ y
        return (gap**2).sum((1, 2)) / 2, (gram**2).sum((1, 2)) / 2 - np.trace(gram, axis1=1, axis2=2)

    start = both(w)[1]
    curves = np.array([both(state.reshape(w.shape)) for state in integrated(velocity, w.ravel(), tau)])
    return np.stack([curves[:, 0], curves[:, 1] - start])
