"""The study's energy for networks whose neurons have a vector of weights, as torch sees it (gradients by autograd).

Coverage and separation act on the feet, nearest to ``origin``; fit and overlap on the responses.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class RidgeEnergy:
    """Samples (R, N, d), labels (R, N), coefficients (R, 3) of coverage, separation and overlap; two temperatures."""

    samples: Tensor
    labels: Tensor
    strength: Tensor
    origin: Tensor
    tau: float
    coverage_tau: float

    def __call__(self, weights: Tensor) -> Tensor:
        """Of every network with weights (R, M, d + 2), (R,)."""
        w, b, a = weights[..., :-2], weights[..., -2], weights[..., -1]
        phi = torch.exp(-torch.square(self.samples @ w.transpose(1, 2) + b[:, None]))
        fit = torch.square((phi @ a[..., None]).squeeze(-1) - self.labels).mean(-1)
        return fit + (self.strength * self._structural(w, b, phi)).sum(-1)

    def _structural(self, w: Tensor, b: Tensor, phi: Tensor) -> Tensor:
        offset = (w @ self.origin + b) / torch.square(w).sum(-1)
        c = self.origin - offset[..., None] * w
        return torch.stack([self._coverage(c), self._separation(c), _overlap(phi)], dim=-1)

    def _coverage(self, c: Tensor) -> Tensor:
        square = torch.square(self.samples[:, :, None] - c[:, None]).sum(-1)
        return -self.coverage_tau * torch.logsumexp(-square / self.coverage_tau, dim=-1).mean(-1)

    def _separation(self, c: Tensor) -> Tensor:
        count = c.shape[1]
        kernel = torch.exp(-torch.square(c[:, :, None] - c[:, None]).sum(-1) / self.tau)
        return (kernel.sum((1, 2)) - count) / (count * (count - 1))


def _overlap(phi: Tensor) -> Tensor:
    """``sum_{j != k} <phi_j phi_k> / (M (M - 1))``, from the sums over all j and over j = k."""
    count = phi.shape[-1]
    return (torch.square(phi.sum(-1)) - torch.square(phi).sum(-1)).mean(-1) / (count * (count - 1))
