"""The table of a sweep: its points, the runs it asks for, and the key of each."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from numerics.sweep.labels import RESERVED, storable, writable
from theory.errors import InputError

Scalar = bool | int | float | str
Value = Scalar | tuple["Value", ...]
Point = dict[str, Value]
LARGEST_EXACT = 2**53
"""Up to here every integer is a float."""


@dataclass(frozen=True)
class Description:
    """What is computed: the function's name, its version, and the parameters that no point changes."""

    function: str
    version: str
    constants: Point


@dataclass(frozen=True)
class Run:
    """One call of the function: ``row`` of the table, its whole point (constants included) and the seed."""

    row: int
    point: Point
    seed: int
    key: str


def grid(**axes: Iterable[Value]) -> list[Point]:
    """Every combination of the values of the axes, the last axis fastest: ``grid(H=[1, 2], N=[4, 8])``."""
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def name_of(function: Callable[..., Any]) -> str:
    """``module:function``, or ``InputError`` for what has no lasting name."""
    name = getattr(function, "__qualname__", "<")
    if "<" in name:
        raise InputError(f"{function!r} has no name of its own to store results under: give name=")
    return f"{function.__module__}:{name}"


def table(points: Iterable[Mapping[str, Any]], constants: Mapping[str, Any]) -> tuple[list[Point], Point]:
    """The points and constants as plain numbers, texts and tuples of them, checked."""
    rows = [_plain(point) for point in points]
    if not rows:
        raise InputError("the table of the sweep has no points: give at least one")
    odd = next((row for row in rows if row.keys() != rows[0].keys()), None)
    if odd is not None:
        raise InputError(f"points name different parameters, {sorted(rows[0])} and {sorted(odd)}: name the same in all")
    fixed = _plain(constants)
    for name in rows[0]:
        _refuse_mixed(name, [row[name] for row in rows if not isinstance(row[name], tuple)])
    both = sorted(fixed.keys() & rows[0].keys())
    if both:
        raise InputError(f"{', '.join(both)} given both as constant and in the points: choose one")
    return rows, fixed


def _refuse_mixed(name: str, values: Sequence[Value]) -> None:
    """The values of one parameter become one array, in which none may change."""
    if len({isinstance(value, str) for value in values}) > 1:
        raise InputError(f"parameter {name} is a text in some points and a number in others: give one kind")
    large = [value for value in values if isinstance(value, int) and abs(value) > LARGEST_EXACT]
    if large and any(isinstance(value, float) for value in values):
        raise InputError(f"parameter {name} is {large[0]}, which no float is exactly, beside floats: give one kind")


def runs(rows: Sequence[Point], seeds: Sequence[int], description: Description) -> list[Run]:
    """All runs of the table, row by row, each with its key."""
    checked = [_seed(seed) for seed in seeds]
    if not checked or len(set(checked)) < len(checked):
        raise InputError(f"seeds {list(seeds)}: give at least one, and none twice")
    found = []
    for row, own in enumerate(rows):
        point = description.constants | own
        found += [Run(row, point, seed, key(description, point, seed)) for seed in checked]
    return found


def key(description: Description, point: Point, seed: int) -> str:
    """What names a run in the store: a digest of the function, its version, all parameters and the seed."""
    content = [description.function, description.version, point, seed]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _plain(point: Mapping[str, Any]) -> Point:
    found = {str(name): _value(str(name), value) for name, value in point.items()}
    if len(found) < len(point):
        raise InputError(f"two parameters of {list(point)} are written alike: rename one")
    return found


def _value(name: str, value: Any) -> Value:
    if not storable(name):
        raise InputError(f"a parameter is called {name!r}: give a name without /, as files take it")
    if any(map(str.isspace, name)):
        raise InputError(f"a parameter is called {name!r}: give a name without blanks, or files lose what it is")
    if name in RESERVED:
        raise InputError(f"a parameter is called {name!r}, which the results use themselves: rename it")
    if isinstance(value, tuple):
        return tuple(_value(name, entry) for entry in value)
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, bool | int | float | str) or (isinstance(value, float) and math.isnan(value)):
        raise InputError(f"parameter {name} = {value!r}: give a number, a truth value, a text or a tuple of them")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise InputError(f"parameter {name} = {value} does not fit into 64 bits: give a float or a text")
    if isinstance(value, str) and not writable(value):
        raise InputError(f"parameter {name} = {value!r} has characters that files do not take: leave them out")
    return value


def _seed(seed: Any) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise InputError(f"seed {seed!r}: give integers from 0 to 2^63 - 1")
    return int(seed)
