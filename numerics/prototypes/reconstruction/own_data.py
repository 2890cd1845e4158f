"""A network trained on given inputs, read back, and the rivals of the reading, all in the units of those inputs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.reconstruction.comparison import Trained, reconstructions
from numerics.prototypes.reconstruction.inputs import into_cube, problem_on
from numerics.prototypes.reconstruction.reading import Reading, reconstruct
from numerics.prototypes.reconstruction.recipe import Recipe
from numerics.prototypes.reconstruction.rivals import rbf_centres
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.settings import MASKS, Settings
from theory.errors import InputError

MOST = 1000  # inputs: training costs their square


@dataclass(frozen=True)
class OwnReading:
    """One network's reading, and the points of every method."""

    reading: Reading
    points: dict[str, Array]


def train_and_read(
    inputs: Array,
    settings: Settings,
    mask: str,
    seeds: Sequence[int],
    within: float = 0.25,
    kkt: int = 10,
    spread: str = "either",
) -> list[OwnReading]:
    """Train on inputs (N, d), scaled by one factor into the unit cube, with the settings' target; one a seed.

    The reading is told the settings, the mask, N and the ``spread`` (``Recipe.inputs``), and not the inputs; up to
    ``kkt`` of them the conditions of stationarity are solved, too.
    """
    if not 3 <= len(inputs) <= MOST:
        raise InputError(f"{len(inputs)} inputs: give 3 to {MOST}")
    if mask not in MASKS:
        raise InputError(f"unknown mask {mask!r}: choose from {', '.join(MASKS)}")
    with np.errstate(over="ignore"):
        widest = np.ptp(inputs, axis=0).max()
    if widest == 0:
        raise InputError("all inputs are equal: there is nothing to tell apart")
    if not np.isfinite(widest):
        raise InputError("the inputs spread farther than double precision holds: give them in a larger unit")
    told = replace(settings, dimension=inputs.shape[1])
    require_networks(len(seeds), len(inputs), told.width or len(inputs), told.dimension)
    samples, low, extent = into_cube(inputs)
    problems = [problem_on(samples, told, np.random.default_rng([seed, len(samples)])) for seed in seeds]
    weights, rbf = train([Run(p, mask) for p in problems], told)[-1], rbf_centres(problems, told)
    recipe = Recipe(told, (mask,), len(inputs), spread)
    networks = [Trained(p, mask, w, c, k) for p, w, c, k in zip(problems, weights, rbf, seeds, strict=True)]
    return [_read(network, recipe, within, len(inputs) <= kkt, low, extent) for network in networks]


def _read(network: Trained, recipe: Recipe, within: float, kkt: bool, low: Array, extent: float) -> OwnReading:
    reading = reconstruct(network.weights, recipe, within=within)
    points = reconstructions(network, reading, recipe.settings, kkt)
    scaled = replace(
        reading, estimates=low + extent * reading.estimates, distance=extent * reading.distance,
        spacing=extent * reading.spacing,
    )  # fmt: skip
    return OwnReading(scaled, {name: low + extent * found for name, found in points.items()})
