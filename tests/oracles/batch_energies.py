"""The energies of a batch of Gaussian MLPs, written for autograd: what the closed-form gradients are tested against."""

from collections.abc import Sequence

import torch
from torch import Tensor

from numerics.prototypes.study.gradients import Batch, guarded, split

ENERGIES = ("fit", "coverage", "separation", "overlap")


def energies(batch: Batch, weights: Tensor, names: Sequence[str] = ENERGIES) -> dict[str, Tensor]:
    """These terms of every run without their coefficients, each (R,), from weights (R, d + 2, M)."""
    return {name: _ENERGY[name](batch, weights) for name in names}


def energy(batch: Batch, weights: Tensor) -> Tensor:
    """The weighted sum of the terms, (R,)."""
    return sum((getattr(batch, name) * value for name, value in energies(batch, weights).items()), torch.zeros(()))


def _responses(batch: Batch, weights: Tensor) -> Tensor:
    w, b, _ = (v.transpose(1, 2)[:, None] for v in split(weights))
    return (-((batch.samples[:, :, None] * w + b) ** 2).sum(-1)).exp()


def _centres(batch: Batch, weights: Tensor) -> Tensor:
    """(R, M, d)."""
    w, b, _ = split(weights)
    return (-b / guarded(w, batch.floor)).transpose(1, 2)


def _fit(batch: Batch, weights: Tensor) -> Tensor:
    output = (_responses(batch, weights) * weights[:, -1:]).sum(-1)
    return ((output - batch.labels) ** 2).mean(-1)


def _coverage(batch: Batch, weights: Tensor) -> Tensor:
    tau, c = batch.coverage_tau[:, None, None], _centres(batch, weights)
    square = ((batch.samples[:, :, None] - c[:, None]) ** 2).sum(-1)
    return -batch.coverage_tau * (-square / tau).logsumexp(-1).mean(-1)


def _separation(batch: Batch, weights: Tensor) -> Tensor:
    c = _centres(batch, weights)
    return _pair_mean((-((c[:, :, None] - c[:, None]) ** 2).sum(-1) / batch.tau[:, None, None]).exp())


def _overlap(batch: Batch, weights: Tensor) -> Tensor:
    phi = _responses(batch, weights)
    return _pair_mean(phi.transpose(1, 2) @ phi / phi.shape[1])


_ENERGY = {"fit": _fit, "coverage": _coverage, "separation": _separation, "overlap": _overlap}


def _pair_mean(pairs: Tensor) -> Tensor:
    """Mean over j != k of (R, M, M)."""
    count = pairs.shape[-1]
    return (pairs.sum((1, 2)) - pairs.diagonal(dim1=1, dim2=2).sum(-1)) / (count * (count - 1))
