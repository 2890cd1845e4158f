"""Trained networks behind several figures: the study of all masks, as one data set."""

from typing import TYPE_CHECKING

from figures.store import Data
from numerics.prototypes.study.run import run_study
from numerics.prototypes.study.settings import Plan, Settings

if TYPE_CHECKING:
    from xarray import DataArray, Dataset


def study(quick: bool) -> Data:
    """Every mask and seed of the study at its default settings, up to N = 20: of 50 s, N = 100 takes 36 by itself."""
    plan = Plan(Settings(steps=40), (3, 6), (0, 1)) if quick else Plan(Settings(), (3, 5, 10, 20))
    return as_data(run_study(plan, workers=1)) | {"plan": plan.as_dict()}


def largest(quick: bool) -> Data:
    """The same at N = 100 for three seeds."""
    plan = Plan(Settings(steps=40), (6,), (0, 1)) if quick else Plan(Settings(), (100,), (0, 1, 2))
    return as_data(run_study(plan, workers=1)) | {"plan": plan.as_dict()}


def as_data(found: "Dataset") -> Data:
    """A data set as nested lists."""
    return {"dataset": found.to_dict(data="list")}


def as_dataset(data: Data) -> "Dataset":
    """The data set that :func:`as_data` wrote; null becomes NaN."""
    import xarray as xr

    found = xr.Dataset.from_dict(data["dataset"])
    missing = [name for name, values in found.data_vars.items() if values.dtype == object and not _texts(values)]
    return found.assign({name: found[name].astype(float) for name in missing})


def _texts(values: "DataArray") -> bool:
    return any(isinstance(value, str) for value in values.values.flat)
