r"""The gradient flow dW/dt = M W, M = (I - A) S + S (I - A), A = W W^T, in the variables that suit the sizes.

Gaussian W is rotation invariant, so the flow may be followed in the eigenbasis of S; ``l`` holds the eigenvalues, in
ascending order. Every flow below is an exact reduction. Tensors carry a leading batch of independent runs; l is of
shape (batch, p), and a population's covariance in that basis of shape (p, p), or (batch, p, p) if each run has its own.
Large matrices are met in blocks of rows, so that a flow needs little memory beside its state.
"""

from typing import Protocol

import torch
from torch import Tensor

from linear_ae.products import add_product, add_transpose, blocks, multiply, row_products
from linear_ae.weights import apply_gap, held_out, pull, survey


class Moving(Protocol):
    """A flow of some state ``y`` of shape (batch, ...) with losses, the first of which never rises along it."""

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Write dy/dt into ``out``, a tensor like y."""

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Write dy/dt into ``out``; the losses at y and how e, or dy/dt, changes them, of shape (losses, batch)."""


class Flow(Moving, Protocol):
    """A flow with two losses, train and population."""

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train and population loss, each of shape (batch,)."""


class FrugalFlow(Flow, Protocol):
    """A flow of matrices, y of shape (batch, rows, columns), that a solver with only two of them can follow.

    ``row_weights``, shape (2, batch, rows), says how much the losses (train, population) move with the squared norms of
    the rows of y. Losses on a ``test_covariance`` also feel what those norms do not show.
    """

    row_weights: Tensor
    test_covariance: Tensor | None

    def velocity(self, y: Tensor, out: Tensor, keep: float = 0.0, scale: float = 1.0) -> None:
        """Replace ``out``, a sum of velocities, by keep out + scale dy/dt."""


class SpectralFlow:
    """S = I (infinite data): the eigenvectors of A stand still and its eigenvalues y of shape (batch, p) move."""

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """a' = 4 a (1 - a)."""
        torch.mul(y, 1 - y, out=out).mul_(4)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """(1/2) sum (1 - a)^2, train and population alike."""
        loss = ((1 - y) ** 2).sum(-1) / 2
        return loss, loss

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The losses and their changes -sum (1 - a) e."""
        self.velocity(y, out)
        change = ((y - 1) * (out if e is None else e)).sum(-1)
        return torch.stack(self.losses(y)), change.expand(2, -1)

    def traces(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr A and Tr A S, which are the same."""
        return y.sum(-1), y.sum(-1)


class GramFlow:
    """The symmetric A itself, y of shape (batch, p, p), whatever H; A must start with full rank, or rounding grows."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l, test_covariance
        self.empty = l.shape[-1] - int((l > 0).any(dim=0).sum())
        self.row_weights = torch.stack([l, _population(l, test_covariance)]) / 2

    def velocity(self, y: Tensor, out: Tensor, keep: float = 0.0, scale: float = 1.0) -> None:
        """A' = M A + (M A)^T with M = 2 S - (l_i + l_j) A_ij, which has a block of zeros where S has no eigenvalue."""
        e, p = self.empty, y.shape[-1]
        for rows, first in [(rows, e) for rows in blocks(0, e, p)] + [(rows, 0) for rows in blocks(e, p, p)]:
            part, l = y[:, rows, first:], scale * self.l
            gap = part * -l[:, rows, None]
            gap.addcmul_(part, l[:, None, first:], value=-1)
            if first == 0:
                gap.diagonal(rows.start, -2, -1).add_(2 * l[:, rows])
            add_product(out[:, rows], gap, y[:, first:], keep / 2, 1)
        add_transpose(out)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr (I - A) S (I - A) / 2 on the training and on the population covariance."""
        train, population = self._losses(y)
        return train, population if self.test_covariance is None else _held_out(self.test_covariance, y, y)[0]

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The losses are sums of (A^2)_ii - 2 A_ii with and without l_i, or scalar products with what is held out."""
        self.velocity(y, out)
        e = out if e is None else e
        moved = row_products(y, e) - e.diagonal(dim1=-2, dim2=-1)
        losses, changes = self._losses(y), torch.stack([(self.l * moved).sum(-1), moved.sum(-1)])
        if self.test_covariance is not None:
            losses[1], changes[1] = _held_out(self.test_covariance, y, e)
        return losses, changes

    def traces(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr A and Tr A S."""
        own = y.diagonal(dim1=-2, dim2=-1)
        return own.sum(-1), (self.l * own).sum(-1)

    def _losses(self, y: Tensor) -> Tensor:
        columns = y.new_empty(y.shape[:2])
        for rows in blocks(0, *y.shape[1:]):
            torch.sum(_gap(y, rows).square_(), dim=-1, out=columns[:, rows])
        return torch.stack([(columns * self.l).sum(-1), columns.sum(-1)]) / 2


class WeightFlow:
    """The weights W, y of shape (batch, p, H), through products of the smaller of p x p and H x H matrices."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l[:, :, None], test_covariance
        self.row_weights = torch.stack([l, _population(l, test_covariance)])

    def velocity(self, y: Tensor, out: Tensor, keep: float = 0.0, scale: float = 1.0) -> None:
        """W' = 2 S W - W K - S W G with K = W^T S W and G = W^T W, or M W with M = 2 S - (l_i + l_j) A_ij."""
        p, h = y.shape[1:]
        if p < 2 * h:
            apply_gap(self.l, y, out, keep, scale)
        else:
            pull(self.l, y, multiply(y.mT, y), out, keep, scale)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """(Tr S - 2 Tr A S + Tr A S A) / 2 on the training and on the population covariance."""
        (train, population), _ = survey(self.l, y, y.shape[1])
        return train, population if self.test_covariance is None else held_out(self.test_covariance, y)[0]

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The gradients of the losses are -W' and 2 (A - I) W, or as `held_out` says."""
        losses, changes = survey(self.l, y, y.shape[1], None, out, e)
        if self.test_covariance is not None:
            losses[1], changes[1] = held_out(self.test_covariance, y, out if e is None else e)
        return losses, changes

    def traces(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr A and Tr A S."""
        own = row_products(y, y)
        return own.sum(-1), (self.l[:, :, 0] * own).sum(-1)


class CompressedFlow:
    """W1, the rows of W on the n eigenvectors of S that carry data, and G2 = W2^T W2 of all other rows W2.

    The null space of S enters through G2 alone, so y is (W1; G2) of shape (batch, n + H, H).
    """

    test_covariance: Tensor | None = None

    def __init__(self, l: Tensor, p: int) -> None:
        self.l, self.p, self.n = l[:, :, None], p, l.shape[-1]
        self.row_weights = torch.stack([l, torch.ones_like(l)])

    def velocity(self, y: Tensor, out: Tensor, keep: float = 0.0, scale: float = 1.0) -> None:
        """W1' = 2 L W1 - W1 K - L W1 (G1 + G2) and G2' = -(G2 K + K G2) with K = W1^T L W1, G1 = W1^T W1."""
        n, h = self.n, y.shape[2]
        w, rest, lost = y[:, :n], y[:, n:], out[:, n:]
        if n > h:
            weighted = pull(self.l, w, multiply(w.mT, w).add_(rest), out[:, :n], keep, scale)
            for rows in blocks(0, h, h):
                add_product(lost[:, rows], rest[:, rows], weighted, keep / 2, -scale)
        else:
            apply_gap(self.l, w, out[:, :n], keep, scale)
            for rows in blocks(0, n, h):
                met, l = multiply(w[:, rows], rest), -scale * self.l[:, rows]
                out[:, rows].addcmul_(l, met)
                for columns in blocks(0, h, h):
                    kept = 1 if rows.start else keep / 2
                    add_product(lost[:, columns], met[:, :, columns].mT, l * w[:, rows], kept, 1)
        add_transpose(lost)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """As for the whole W, with G = G1 + G2."""
        train, population = survey(self.l, y[:, : self.n], self.p, y[:, self.n :])[0]
        return train, population

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The gradients of the losses are -W1' and 2 (A W - W)_1, with respect to G2 K / 2 and G1 + G2 - I."""
        found = survey(self.l, y[:, : self.n], self.p, y[:, self.n :], out, e)
        add_transpose(out[:, self.n :])
        return found

    def traces(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr A and Tr A S, of which only the first needs the null space."""
        own = row_products(y[:, : self.n], y[:, : self.n])
        null = y[:, self.n :].diagonal(dim1=-2, dim2=-1).sum(-1)
        return own.sum(-1) + null, (self.l[:, :, 0] * own).sum(-1)


def _gap(y: Tensor, rows: slice) -> Tensor:
    """Rows of A - I."""
    gap = y[:, rows].clone()
    gap.diagonal(rows.start, -2, -1).sub_(1)
    return gap


def _population(l: Tensor, test_covariance: Tensor | None) -> Tensor:
    """Diagonal of the population's covariance, shape (batch, p)."""
    return torch.ones_like(l) if test_covariance is None else test_covariance.diagonal(dim1=-2, dim2=-1).expand_as(l)


def _held_out(c: Tensor, y: Tensor, e: Tensor) -> tuple[Tensor, Tensor]:
    """Tr (I - A) C (I - A) / 2 and its change along e."""
    loss = change = y.new_zeros(len(y))
    for rows in blocks(0, *y.shape[1:]):
        gap = _gap(y, rows)
        weighted = multiply(gap, c)
        loss = loss + row_products(weighted, gap).sum(-1) / 2
        change = change + row_products(weighted, e[:, rows]).sum(-1)
    return loss, change
