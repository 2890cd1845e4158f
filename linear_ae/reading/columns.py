"""Which columns of a table are features: --columns, then --drop, by name or by index from 0."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from linear_ae.reading.errors import Unreadable

Column = str | int


@dataclass(frozen=True)
class Feature:
    """A column that is kept: its name, or an empty string; its index in the table; what --drop takes for it."""

    name: str
    index: int
    option: str

    def __str__(self) -> str:
        return called(self.name, self.index)


def features(names: Sequence[str], kept: Sequence[int]) -> list[Feature]:
    """The features at the indices ``kept`` of a table with these names."""
    count = Counter(names)
    return [Feature(names[k], k, _option(names[k], k, count[names[k]] == 1)) for k in kept]


def split_names(text: str) -> list[str]:
    """``A,B,C`` as names; quotes hold commas.

    >>> split_names('a,"b, c"')
    ['a', 'b, c']
    """
    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), [])]


def choose(names: Sequence[str], columns: Sequence[Column] | None, drop: Sequence[Column]) -> list[int]:
    """Indices of the columns kept, in the order of ``columns`` if given; ``names`` are empty where there are none."""
    kept = list(range(len(names))) if columns is None else [find(names, column) for column in columns]
    if len(set(kept)) < len(kept):
        twice = next(k for k in kept if kept.count(k) > 1)
        raise Unreadable(f"{called(names[twice], twice)} is asked for twice: leave one out")
    for column in drop:
        k = find(names, column)
        if k not in kept and columns is not None:
            raise Unreadable(f"{called(names[k], k)} is to be dropped but not among --columns: leave it out")
        kept = [other for other in kept if other != k]
    if not kept:
        raise Unreadable(f"no column is left of {len(names)}: keep at least one")
    return kept


def find(names: Sequence[str], column: Column) -> int:
    """The index of a column given by name, or else by index."""
    found = [k for k, name in enumerate(names) if name == column and name]
    if len(found) > 1:
        raise Unreadable(f"{len(found)} columns are named {column}: give an index, {' or '.join(map(str, found))}")
    if found:
        return found[0]
    try:
        index = int(column)
    except ValueError:
        raise Unreadable(_unknown(names, str(column))) from None
    if not 0 <= index < len(names):
        raise Unreadable(f"there is no column {column}: the {len(names)} columns have indices 0 to {len(names) - 1}")
    return index


def _unknown(names: Sequence[str], column: str) -> str:
    if not any(names):
        return f"no column is named {column}, the columns have no names: give an index, 0 to {len(names) - 1}"
    close = get_close_matches(column, names[:10_000], n=3) or [name for name in names[:6] if name]
    return f"no column is named {column}: there are {', '.join(close)}{', ...' if len(names) > len(close) else ''}"


def called(name: str, index: int) -> str:
    """A column in words: its name in backquotes, or its index."""
    return f"column `{name}`" if name else f"column {index}"


def spelled(names: Sequence[str], k: int) -> str:
    """What --drop takes for a column: its name if that is unique, else its index; quoted for a shell."""
    return _option(names[k], k, names.count(names[k]) == 1)


def _option(name: str, k: int, unique: bool) -> str:
    if not name or not unique:
        return str(k)
    return name if all(c.isalnum() or c in "_-.:/+@%" for c in name) else "'" + name.replace("'", "'\\''") + "'"
