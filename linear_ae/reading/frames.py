"""Tables in memory: arrays, lists, torch tensors and data frames as a float64 matrix with names."""

import io
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linear_ae.arrays import Array
from linear_ae.reading.columns import called, choose, spelled
from linear_ae.reading.errors import Unreadable


def parquet(raw: bytes) -> Any:
    """The data frame of a parquet file."""
    import pandas as pd

    try:
        return pd.read_parquet(io.BytesIO(raw), engine="pyarrow")
    except ImportError as error:
        raise Unreadable("parquet needs pyarrow: pip install 'learning-prism[parquet]'") from error
    except Exception as error:  # pyarrow raises errors of a dozen kinds on damaged files
        raise Unreadable(f"the parquet file is damaged ({error}): write it again") from error


def is_frame(data: Any) -> bool:
    """Whether ``data`` is a pandas data frame; one exists only where pandas was imported."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def frame_names(frame: Any) -> list[str]:
    """The names of the columns; integers that only count them are no names."""
    if list(frame.columns) == list(range(frame.shape[1])):
        return [""] * frame.shape[1]
    return ["/".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in frame.columns]


def frame_matrix(frame: Any, names: list[str], kept: list[int]) -> Array:
    """The columns ``kept`` of a data frame, missing values as NaN; text, dates and categories are refused by name."""
    columns = [_column(frame.iloc[:, k], names, k) for k in kept]
    return np.stack(columns, axis=1) if columns else np.empty((len(frame), 0))


def _column(series: Any, names: list[str], k: int) -> Array:
    from pandas.api import types

    objects = series.dtype == object and not any(isinstance(value, str) for value in series)
    plain = types.is_numeric_dtype(series) and not types.is_complex_dtype(series)
    try:
        if plain or objects:
            return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError):
        pass
    example = next((repr(value) for value in series if value is not None), "nothing")
    where, drop = called(names[k], k), spelled(names, k)
    raise Unreadable(
        f"{where} has entries of type {series.dtype} ({example[:40]}): give real numbers, or --drop {drop}"
    )


def array(data: Any) -> NDArray[Any]:
    """An array of numbers from an array, nested lists or a torch tensor; masked entries become NaN.

    Shape and finiteness are not looked at.
    """
    if hasattr(data, "detach") and hasattr(data, "cpu"):  # a torch tensor, without importing torch
        data = data.detach().cpu()
        data = data.double() if str(data.dtype) == "torch.bfloat16" else data
        data = data.resolve_conj().resolve_neg().numpy()
    if isinstance(data, np.ma.MaskedArray):
        data = np.ma.filled(data.astype(np.float64), np.nan)
    try:
        found = np.asarray(data)
    except ValueError as error:
        raise Unreadable(f"rows of different lengths: {error}") from error
    if found.dtype.kind not in "fiub":
        raise Unreadable(f"entries of type {found.dtype}: give real numbers")
    return found


def array_columns(found: NDArray[Any], columns: Any, drop: Any) -> tuple[NDArray[Any], list[int]]:
    """The columns of a matrix that are kept, and their indices; other shapes pass through to be refused."""
    if found.ndim != 2 or not found.shape[1]:
        return found, []
    kept = choose([""] * found.shape[1], columns, drop)
    return (found if len(kept) == found.shape[1] and columns is None else found[:, kept]), kept
