"""Other ways to points that stand for the inputs: k-means, which sees them, and the centres of an RBF network."""

from collections.abc import Sequence

import numpy as np
import torch
from scipy.cluster.vq import kmeans2
from torch import Tensor

from numerics.methods.arrays import Array
from numerics.prototypes.study.optimizers import adam
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import Settings


def kmeans_centres(samples: Array, count: int, seed: int = 0, restarts: int = 5) -> Array:
    """k-means on the inputs themselves: (count, d), the best of some starts by k-means++."""
    rng = np.random.default_rng(seed)
    fits = [kmeans2(samples, count, minit="++", rng=rng, missing="warn") for _ in range(restarts)]
    return min(fits, key=lambda fit: np.square(samples - fit[0][fit[1]]).sum())[0]


def rbf_centres(problems: Sequence[Problem], settings: Settings) -> Array:
    """Centres (R, M, d) of ``sum_j a_j exp(-s^2 |x - c_j|^2)``, s the settings' slope, trained on the fit alone.

    Same inputs, starting centres, output weights, Adam and steps as the study's networks; all problems of one shape.
    """
    samples, labels = (_stacked([getattr(p, name) for p in problems]) for name in ("samples", "labels"))
    w, b, a = (_stacked([p.weights[:, part] for p in problems]) for part in (slice(1), slice(1, -1), slice(-1, None)))
    weights = torch.cat([-b / w, a], dim=2)
    step = adam(lambda v: _gradient(samples, labels, v, settings.slope), settings.rate)
    for _ in range(settings.steps):
        weights = step(weights)
    return weights[:, :, :-1].numpy()


def _stacked(values: Sequence[Array]) -> Tensor:
    return torch.tensor(np.array(values))


def _gradient(samples: Tensor, labels: Tensor, weights: Tensor, slope: float) -> Tensor:
    """Of the mean squared error by centres and output weights, (R, M, d + 1)."""
    c, a = weights[:, :, :-1], weights[:, :, -1]
    gap = samples[:, :, None] - c[:, None]
    phi = torch.exp(-(slope**2) * gap.square().sum(-1))
    pull = 2 / labels.shape[1] * ((phi @ a[:, :, None]).squeeze(-1) - labels)
    by_centre = 2 * slope**2 * torch.einsum("rn,rm,rnm,rnmd->rmd", pull, a, phi, gap)
    return torch.cat([by_centre, (phi.transpose(1, 2) @ pull[:, :, None])], dim=2)
