r"""The flow A' = c (S A + A S) - (S A^2 + 2 A S A + A^2 S), c = 2 or 0 without target, in three forms.

In the eigenbasis of S, for A of rank h and S of n nonzero eigenvalues::

    whole         A itself                                             p x p           where A has full rank
    columns       W with A = W W^dagger                                p x h
    compressed    W1, the rows of W on the n nonzero eigenvalues,      (n + h) x h     where n + h < p
                  above G2 = W2^dagger W2 of the other rows

A null space of S enters through G2 alone: with L the nonzero eigenvalues, G1 = W1^dagger W1 and K = W1^dagger L W1,
W1' = c L W1 - W1 K - L W1 (G1 + G2) and G2' = -(G2 K + K G2) (docs/regimes.md, Comparing with experiment).
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from numerics.methods.arrays import Array

Matrix = NDArray[Any]
Reals = NDArray[np.floating]


class Rate(Protocol):
    """The velocity of a state; ``l``: eigenvalues of S in ascending order, all p or for the compressed form the nonzero
    ones.
    """

    def __call__(self, state: Matrix, l: Reals, /, *, target: bool) -> Matrix:
        """The velocity, with a target or without."""


class Observable(Protocol):
    """Train and population value over p of a state, shape (2,)."""

    def __call__(self, state: Matrix, l: Array, p: int, /, *, target: bool) -> Array:
        """The two values."""


@dataclass(frozen=True)
class Form:
    """A form of the flow: the state's velocity, and both losses and their time derivatives over p."""

    rate: Rate
    losses: Observable
    slopes: Observable


def adjoint(a: Matrix) -> Matrix:
    """a^dagger."""
    return a.conj().T


def whole_rate(a: Matrix, l: Reals, *, target: bool) -> Matrix:
    """A' = M A + (M A)^dagger, M_ij = c l_i delta_ij - (l_i + l_j) A_ij; by rows of A where most l_i, the first, are 0:
    c S A - S A^2 has the others' rows only, and so has S in A S A.
    """
    live = slice(np.count_nonzero(l == 0), None)
    b, s = a[live], l[live, None]
    if 2 * len(b) > l.size:
        half = pull(a, l, target=target) @ a
        return half + adjoint(half)
    rows, rate = s * (2 * target * b - b @ a), (-2 * adjoint(b)) @ (s * b)
    rate[live] += rows
    rate[:, live] += adjoint(rows)
    return rate


def columns_rate(w: Matrix, l: Reals, *, target: bool) -> Matrix:
    """W' = M W, by products of p x p or of rank x rank matrices, whichever are smaller; rows with l_i = 0 miss S."""
    live = slice(np.count_nonzero(l == 0), None)
    size, rank = w.shape
    if size < 2 * rank and 2 * len(w[live]) > size:
        return pull(w @ adjoint(w), l, target=target) @ w
    met, turned = l[live, None] * w[live], adjoint(w)
    rate = -w @ (turned[:, live] @ met)
    rate[live] += 2 * target * met - met @ (turned @ w)
    return rate


def compressed_rate(state: Matrix, l: Reals, *, target: bool) -> Matrix:
    """W1' above G2', by products through the n rows of W1."""
    w, rest = state[: l.size], state[l.size :]
    met, turned = l[:, None] * w, adjoint(w)
    lost = (rest @ turned) @ met
    own = 2 * target * met - (w @ turned) @ met - met @ rest - l[:, None] * ((w @ turned) @ w)
    return np.concatenate([own, -lost - adjoint(lost)])


def pull(a: Matrix, l: Reals, *, target: bool) -> Matrix:
    """M_ij = c l_i delta_ij - (l_i + l_j) A_ij."""
    m = -(l[:, None] + l) * a
    m[np.diag_indices(l.size)] += 2 * target * l
    return m


def whole_losses(a: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """Tr (I - A) S (I - A) / 2 and Tr (I - A)^2 / 2 over p; without target Tr A S A / 2 and Tr A^2 / 2."""
    gap = target * np.eye(p) - a
    columns = (np.abs(gap) ** 2).mean(axis=0) / 2
    return np.array([columns @ l, columns.sum()])


def columns_losses(w: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """The same from W, by G = W^dagger W and K = W^dagger S W."""
    return from_gram(adjoint(w) @ w, adjoint(w) @ (l[:, None] * w), l, p, target=target)


def compressed_losses(state: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """The same from W1 and G2."""
    w = state[: l.size]
    return from_gram(adjoint(w) @ w + state[l.size :], adjoint(w) @ (l[:, None] * w), l, p, target=target)


def from_gram(gram: Matrix, weighted: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """(Tr S - 2 Tr K + Tr K G) / 2, and with K = G, S = I, over p."""
    traces = [(l.sum(), weighted), (float(p), gram)]
    return np.array([(target * (c - 2 * np.trace(k)) + np.vdot(gram, k)).real / (2 * p) for c, k in traces])


def whole_slopes(a: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """Time derivatives of both losses over p."""
    columns = -np.real((target * np.eye(p) - a).conj() * whole_rate(a, l, target=target)).mean(axis=0)
    return np.array([columns @ l, columns.sum()])


def columns_slopes(w: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """The same from W: -|W'|^2 on a gradient flow, and -2 Tr (I - A) W' W^dagger."""
    rate = columns_rate(w, l, target=target)
    pulled = target * w - w @ (adjoint(w) @ w)
    return -np.array([np.vdot(rate, rate).real, 2 * np.vdot(pulled, rate).real]) / p


def compressed_slopes(state: Matrix, l: Array, p: int, *, target: bool) -> Array:
    """The same from W1 and G2: W2' = -W2 K adds Tr K G2 K to |W'|^2, and G' is known."""
    w, rate = state[: l.size], compressed_rate(state, l, target=target)
    rest, weighted = state[l.size :], adjoint(w) @ (l[:, None] * w)
    own, moved = rate[: l.size], adjoint(w) @ rate[: l.size]
    gap = target * np.eye(w.shape[1]) - adjoint(w) @ w - rest
    squared = np.vdot(own, own) + np.vdot(weighted, rest @ weighted)
    return -np.array([squared.real, np.vdot(gap, moved + adjoint(moved) + rate[l.size :]).real]) / p


WHOLE = Form(whole_rate, whole_losses, whole_slopes)
COLUMNS = Form(columns_rate, columns_losses, columns_slopes)
COMPRESSED = Form(compressed_rate, compressed_losses, compressed_slopes)
ADDED = 64  # rows of a product that take as long as the sums of a stage


def cheapest(size: int, rank: int, live: int) -> tuple[Form, float]:
    """The cheapest form for A of that rank and S with ``live`` nonzero eigenvalues, and about how many multiplications
    its rate takes; the compressed form has about eight products of n rows.
    """
    if rank == size:
        return WHOLE, float(size) * size * (live + ADDED)
    columns, compressed = float(size) * rank * max(rank, ADDED), 8.0 * rank * live * (rank + live)
    if live + rank < size and compressed < columns:
        return COMPRESSED, compressed
    return COLUMNS, columns
