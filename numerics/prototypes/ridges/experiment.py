"""The study with ridges: what of the theory of prototypes survives, measured (docs/ridges.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.ridges.energy import RidgeEnergy
from numerics.prototypes.ridges.places import crossings, distance_to_data, feet, misses_hull
from numerics.prototypes.study.batches import WILD
from numerics.prototypes.study.measures import DEAD, outside_hull, reconstruction_error
from numerics.prototypes.study.optimizers import adam
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.settings import MASKS, Settings
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError

RIDGE_MASKS = ("baseline", "coverage", "separation", "overlap")
MEASURES = {
    "foot_error": "Hungarian error of the feet nearest to the data's mean",
    "foot_outside": "share of these feet outside the hull",
    "origin_outside": "share of the feet nearest to the origin outside the hull",
    "missing": "share of ridges that miss the hull",
    "crossing": "share of the pairs that cross inside the hull (in two dimensions)",
    "distance": "mean distance of a ridge from the nearest input",
    "fit": "mean squared error",
    "dead": "share of neurons with no response above 0.01 on the data",
}


@dataclass(frozen=True)
class RidgeStart:
    """Samples (N, d), labels (N,), weights (M, d + 2), columns w_1 ... w_d, b, a."""

    samples: Array
    labels: Array
    weights: Array


def ridge_start(size: int, seed: int, settings: Settings) -> RidgeStart:
    """Uniform inputs, every ridge through a random point of their cube in a random direction, |w| as in the study."""
    if settings.dimension < 2:
        raise InputError(f"{settings.dimension} dimension: ridges need two or more, in one they are the prototypes")
    rng = np.random.default_rng([seed, size, settings.dimension])
    samples, count = rng.random((size, settings.dimension)), settings.width or size
    labels = TARGETS[settings.target](samples, rng)
    normal = rng.standard_normal((count, settings.dimension))
    w = settings.slope * rng.uniform(0.5, 1.5, (count, 1)) * normal / np.linalg.norm(normal, axis=1, keepdims=True)
    b = -(w * rng.random(w.shape)).sum(axis=1)
    return RidgeStart(samples, labels, np.column_stack([w, b, rng.standard_normal(count) / np.sqrt(count)]))


def train_ridges(starts: Sequence[RidgeStart], masks: Sequence[str], settings: Settings) -> Array:
    """Weights (R, M, d + 2) after the settings' steps of Adam, every start under its own mask of ``masks`` (R,).

    Feet of the structural losses are those nearest to the middle of the cube. ``ConvergenceError`` if some weights
    are not finite or beyond ``WILD``.
    """
    samples, labels = (torch.tensor(np.array([getattr(s, name) for s in starts])) for name in ("samples", "labels"))
    energy = RidgeEnergy(
        samples, labels,
        torch.tensor([MASKS[mask] for mask in masks], dtype=torch.float64) * settings.strength,
        torch.full((settings.dimension,), 0.5, dtype=torch.float64), settings.tau, settings.coverage_tau,
    )  # fmt: skip

    def gradient(weights: torch.Tensor) -> torch.Tensor:
        leaf = weights.detach().requires_grad_()
        return torch.autograd.grad(energy(leaf).sum(), leaf)[0]

    weights = torch.tensor(np.array([s.weights for s in starts]))
    step = adam(gradient, settings.rate)
    for _ in range(settings.steps):
        weights = step(weights)
    if not (weights.abs() <= WILD).all():
        raise ConvergenceError(f"ridges diverged at rate {settings.rate:g}: take a smaller rate")
    return weights.detach().numpy()


def ridge_measures(start: RidgeStart, weights: Array) -> dict[str, float]:
    """What ``MEASURES`` names, of one network on its own data."""
    x, c = start.samples, feet(weights, start.samples.mean(axis=0))
    phi = np.exp(-np.square(x @ weights[:, :-2].T + weights[:, -2]))
    return {
        "foot_error": reconstruction_error(x, c),
        "foot_outside": float(outside_hull(x, c).mean()),
        "origin_outside": float(outside_hull(x, feet(weights)).mean()),
        "missing": float(misses_hull(weights, x).mean()),
        "crossing": _crossing_inside(x, weights),
        "distance": float(distance_to_data(weights, x).mean()),
        "fit": float(np.mean(np.square(phi @ weights[:, -1] - start.labels))),
        "dead": float(np.mean(phi.max(axis=0) < DEAD)),
    }


def _crossing_inside(samples: Array, weights: Array) -> float:
    """NaN in more than two dimensions; parallel ridges do not cross."""
    if samples.shape[1] != 2:
        return float("nan")
    places = crossings(weights)[0]
    met = np.isfinite(places).all(axis=1)
    return float(np.count_nonzero(outside_hull(samples, places[met]) == 0) / len(places))


def ridge_experiment(
    settings: Settings, size: int, seeds: Sequence[int], masks: Sequence[str] = RIDGE_MASKS
) -> dict[str, dict[str, Array]]:
    """Every measure (seeds,) under ``start`` (before training) and under every mask, on the same data and starts."""
    require_networks(len(masks) * len(seeds), size, settings.width or size, settings.dimension)
    starts = [ridge_start(size, seed, settings) for seed in seeds]
    trained = train_ridges(starts * len(masks), np.repeat(masks, len(starts)).tolist(), settings)
    weights = {"start": [s.weights for s in starts]}
    weights |= dict(zip(masks, trained.reshape(len(masks), len(starts), *trained.shape[1:]), strict=True))
    return {name: _columns(starts, rows) for name, rows in weights.items()}


def _columns(starts: Sequence[RidgeStart], weights: Sequence[Array]) -> dict[str, Array]:
    rows = [ridge_measures(s, w) for s, w in zip(starts, weights, strict=True)]
    return {name: np.array([row[name] for row in rows]) for name in MEASURES}
