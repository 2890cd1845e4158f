"""The control variates of a run (`linear_ae.controls`), read off the start of its flow."""

import torch
from torch import Tensor

from linear_ae.arrays import Array
from linear_ae.flows import CompressedFlow, GramFlow, SpectralFlow, WeightFlow


def start_values(flow: SpectralFlow | GramFlow | WeightFlow | CompressedFlow, y: Tensor, spectra: Tensor) -> Array:
    """The eight controls at a flow's start, shape (batch, 8); the population is that of the identity covariance.

    ``spectra`` holds all eigenvalues of S, shape (batch, p).
    """
    if isinstance(flow, GramFlow | WeightFlow):
        flow = type(flow)(spectra)  # whatever is held out
    losses, rates = flow.observe(y, torch.empty_like(y))
    trace, weighted = flow.traces(y)
    own = torch.stack([weighted, trace, spectra.sum(-1), (spectra**2).sum(-1)])
    return torch.cat([losses, rates, own]).mT.double().cpu().numpy()
