"""The study's results as one labelled data set, put together from a sweep's blocks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.settings import Plan

if TYPE_CHECKING:
    from xarray import Dataset

RUN = ("size", "mask", "seed")
SHAPES = {
    "weights": (*RUN, "neuron", "parameter"),
    "start": ("size", "seed", "neuron", "parameter"),
    "samples": ("size", "seed", "sample", "dimension"),
    "labels": ("size", "seed", "sample"),
}


def block_data(plan: Plan, size: int, seeds: Sequence[int], found: "Dataset") -> "Dataset":
    """One block of runs, labelled, from a sweep's arrays without the size, which are padded to those of all blocks."""
    import xarray as xr

    names = _coordinates(plan, size, seeds)
    variables: dict[str, tuple] = {}
    for name, dims in (dict.fromkeys(MEASURES, RUN) | SHAPES).items():
        own = found[name].values[tuple(slice(len(names[dim])) for dim in dims[1:])]
        variables[name] = (dims, own[None], {"long_name": MEASURES[name]} if name in MEASURES else {})
    return xr.Dataset(variables, names)


def _coordinates(plan: Plan, size: int, seeds: Sequence[int]) -> dict[str, Any]:
    dimension = plan.settings.dimension
    return {
        "size": [size],
        "mask": list(plan.masks),
        "seed": list(seeds),
        "sample": np.arange(size),
        "neuron": np.arange(plan.settings.width or size),
        "dimension": np.arange(dimension),
        "parameter": ["w", *(f"b{k + 1}" for k in range(dimension)), "a"],
    }


def combine(plan: Plan, blocks: Sequence["Dataset"]) -> "Dataset":
    """One data set in the plan's order; neurons and samples that a smaller size lacks are NaN."""
    import xarray as xr

    merged = xr.merge(blocks, join="outer", compat="no_conflicts", combine_attrs="identical")
    found = merged.sel(size=list(plan.sizes), mask=list(plan.masks), seed=list(plan.seeds))
    return found.assign_attrs(plan=plan.as_text())
