"""Outcomes as one labelled data set, and data sets as files that are whole or absent."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.sweep.labels import readable
from numerics.sweep.outcome import decode
from numerics.sweep.points import Description, Point, Value
from theory.errors import InputError
from theory.files import put

if TYPE_CHECKING:
    from xarray import Dataset

RUN = ("point", "seed")


def assemble(
    rows: Sequence[Point],
    seeds: Sequence[int],
    records: Sequence[Mapping[str, Any]],
    dims: Mapping[str, Sequence[str]],
    coords: Mapping[str, ArrayLike],
) -> "Dataset":
    """The data set of all runs; ``records`` are their outcomes, row by row and seed by seed.

    Results and failures have the dimensions (point, seed) and then their own; parameters are coordinates of the point.
    """
    import xarray as xr

    shape = len(rows), len(seeds)
    results = [{name: decode(value) for name, value in record.get("result", {}).items()} for record in records]
    failures = [record.get("failure", {}) for record in records]
    lengths, variables = _lengths(results, dims, coords), dict[str, tuple]()
    for name in sorted({name for result in results for name in result}):
        named = dims.get(name, [])
        least = [lengths[dim] for dim in named]
        values = stacked([result.get(name) for result in results], least)
        own = named or [f"{name}_{k}" for k in range(values.ndim - 1)]
        variables[name] = ((*RUN, *own), values.reshape(*shape, *values.shape[1:]))
    for name, field in (("failure_type", "type"), ("failure", "message")):
        variables[name] = (RUN, np.array([f.get(field, "") for f in failures], dtype=object).reshape(shape))
    parameters = {name: ("point", _coordinate([row[name] for row in rows])) for name in rows[0]}
    return xr.Dataset(variables, {"seed": list(seeds), **parameters, **_used(coords, variables)})


def _lengths(
    results: Sequence[Mapping[str, Any]], dims: Mapping[str, Sequence[str]], coords: Mapping[str, ArrayLike]
) -> dict[str, int]:
    """The length of each named dimension: that of its coordinate, or of the longest array along it."""
    found = {dim: len(np.atleast_1d(values)) for dim, values in coords.items()}
    for result in results:
        for name, named in dims.items():
            for dim, size in zip(named, np.shape(result.get(name, [])), strict=False):
                found[dim] = max(found.get(dim, 0), size)
    return found


def _coordinate(values: Sequence[Value]) -> NDArray:
    """The values of one parameter; a column with tuples is written as JSON, which files can hold."""
    tuples = any(isinstance(value, tuple) for value in values)
    return np.array([json.dumps(value) for value in values] if tuples else values)


def _used(coords: Mapping[str, ArrayLike], variables: Mapping[str, tuple]) -> dict[str, ArrayLike]:
    """The coordinates of dimensions that occur: none do if every run failed."""
    present = {dim for own, _ in variables.values() for dim in own}
    return {name: values for name, values in coords.items() if name in present}


def attributes(description: Description, packages: Sequence[str]) -> dict[str, Any]:
    """What the data set came from: function, its version, constants, versions of the package that computed runs."""
    return {
        "function": description.function,
        "version": description.version,
        "constants": json.dumps(description.constants, sort_keys=True),
        "package": ", ".join(sorted(set(packages))),
    }


def stacked(values: Sequence[Any], least: Sequence[int] = ()) -> NDArray:
    """One array of all values, those missing (None) and those shorter than the longest, or than ``least``, padded:
    numbers by NaN (integers become floats then), texts by the empty one."""
    arrays = [np.asarray(value) for value in values if value is not None]
    shape = tuple(int(n) for n in np.array([array.shape for array in arrays], dtype=int).max(axis=0))
    if len(least) == len(shape):
        shape = tuple(map(max, shape, least))
    whole = len(arrays) == len(values) and all(array.shape == shape for array in arrays)
    found = _empty((len(values), *shape), np.result_type(*arrays), whole)
    for k, value in enumerate(values):
        if value is not None:
            place: Any = (k, *map(slice, np.shape(value)))
            found[place] = value
    return found


def _empty(shape: tuple[int, ...], kind: np.dtype, whole: bool) -> NDArray:
    if kind.kind == "U":
        return np.full(shape, "", dtype=object)
    if whole:
        return np.empty(shape, kind)
    return np.full(shape, np.nan, kind if kind.kind == "f" else float)


def on_axes(data: "Dataset") -> "Dataset":
    """The data set with the parameters as dimensions instead of ``point``: for tables that ``grid`` made."""
    names = [str(name) for name, values in data.coords.items() if values.dims == ("point",)]
    try:
        return data.set_index(point=names).unstack("point")
    except ValueError as error:
        raise InputError(f"the points do not name each combination once ({error}): keep the data by point") from error


def describe(data: "Dataset", about: Mapping[str, str]) -> None:
    """Enter what variables are as their long names."""
    for name, words in about.items():
        if name in data.variables and words:
            data[name].attrs["long_name"] = words


def labelled(data: "Dataset") -> "Dataset":
    """With long names, units (numbers have none), the seeds, and the command that wrote it."""
    found = data.copy()
    for name, values in found.variables.items():
        units = {"units": "1"} if values.dtype.kind in "iuf" else {}
        values.attrs = {"long_name": str(name).replace("_", " "), **units, **values.attrs}
    seeds = ", ".join(str(seed) for seed in np.atleast_1d(found["seed"].values)) if "seed" in found else ""
    command = readable(" ".join([Path(sys.argv[0]).name, *sys.argv[1:]]))
    return found.assign_attrs(command=command, seeds=seeds)


def write_dataset(data: "Dataset", path: Path) -> None:
    """NetCDF, ``labelled``, moved to its place in one step.

    It is made in memory: the HDF5 library crashes when it cannot write what it holds.
    """
    put(path, labelled(data).to_netcdf(engine="h5netcdf"))


def read_dataset(path: Path) -> "Dataset":
    """The data set of a file, in memory."""
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="h5netcdf") as data:
            return data.load()
    except OSError as error:
        raise InputError(f"{path} is no readable result ({error}): run the sweep again") from error
