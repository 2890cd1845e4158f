"""Energies of a batch of Gaussian MLPs and their gradients in closed form (derived in docs/study.md).

``f(x) = sum_j a_j exp(-|w_j x + b_j|^2)``. Axes: R runs, N samples, M neurons, d dimensions. The weights of a batch
are one tensor (R, M, d + 2) with the columns w, b_1 ... b_d, a.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Samples (R, N, d), labels (R, N); per run (R,) the coefficients of the four terms and both temperatures."""

    samples: Tensor
    labels: Tensor
    fit: Tensor
    coverage: Tensor
    separation: Tensor
    overlap: Tensor
    tau: Tensor
    coverage_tau: Tensor
    floor: float
    features: Tensor = field(init=False)  # 1, x_1 ... x_d, |x|^2: (R, d + 2, N)
    active: dict[str, Tensor] = field(init=False)  # indices of the runs in which a structural term is on

    def __post_init__(self) -> None:
        x = self.samples
        features = torch.cat([torch.ones_like(x[..., :1]), x, (x**2).sum(-1, keepdim=True)], dim=-1)
        object.__setattr__(self, "features", features.transpose(1, 2).contiguous())
        found = {name: torch.nonzero(getattr(self, name)).squeeze(1) for name in ("coverage", "separation", "overlap")}
        object.__setattr__(self, "active", found)


def split(weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """w (R, M), b (R, M, d), a (R, M)."""
    return weights[..., 0], weights[..., 1:-1], weights[..., -1]


def guarded(w: Tensor, floor: float) -> Tensor:
    """``w`` pushed away from zero to modulus at least ``floor``, keeping its sign."""
    return torch.where(w.abs() < floor, torch.copysign(torch.full_like(w, floor), w), w)


def centres(weights: Tensor, floor: float) -> Tensor:
    """Prototypes ``-b / w``, shape (R, M, d)."""
    w, b, _ = split(weights)
    return -b / guarded(w, floor)[..., None]


def responses(samples: Tensor, weights: Tensor) -> Tensor:
    """Hidden activations (R, N, M)."""
    w, b, _ = split(weights)
    square = torch.zeros(())
    for k in range(samples.shape[-1]):
        z = torch.addcmul(b[:, None, :, k], samples[:, :, k, None], w[:, None])
        square = z.square_() if k == 0 else square.addcmul_(z, z)
    return square.neg_().exp_()


def gradient(batch: Batch, weights: Tensor) -> Tensor:
    """Gradient of the total energy of every run by its own weights, shape of ``weights``."""
    w, b, a = split(weights)
    phi = responses(batch.samples, weights)
    residual = (phi @ a[..., None]).squeeze(-1) - batch.labels
    pull = 2 / batch.labels.shape[1] * batch.fit[:, None] * residual
    moments = (batch.features * pull[:, None]) @ phi
    total = torch.empty_like(weights)
    total[..., -1] = moments[:, 0]
    moments *= a[:, None]
    _add_overlap(batch, phi, moments)
    zeroth, first, second = moments[:, 0], moments[:, 1:-1].transpose(1, 2), moments[:, -1]
    total[..., 0] = -2 * (w * second + (b * first).sum(-1))
    total[..., 1:-1] = -2 * (w[..., None] * first + b * zeroth[..., None])
    _add_centre_terms(batch, weights, total)
    return total


def _add_overlap(batch: Batch, phi: Tensor, moments: Tensor) -> None:
    """Moments over the samples of ``phi dO/dphi = 2 phi_ij (sum_k phi_ik - phi_ij) / (M (M - 1) N)``, added."""
    runs = batch.active["overlap"]
    if len(runs):
        p, features = phi[runs], batch.features[runs]
        _, samples, neurons = p.shape
        scale = 2 * batch.overlap[runs] / (neurons * (neurons - 1) * samples)
        found = (features * p.sum(-1)[:, None]) @ p - features @ p.square()
        moments.index_add_(0, runs, found.mul_(scale[:, None, None]))


def _add_centre_terms(batch: Batch, weights: Tensor, total: Tensor) -> None:
    """Chain rule ``dE/db = -E_c / w``, ``dE/dw = -c E_c / w``, where w is not at its floor."""
    c = centres(weights, batch.floor)
    by_centre = torch.zeros_like(c)
    for name, slope in (("coverage", _coverage_gradient), ("separation", _separation_gradient)):
        runs = batch.active[name]
        if len(runs):
            by_centre.index_add_(0, runs, getattr(batch, name)[runs, None, None] * slope(batch, runs, c[runs]))
    w = guarded(weights[..., 0], batch.floor)
    total[..., 1:-1] -= by_centre / w[..., None]
    free = weights[..., 0].abs() >= batch.floor
    total[..., 0] -= torch.where(free, (c * by_centre).sum(-1) / w, 0.0)


def _coverage_gradient(batch: Batch, runs: Tensor, c: Tensor) -> Tensor:
    """``(2/N) sum_i rho_ij (c_j - x_i)``, rho the softmax over j of ``-|x_i - c_j|^2 / tau``."""
    x = batch.samples[runs]
    rho = torch.softmax(_square_distances(x, c).mul_(-1 / batch.coverage_tau[runs, None, None]), dim=-1)
    return 2 / x.shape[1] * (c * rho.sum(1)[..., None] - rho.transpose(1, 2) @ x)


def _separation_gradient(batch: Batch, runs: Tensor, c: Tensor) -> Tensor:
    """``-4 / (tau M (M - 1)) sum_k exp(-|c_j - c_k|^2 / tau) (c_j - c_k)``."""
    tau, count = batch.tau[runs], c.shape[1]
    kernel = _square_distances(c, c).mul_(-1 / tau[:, None, None]).exp_()
    steps = [((c[:, :, None, k] - c[:, None, :, k]).mul_(kernel)).sum(-1) for k in range(c.shape[-1])]
    return torch.stack(steps, dim=-1).mul_((-4 / (tau * count * (count - 1)))[:, None, None])


def _square_distances(x: Tensor, y: Tensor) -> Tensor:
    """(R, N, M) from (R, N, d) and (R, M, d)."""
    total = torch.zeros(())
    for k in range(x.shape[-1]):
        step = x[:, :, None, k] - y[:, None, :, k]
        total = step.square_() if k == 0 else total.addcmul_(step, step)
    return total


ENERGIES = ("fit", "coverage", "separation", "overlap")


def energies(batch: Batch, weights: Tensor, names: Sequence[str] = ENERGIES) -> dict[str, Tensor]:
    """These terms of every run without their coefficients, each (R,); differentiable by autograd."""
    return {name: _ENERGY[name](batch, weights) for name in names}


def _plain_responses(batch: Batch, weights: Tensor) -> Tensor:
    w, b, _ = split(weights)
    return (-((batch.samples[:, :, None] * w[:, None, :, None] + b[:, None]) ** 2).sum(-1)).exp()


def _fit(batch: Batch, weights: Tensor) -> Tensor:
    output = (_plain_responses(batch, weights) * weights[:, None, :, -1]).sum(-1)
    return ((output - batch.labels) ** 2).mean(-1)


def _coverage(batch: Batch, weights: Tensor) -> Tensor:
    tau, c = batch.coverage_tau[:, None, None], centres(weights, batch.floor)
    square = ((batch.samples[:, :, None] - c[:, None]) ** 2).sum(-1)
    return -batch.coverage_tau * (-square / tau).logsumexp(-1).mean(-1)


def _separation(batch: Batch, weights: Tensor) -> Tensor:
    c = centres(weights, batch.floor)
    return _pair_mean((-((c[:, :, None] - c[:, None]) ** 2).sum(-1) / batch.tau[:, None, None]).exp())


def _overlap(batch: Batch, weights: Tensor) -> Tensor:
    phi = _plain_responses(batch, weights)
    return _pair_mean(phi.transpose(1, 2) @ phi / phi.shape[1])


_ENERGY = {"fit": _fit, "coverage": _coverage, "separation": _separation, "overlap": _overlap}


def energy(batch: Batch, weights: Tensor) -> Tensor:
    """The weighted sum of the terms, (R,)."""
    return sum((getattr(batch, name) * value for name, value in energies(batch, weights).items()), torch.zeros(()))


def _pair_mean(pairs: Tensor) -> Tensor:
    """Mean over j != k of (R, M, M)."""
    count = pairs.shape[-1]
    return (pairs.sum((1, 2)) - pairs.diagonal(dim1=1, dim2=2).sum(-1)) / (count * (count - 1))
