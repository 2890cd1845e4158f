"""A network trained on given inputs, read back, and the rivals of the reading, all in the units of those inputs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.reconstruction.comparison import Trained, reconstructions
from numerics.prototypes.reconstruction.reading import Reading, reconstruct
from numerics.prototypes.reconstruction.recipe import Recipe
from numerics.prototypes.reconstruction.rivals import rbf_centres
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import MASKS, Settings
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError

MOST = 1000  # inputs: training costs their square


@dataclass(frozen=True)
class OwnReading:
    """One network's reading, and the points of every method."""

    reading: Reading
    points: dict[str, Array]


def train_and_read(
    inputs: Array, settings: Settings, mask: str, seeds: Sequence[int], within: float = 0.25, kkt: int = 10
) -> list[OwnReading]:
    """Train on inputs (N, d), scaled by one factor into the unit cube, with the settings' target; one a seed.

    The reading is told the settings, the mask and N, and not the inputs; up to ``kkt`` of them the conditions of
    stationarity are solved, too.
    """
    if not 3 <= len(inputs) <= MOST:
        raise InputError(f"{len(inputs)} inputs: give 3 to {MOST}")
    if mask not in MASKS:
        raise InputError(f"unknown mask {mask!r}: choose from {', '.join(MASKS)}")
    low, extent = inputs.min(axis=0), float(np.ptp(inputs, axis=0).max())
    if not extent > 0:
        raise InputError("all inputs are equal: there is nothing to tell apart")
    told = replace(settings, dimension=inputs.shape[1])
    problems = [_problem((inputs - low) / extent, told, seed) for seed in seeds]
    weights, rbf = train([Run(p, mask) for p in problems], told)[-1], rbf_centres(problems, told)
    recipe = Recipe(told, (mask,), len(inputs))
    networks = [Trained(p, mask, w, c, k) for p, w, c, k in zip(problems, weights, rbf, seeds, strict=True)]
    return [_read(network, recipe, within, len(inputs) <= kkt, low, extent) for network in networks]


def _problem(samples: Array, settings: Settings, seed: int) -> Problem:
    rng = np.random.default_rng([seed, len(samples)])
    labels, count = TARGETS[settings.target](samples, rng), settings.width or len(samples)
    w, b = STARTS[settings.start](samples, count, settings.slope, rng)
    return Problem(samples, labels, np.column_stack([w, b, rng.standard_normal(count) / np.sqrt(count)]))


def _read(network: Trained, recipe: Recipe, within: float, kkt: bool, low: Array, extent: float) -> OwnReading:
    reading = reconstruct(network.weights, recipe, within=within)
    points = reconstructions(network, reading, recipe.settings, kkt)
    scaled = replace(
        reading, estimates=low + extent * reading.estimates, distance=extent * reading.distance,
        spacing=extent * reading.spacing,
    )  # fmt: skip
    return OwnReading(scaled, {name: low + extent * found for name, found in points.items()})
