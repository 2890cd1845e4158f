"""Results as labelled data sets: one atomic netCDF file per finished block of runs, then one of the whole study."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from numerics.prototypes.measure import Array
from numerics.prototypes.study.measures import MEASURES, measure
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import Plan
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

PLAN, RESULT, BLOCKS = "plan.json", "study.nc", "blocks"


def block_data(plan: Plan, size: int, seeds: Sequence[int], problems: Sequence[Problem], weights: Array) -> "Dataset":
    """The data set of one block: final weights (masks, seeds, M, d + 2), their measures, and what they began with."""
    import xarray as xr

    found = [
        [measure(p.samples, p.labels, w, plan.settings.floor) for p, w in zip(problems, row, strict=True)]
        for row in weights
    ]
    run = ("size", "mask", "seed")
    variables: dict[str, tuple] = {
        name: (run, np.array([[[m[name] for m in row] for row in found]]), {"long_name": text})
        for name, text in MEASURES.items()
    }
    variables |= {
        "weights": ((*run, "neuron", "parameter"), weights[None]),
        "start": (("size", "seed", "neuron", "parameter"), np.array([[p.weights for p in problems]])),
        "samples": (("size", "seed", "sample", "dimension"), np.array([[p.samples for p in problems]])),
        "labels": (("size", "seed", "sample"), np.array([[p.labels for p in problems]])),
    }
    return xr.Dataset(variables, _coordinates(plan, size, seeds, problems[0]), {PLAN: _text(plan)})


def _coordinates(plan: Plan, size: int, seeds: Sequence[int], problem: Problem) -> dict:
    dimension = problem.samples.shape[1]
    return {
        "size": [size],
        "mask": list(plan.masks),
        "seed": list(seeds),
        "sample": np.arange(size),
        "neuron": np.arange(len(problem.weights)),
        "dimension": np.arange(dimension),
        "parameter": ["w", *(f"b{k + 1}" for k in range(dimension)), "a"],
    }


def open_folder(folder: Path, plan: Plan) -> None:
    """Make the folder ready for this plan, or check that it holds the same plan."""
    (folder / BLOCKS).mkdir(parents=True, exist_ok=True)
    note = folder / PLAN
    if not note.exists():
        _replace(note, lambda path: path.write_text(_text(plan)))
    elif note.read_text() != _text(plan):
        raise InputError(
            f"{folder} holds a study with other settings ({note}): give another folder or the same settings"
        )


def block_path(folder: Path, size: int, seeds: Sequence[int]) -> Path:
    return folder / BLOCKS / f"size-{size}-seeds-{seeds[0]}-{len(seeds)}.nc"


def write(data: "Dataset", path: Path) -> None:
    """All of the file or nothing."""
    _replace(path, lambda part: data.to_netcdf(part, engine="h5netcdf"))


def read(path: Path) -> "Dataset":
    """The data set of a file, in memory."""
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="h5netcdf") as data:
            return data.load()
    except OSError as error:
        raise InputError(f"{path} is no readable result ({error}): remove it and run the study again") from error


def combine(plan: Plan, blocks: Sequence["Dataset"]) -> "Dataset":
    """One data set in the plan's order; neurons and samples that a smaller size lacks are NaN."""
    import xarray as xr

    merged = xr.merge(blocks, join="outer", compat="no_conflicts", combine_attrs="identical")
    return merged.sel(size=list(plan.sizes), mask=list(plan.masks), seed=list(plan.seeds))


def _text(plan: Plan) -> str:
    return json.dumps(plan.as_dict(), indent=1)


def _replace(path: Path, write_to: object) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    write_to(part)  # type: ignore[operator]
    os.replace(part, path)
