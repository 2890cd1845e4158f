r"""The gradient flow dW/dt = M W, M = (I - A) S + S (I - A), A = W W^T, in the variables that suit the sizes.

Gaussian W is rotation invariant, so the flow may be followed in the eigenbasis of S; ``l`` holds the eigenvalues, in
ascending order. Every flow below is an exact reduction. Tensors carry a leading batch of independent runs; l is of
shape (batch, p).
"""

from typing import Protocol

import torch
from torch import Tensor


class Flow(Protocol):
    """A flow of some state ``y`` of shape (batch, ...)."""

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Write dy/dt into ``out``, a tensor like y."""

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train and population loss, each of shape (batch,)."""


class SpectralFlow:
    """S = I (infinite data): the eigenvectors of A stand still and its eigenvalues y of shape (batch, p) move."""

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """a' = 4 a (1 - a)."""
        torch.mul(y, 1 - y, out=out).mul_(4)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """(1/2) sum (1 - a)^2, train and population alike."""
        loss = ((1 - y) ** 2).sum(-1) / 2
        return loss, loss


class GramFlow:
    """The symmetric A itself, y of shape (batch, p, p), whatever H; A must start with full rank, or rounding grows."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l, test_covariance
        self.empty = l.shape[-1] - int((l > 0).any(dim=0).sum())

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """A' = M A + (M A)^T with M = 2 S - (l_i + l_j) A_ij, which has a block of zeros where S has no eigenvalue."""
        e = self.empty
        minus = y * self.l[:, :, None]
        minus.addcmul_(y, self.l[:, None, :])
        minus.diagonal(dim1=-2, dim2=-1).sub_(2 * self.l)
        half = torch.empty_like(y)
        torch.bmm(minus[:, e:], y, out=half[:, e:])
        if e:
            torch.bmm(minus[:, :e, e:], y[:, e:], out=half[:, :e])
        torch.add(half, half.mT, out=out).neg_()

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr (I - A) S (I - A) / 2 on the training and on the population covariance."""
        gap = -y
        gap.diagonal(dim1=-2, dim2=-1).add_(1)
        if self.test_covariance is None:
            columns = gap.square_().sum(-2)
            return (columns * self.l).sum(-1) / 2, columns.sum(-1) / 2
        population = ((gap @ self.test_covariance) * gap).sum((-2, -1)) / 2
        return (gap.square_().sum(-2) * self.l).sum(-1) / 2, population


class WeightFlow:
    """The weights W, y of shape (batch, p, H), through products of the smaller of p x p and H x H matrices."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l[:, :, None], test_covariance

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """W' = 2 S W - W K - S W G with K = W^T S W and G = W^T W, or M W with M = 2 S - (l_i + l_j) A_ij."""
        p, h = y.shape[1:]
        if p < 2 * h:
            _apply_gap(self.l, y, out)
        else:
            _pull(self.l, y, y.mT @ (self.l * y), y.mT @ y, out)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """(Tr S - 2 Tr K + Tr K G) / 2 on the training and on the population covariance."""
        gram = y.mT @ y
        train = _loss(self.l.sum((-2, -1)), y.mT @ (self.l * y), gram)
        if self.test_covariance is None:
            return train, _loss(torch.full_like(train, y.shape[-2]), gram, gram)
        weighted = y.mT @ (self.test_covariance @ y)
        return train, _loss(self.test_covariance.trace().expand_as(train), weighted, gram)


class CompressedFlow:
    """W1, the rows of W on the n eigenvectors of S that carry data, and G2 = W2^T W2 of all other rows W2.

    The null space of S enters through G2 alone, so y is (W1; G2) of shape (batch, n + H, H).
    """

    def __init__(self, l: Tensor, p: int) -> None:
        self.l, self.p, self.n = l[:, :, None], p, l.shape[-1]

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """W1' = 2 L W1 - W1 K - L W1 (G1 + G2) and G2' = -(G2 K + K G2) with K = W1^T L W1, G1 = W1^T W1."""
        w, rest = y[:, : self.n], y[:, self.n :]
        scaled = self.l * w
        if self.n <= y.shape[-1]:
            met = w @ rest
            _apply_gap(self.l, w, out[:, : self.n])
            out[:, : self.n].addcmul_(self.l, met, value=-1)
            lost = met.mT @ scaled
        else:
            weighted = w.mT @ scaled
            _pull(self.l, w, weighted, w.mT @ w + rest, out[:, : self.n])
            lost = rest @ weighted
        torch.add(lost, lost.mT, out=out[:, self.n :]).neg_()

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """As for the whole W, with G = G1 + G2."""
        w, rest = y[:, : self.n], y[:, self.n :]
        total = w.mT @ w + rest
        train = _loss(self.l.sum((-2, -1)), w.mT @ (self.l * w), total)
        return train, _loss(torch.full_like(train, self.p), total, total)


def _apply_gap(l: Tensor, w: Tensor, out: Tensor) -> None:
    """Write M W, M = 2 S - (l_i + l_j) (W W^T)_ij, into ``out``."""
    gap = (w @ w.mT).mul_(-(l + l.mT))
    gap.diagonal(dim1=-2, dim2=-1).add_(2 * l[:, :, 0])
    torch.bmm(gap, w, out=out)


def _pull(l: Tensor, w: Tensor, weighted: Tensor, gram: Tensor, out: Tensor) -> None:
    """Write 2 S W - W K - S W G into ``out``; W (2 I - G) is scaled by S in place."""
    torch.bmm(w, gram, out=out)
    out.sub_(w, alpha=2).mul_(l)
    torch.baddbmm(out, w, weighted, beta=-1, alpha=-1, out=out)


def _loss(trace: Tensor, weighted: Tensor, gram: Tensor) -> Tensor:
    return (trace - 2 * weighted.diagonal(dim1=-2, dim2=-1).sum(-1) + (weighted * gram).sum((-2, -1))) / 2
