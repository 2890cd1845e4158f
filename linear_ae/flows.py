r"""The gradient flow dW/dt = M W, M = (I - A) S + S (I - A), A = W W^T, in the variables that suit the sizes.

Gaussian W is rotation invariant, so the flow may be followed in the eigenbasis of S; ``l`` holds the eigenvalues. Every
flow below is an exact reduction. Tensors carry a leading batch of independent runs.
"""

from typing import Protocol

import torch
from torch import Tensor


class Flow(Protocol):
    """A flow of some state ``y`` of shape (batch, ...)."""

    def velocity(self, y: Tensor) -> Tensor:
        """dy/dt, of the shape of y."""

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train and population loss, each of shape (batch,)."""


class SpectralFlow:
    """S = I (infinite data): the eigenvectors of A stand still and its eigenvalues y of shape (batch, p) move."""

    def velocity(self, y: Tensor) -> Tensor:
        """a' = 4 a (1 - a)."""
        return 4 * y * (1 - y)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """(1/2) sum (1 - a)^2, train and population alike."""
        loss = ((1 - y) ** 2).sum(-1) / 2
        return loss, loss


class GramFlow:
    """The symmetric A itself, y of shape (batch, p, p): one matrix product an evaluation, whatever H."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l, test_covariance
        self.sums = l[:, :, None] + l[:, None, :]

    def velocity(self, y: Tensor) -> Tensor:
        """A' = M A + (M A)^T with M = 2 S - (l_i + l_j) A_ij."""
        half = -(self.sums * y) @ y + 2 * self.l[:, :, None] * y
        return half + half.mT

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Tr (I - A) S (I - A) / 2 on the training and on the population covariance."""
        gap = torch.eye(y.shape[-1], dtype=y.dtype, device=y.device) - y
        squares = gap**2
        train = (squares.sum(-2) * self.l).sum(-1) / 2
        if self.test_covariance is None:
            return train, squares.sum((-2, -1)) / 2
        return train, ((gap @ self.test_covariance) * gap).sum((-2, -1)) / 2


class WeightFlow:
    """The weights W, y of shape (batch, p, H), through the H x H matrices G = W^T W and K = W^T S W."""

    def __init__(self, l: Tensor, test_covariance: Tensor | None = None) -> None:
        self.l, self.test_covariance = l[:, :, None], test_covariance

    def velocity(self, y: Tensor) -> Tensor:
        """W' = 2 S W - W K - S W G."""
        scaled = self.l * y
        return 2 * scaled - y @ (y.mT @ scaled) - scaled @ (y.mT @ y)

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

    def velocity(self, y: Tensor) -> Tensor:
        """W1' = 2 L W1 - W1 K - L W1 (G1 + G2) and G2' = -(G2 K + K G2) with K = W1^T L W1, G1 = W1^T W1."""
        w, rest = y[:, : self.n], y[:, self.n :]
        scaled, gram = self.l * w, w @ w.mT
        lost = (rest @ w.mT) @ scaled
        return torch.cat([2 * scaled - gram @ scaled - self.l * (gram @ w + w @ rest), -(lost + lost.mT)], dim=1)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """As for the whole W, with G = G1 + G2."""
        w, rest = y[:, : self.n], y[:, self.n :]
        total = w.mT @ w + rest
        train = _loss(self.l.sum((-2, -1)), w.mT @ (self.l * w), total)
        return train, _loss(torch.full_like(train, self.p), total, total)


def _loss(trace: Tensor, weighted: Tensor, gram: Tensor) -> Tensor:
    return (trace - 2 * weighted.diagonal(dim1=-2, dim2=-1).sum(-1) + (weighted * gram).sum((-2, -1))) / 2
