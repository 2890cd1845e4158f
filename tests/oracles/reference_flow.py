"""The experiment without any reduction: the loss of the data as it stands, its gradient by automatic differentiation.

Slow on purpose; it is what the reduced flows are tested against.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


class ReferenceFlow:
    """dW/dt = -dL/dW for one data matrix, W of shape (batch, p, H)."""

    def __init__(self, train: NDArray[np.float64], test: NDArray[np.float64] | None = None) -> None:
        """``train`` and ``test`` hold samples in rows, shapes (N, p) and (n, p)."""
        self.train = torch.as_tensor(train, dtype=torch.float64)
        self.test = None if test is None else torch.as_tensor(test, dtype=torch.float64)

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Minus the gradient of the train loss with respect to W."""
        with torch.enable_grad():
            w = y.detach().requires_grad_()
            (gradient,) = torch.autograd.grad(mean_square_error(self.train, w).sum(), w)
        torch.neg(gradient, out=out)

    def losses(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """Train loss, and population loss on the test samples or on the identity covariance."""
        if self.test is None:
            gap = torch.eye(y.shape[-2], dtype=y.dtype, device=y.device) - y @ y.mT
            return mean_square_error(self.train, y), (gap**2).sum((-2, -1)) / 2
        return mean_square_error(self.train, y), mean_square_error(self.test, y)

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The losses and their differences between y - e and y."""
        self.velocity(y, out)
        losses = torch.stack(self.losses(y))
        return losses, losses - torch.stack(self.losses(y - (out if e is None else e)))


def mean_square_error(samples: Tensor, weights: Tensor) -> Tensor:
    """(1 / 2N) sum_i |x_i - W W^T x_i|^2 for each W of the batch."""
    missed = samples - (samples @ weights) @ weights.mT
    return (missed**2).sum((-2, -1)) / (2 * len(samples))
