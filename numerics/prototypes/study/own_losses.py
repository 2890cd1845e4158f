"""Losses of the user's own in the place of the study's three: read from texts, trained by autograd.

Texts rather than sympy objects, since they name the results of a sweep and travel to its workers.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from numerics.methods.arrays import Array
from numerics.prototypes.autograd import ENTRIES, centre_slope, structural_gradient
from numerics.prototypes.energy_landscape import own_symbols, share_out
from numerics.prototypes.kernels import Parameters
from numerics.prototypes.loss_texts import read_loss
from numerics.prototypes.study.structure import Field, Slope
from numerics.prototypes.torch_energy import TorchEnergy
from theory.prototypes.energy import Energy
from theory.prototypes.losses import loss
from theory.prototypes.symbols import tau as temperature

Losses = tuple[tuple[str, str], ...]  # the place of a loss, and its text
Values = tuple[tuple[str, float], ...]  # parameters by name
COVERAGE = "coverage"  # the place with a temperature of its own


def own_gradient(
    losses: Losses,
    parameters: Values,
    samples: Tensor,
    coefficients: Mapping[str, Tensor],
    tau: Tensor,
    coverage_tau: float,
    floor: float,
) -> Callable[[Tensor], Tensor]:
    """Gradient by the weights (R, d + 2, M) of the losses, each with the coefficients (R,) of its place.

    ``samples`` (R, N, d). In the place of coverage ``tau`` means ``coverage_tau``, elsewhere each run's own (R,).
    """
    found = []
    for place, energy, own in _read(losses, parameters):
        for value in [coverage_tau] if place == COVERAGE else tau.unique().tolist():
            chosen = coefficients[place] if place == COVERAGE else coefficients[place] * (tau == value)
            found.append(structural_gradient({energy: chosen}, samples, floor, value, own))
    return lambda weights: sum((slope(weights) for slope in found), torch.zeros_like(weights))


def own_fields(
    losses: Losses, parameters: Values, tau: Mapping[str, float], width: float, rounding: float
) -> dict[str, Field]:
    """Gradient and Hessian of each loss by the centres of many data sets, at its place's temperature, in one dimension.

    Responses have the inverse ``width``; kinks are rounded off over the length ``rounding``.
    """
    return {
        place: _field(loss(energy) if isinstance(energy, str) else energy, {**own, temperature: tau[place]}, width,
                      rounding)
        for place, energy, own in _read(losses, parameters)
    }  # fmt: skip


def _field(energy: Energy, parameters: Parameters, width: float, rounding: float) -> Field:
    function = TorchEnergy(energy, 1, parameters, rounding)

    def field(samples: Array, centres: Array) -> Slope:
        count = max(1, ENTRIES // function.entries(samples.shape[1], centres.shape[1]))
        parts = zip(*(torch.tensor(v).split(count) for v in (samples, centres)), strict=True)
        found = [centre_slope(function, x, c, torch.full_like(c, width)) for x, c in parts]
        gradient, hessian = (torch.cat(values).numpy() for values in zip(*found, strict=True))
        return gradient, hessian

    return field


@lru_cache(maxsize=64)
def check_losses(losses: Losses, parameters: Values, dimension: int) -> None:
    """``InputError`` for what cannot be trained: texts that are no loss, parameters without a value or without a loss,
    functions that torch lacks, losses of another dimension."""
    samples = torch.tensor(np.random.default_rng(0).random((1, 2, dimension)))
    one = {place: torch.ones(1, dtype=torch.float64) for place, _ in losses}
    own_gradient(losses, parameters, samples, one, torch.ones(1, dtype=torch.float64), 1.0, 1e-3)


def feels_temperature(text: str) -> bool:
    """Whether the loss depends on ``tau``."""
    return str(temperature) in {str(s) for s in own_symbols(read_loss(text))}


def _read(losses: Losses, parameters: Values) -> Iterable[tuple]:
    """Place, energy and its own parameters."""
    energies = [read_loss(text) for _, text in losses]
    shares = share_out(dict(parameters), energies)
    return zip((place for place, _ in losses), energies, shares, strict=True)
