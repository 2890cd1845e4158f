"""Losses of the user's own in the place of the study's three: read from texts, trained by autograd.

Texts rather than sympy objects, since they name the results of a sweep and travel to its workers.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from numerics.prototypes.autograd import structural_gradient
from numerics.prototypes.energy_landscape import own_symbols, share_out
from numerics.prototypes.loss_texts import read_loss
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
