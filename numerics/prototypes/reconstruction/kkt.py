"""Inputs from the conditions that a trained network obeys (Haim et al. 2022, arXiv:2206.07758), as a baseline.

At the end of training the weights theta obey equations in which the inputs x_i and one multiplier mu_i for each are
the only unknowns. They are solved in the sense of least squares, from random starts. With f the network:

- ``weights``: theta = sum_i mu_i grad f(x_i). Haim et al. derive it from max-margin classification; for a regression
  it is the stationarity of a fit with weight decay (Buzaglo et al. 2023, arXiv:2307.01827). The study has none.
- ``losses``: sum_i mu_i grad f(x_i) + grad S(x) = 0, the stationarity of the study's own energy, S its structural
  losses and mu_i = (2 kappa / N) r_i the residuals. The baseline has no S, and mu = 0 solves it for any inputs.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import torch
from scipy.optimize import least_squares

from numerics.methods.arrays import Array
from numerics.prototypes.study.gradients import Batch, gradient
from numerics.prototypes.study.settings import MASKS, TERMS, Settings
from theory.errors import InputError

Form = Literal["weights", "losses"]
SMALL = 1e-8  # of the largest singular value: directions of the multipliers that rounding decides


def kkt_inputs(
    weights: Array, count: int, form: Form, mask: str, settings: Settings, *, starts: int = 3, seed: int = 0
) -> Array:
    """``count`` inputs (N, d) in the unit cube that best solve the conditions, of ``starts`` random ones the best.

    ``weights`` (M, d + 2). ``InputError`` for ``losses`` under a mask without structural losses, and for losses of the
    user's own.
    """
    if form == "losses" and settings.losses:
        raise InputError(f"{settings.replaced()}: stationarity is solved with the built-in losses only")
    if form == "losses" and not (any(MASKS[mask]) and settings.strength > 0):
        raise InputError(f"{mask} has no structural losses: its stationarity says nothing about the inputs")
    size, rng = (count, weights.shape[1] - 2), np.random.default_rng(seed)
    drive = _structural(weights, mask, settings) if form == "losses" else lambda _: -weights
    fits = [_solved(weights, drive, rng.random(size)) for _ in range(starts)]
    return min(fits, key=lambda fit: fit[1])[0]


def _solved(weights: Array, drive: Callable[[Array], Array], start: Array) -> tuple[Array, float]:
    """Inputs and what is left of the conditions, relative to the drive at the start."""
    scale = np.linalg.norm(drive(start)) or 1.0

    def left(flat: Array) -> Array:
        x = flat.reshape(start.shape)
        columns, target = fit_jacobian(weights, x).reshape(len(x), -1).T, drive(x).ravel()
        multipliers = np.linalg.lstsq(columns, -target, rcond=SMALL)[0]
        return (columns @ multipliers + target) / scale

    found = least_squares(left, start.ravel(), bounds=(0, 1), max_nfev=100)
    return found.x.reshape(start.shape), float(found.cost)


def fit_jacobian(weights: Array, samples: Array) -> Array:
    """Gradient of ``f(x_i)`` by every weight, (N, M, d + 2)."""
    w, b, a = weights[:, 0], weights[:, 1:-1], weights[:, -1]
    z = samples[:, None] * w[:, None] + b
    phi = np.exp(-np.square(z).sum(axis=-1))
    pull = -2 * (a * phi)[..., None] * z
    return np.concatenate([(pull * samples[:, None]).sum(axis=-1, keepdims=True), pull, phi[..., None]], axis=-1)


def _structural(weights: Array, mask: str, settings: Settings) -> Callable[[Array], Array]:
    """Gradient (M, d + 2) of the structural losses by the weights, as a function of the inputs."""
    terms = {name: torch.tensor([on * settings.strength]) for name, on in zip(TERMS, MASKS[mask], strict=True)}
    tau, coverage_tau, none = (torch.tensor([v]) for v in (settings.tau, settings.coverage_tau, 0.0))
    stacked = torch.tensor(weights.T[None])

    def at(samples: Array) -> Array:
        batch = Batch(
            torch.tensor(samples[None]), torch.zeros(1, len(samples)), len(weights), none, **terms,
            tau=tau, coverage_tau=coverage_tau, floor=settings.floor,
        )  # fmt: skip
        return gradient(batch, stacked)[0].numpy().T

    return at
