"""The door of this room: a source and what the user says about it in, a table out."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from linear_ae.errors import ExperimentError
from linear_ae.reading import arrays, frames
from linear_ae.reading.columns import Column, Feature, called, choose, features
from linear_ae.reading.errors import Unreadable
from linear_ae.reading.numbers import Layout, numbers, refuse_gaps
from linear_ae.reading.remarks import doubts
from linear_ae.reading.source import content, kind, split_key
from linear_ae.reading.table import Table
from linear_ae.reading.text import Choices, layout


def read(
    source: Any,
    *,
    columns: Sequence[Column] | None = None,
    drop: Sequence[Column] = (),
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
) -> Table:
    """The table of samples that ``source`` names or is.

    Parameters
    ----------
    source : ``digits``; a file or pipe of text (any delimiter, decimal point or comma), .npy, .npz (``file.npz:key``)
        or .parquet, gzipped or not, ``-`` for standard input; or a data frame, torch tensor, array or nested lists
    columns, drop : names, or indices from 0, of the columns to keep and to leave out
    delimiter, decimal, header : of a text table; found out if None, and refused where that is ambiguous

    Raises
    ------
    ExperimentError
        If it cannot be read, holds something else than finite numbers, or can be read in two ways.

    Examples
    --------
    >>> print(read([[1, 2.5, 0], [3, 4.5, 1], [5, 7.5, 0]], drop=[2]))
    3 samples x 2 features from the data, column 2 dropped
    """
    name = _name(source)
    if decimal not in (None, ".", ","):
        raise ExperimentError(f"--decimal {decimal} is no decimal mark: give . or ,")
    try:
        held, lines = _open(source, Choices(delimiter, decimal, header))
        if isinstance(held, Layout):
            return _text(held, lines, name, columns, drop)
        if frames.is_frame(held):
            return _frame(held, name, columns, drop)
        return _array(held, name, columns, drop)
    except Unreadable as error:
        raise ExperimentError(f"{name}: {error}") from error


def _name(source: Any) -> str:
    if isinstance(source, str) or hasattr(source, "__fspath__"):
        return "standard input" if source == "-" else str(source)
    return "the data"


def _open(source: Any, choices: Choices) -> tuple[Any, list[str]]:
    """A layout of text, a data frame or something like an array; and what was decided about text."""
    if not isinstance(source, str) and not hasattr(source, "__fspath__"):
        return source, []
    if source == "digits":
        return _digits(), []
    path, key = split_key(str(source))
    raw = content(path)
    found = kind(raw, path)
    if found == "text":
        return layout(raw, choices)
    if found == "parquet":
        return frames.parquet(raw), []
    return (arrays.npy(raw) if found == "npy" else arrays.npz(raw, key)), []


def _digits() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # joblib, without shared memory, about processes it does not start
        from sklearn.datasets import load_digits

    return load_digits().data


def _text(
    found: Layout, decided: list[str], name: str, columns: Sequence[Column] | None, drop: Sequence[Column]
) -> Table:
    kept = choose(found.names, columns, drop)
    index = found.header and columns is None and kept[0] == 0 and found.names[0] in ("", "Unnamed: 0") and len(kept) > 1
    matrix = numbers(found, kept)
    dropped = _left_out(found.names, kept, columns)
    decided = [*decided, *_said(dropped)]
    if index and any(found.names[1:]):
        if not _is_index(matrix[:, 0]):
            what = f"{called(found.names[0], 0)} stands before columns with names and may be an index"
            raise Unreadable(f"{what}: --drop 0 leaves it out, --columns names the columns to keep")
        matrix, kept = matrix[:, 1:], kept[1:]
        dropped = [*dropped, found.names[0] or "0"]
        decided = [*decided, "index column left out"]
    left = features(found.names, kept)
    refuse_gaps(matrix, left, found)
    return _table(matrix, left, name, found.header, dropped, decided)


def _is_index(column: np.ndarray) -> bool:
    """Whether a column without a name is an index: integers, no two alike."""
    return bool(np.all(column == np.rint(column)) and np.all(column >= 0) and len(np.unique(column)) == len(column))


def _frame(frame: Any, name: str, columns: Sequence[Column] | None, drop: Sequence[Column]) -> Table:
    every = frames.frame_names(frame)
    kept = choose(every, columns, drop)
    matrix, left = frames.frame_matrix(frame, every, kept), features(every, kept)
    refuse_gaps(matrix, left)
    dropped = _left_out(every, kept, columns)
    return _table(matrix, left, name, None, dropped, _said(dropped))


def _array(data: Any, name: str, columns: Sequence[Column] | None, drop: Sequence[Column]) -> Table:
    found = frames.array(data)
    width = found.shape[1] if found.ndim == 2 else 0
    chosen, kept = frames.array_columns(found, columns, drop)
    left = features([""] * width, kept)
    if chosen.ndim == 2:
        refuse_gaps(chosen.astype(np.float64), left)
    dropped = _left_out([""] * width, kept, columns)
    return _table(chosen, left, name, None, dropped, _said(dropped))


def _left_out(names: Sequence[str], kept: Sequence[int], columns: Sequence[Column] | None) -> list[str]:
    """The columns that --drop left out; those that --columns did not ask for are not listed."""
    return [] if columns is not None else [names[k] or str(k) for k in sorted(set(range(len(names))) - set(kept))]


def _said(dropped: Sequence[str]) -> list[str]:
    return [f"column{'s' * (len(dropped) > 1)} {', '.join(dropped)} dropped"] if dropped else []


def _table(
    matrix: np.ndarray, left: list[Feature], name: str, header: bool | None, dropped: list[str], decided: list[str]
) -> Table:
    if matrix.ndim != 2 or matrix.shape[0] < 2 or matrix.shape[1] < 1:
        flat = f"; array.reshape({len(matrix)}, -1) puts each sample in a row" if matrix.ndim > 2 else ""
        raise Unreadable(f"shape {matrix.shape}: give a matrix with two or more samples in rows{flat}")
    values = matrix.astype(np.float64)
    return Table(values, tuple(left), name, header, tuple(dropped), tuple(decided), tuple(doubts(values, left)))
