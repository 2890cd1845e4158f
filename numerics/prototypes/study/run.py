"""The study: blocks of runs as the points of a sweep, resumable at every block, on local processes or a cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.measures import measure
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.settings import Plan, Settings
from numerics.prototypes.study.storage import block_data, combine
from numerics.sweep import sound, sweep, write_dataset

if TYPE_CHECKING:
    from xarray import Dataset

RESULT, STORE = "study.nc", "runs"
RESPONSES = 200_000  # entries of a block's activations: fewer pay for calls, more for memory


@dataclass(frozen=True)
class Block:
    """All masks of one size for some seeds: one batch of stacked tensors, one point of the sweep."""

    size: int
    seeds: tuple[int, ...]


def blocks(plan: Plan) -> list[Block]:
    """The plan in blocks; the same plan always gives the same blocks, whatever has been done already."""
    found = []
    for size in plan.sizes:
        width = plan.settings.width or size
        count = max(1, RESPONSES // (len(plan.masks) * size * width))
        found += [Block(size, plan.seeds[k : k + count]) for k in range(0, len(plan.seeds), count)]
    return found


def block_arrays(point: Mapping[str, Any], _: int) -> dict[str, Array]:
    """Train and measure one block: measures (masks, seeds), final weights, and what the runs began with.

    The point of a sweep: size, seeds, masks, settings (as pairs).
    """
    settings, masks = Settings.from_pairs(point["settings"]), point["masks"]
    problems = [problem(point["size"], seed, settings) for seed in point["seeds"]]
    weights = train([Run(p, mask) for mask in masks for p in problems], settings)[-1]
    shaped = weights.reshape(len(masks), len(problems), *weights.shape[1:])
    return measured(problems, shaped, settings.floor) | {
        "weights": shaped,
        "start": np.array([p.weights for p in problems]),
        "samples": np.array([p.samples for p in problems]),
        "labels": np.array([p.labels for p in problems]),
    }


def measured(problems: Sequence[Problem], weights: Array, floor: float) -> dict[str, Array]:
    """Every measure, (masks, problems), of the networks with weights (masks, problems, M, d + 2)."""
    found = [[measure(p.samples, p.labels, w, floor) for p, w in zip(problems, row, strict=True)] for row in weights]
    return {name: np.array([[m[name] for m in row] for row in found]) for name in MEASURES}


def run_study(plan: Plan, folder: Path | None = None, **where: Any) -> "Dataset":
    """The whole study as one data set, in ``study.nc`` of the folder if there is one.

    ``where``: workers, scheduler and progress (in blocks) of ``numerics.sweep.sweep``, which keeps finished blocks in
    the folder and takes them from there.
    """
    chosen = blocks(plan)
    found = sweep(
        block_arrays,
        [{"size": b.size, "seeds": b.seeds} for b in chosen],
        version="2",
        constants={"masks": plan.masks, "settings": plan.settings.as_pairs()},
        store=folder and folder / STORE,
        retry_failed=True,
        **where,
    )
    parts = sound(found, retried=True).isel(seed=0)
    result = combine(plan, [block_data(plan, b.size, b.seeds, parts.isel(point=k)) for k, b in enumerate(chosen)])
    if folder is not None:
        write_dataset(result, folder / RESULT)
    return result
