"""Whether the first record of a table names its columns."""

from collections.abc import Sequence
from itertools import pairwise

from linear_ae.reading.cells import integer, missing, numeric
from linear_ae.reading.errors import Unreadable

CERTAIN_FROM_ZERO, CERTAIN_FROM_ONE = 3, 8  # columns from which 0,1,2,... or 1,2,3,... is no row of integers by chance
CHOICE = "--header or --no-header"

Rows = Sequence[Sequence[str]]


def is_header(first: Sequence[str], below: Rows) -> bool:
    """Whether ``first`` names the columns of the records ``below``.

    Text over numbers does. A record of numbers does where it counts the columns (0, 1, 2, ..., which pandas writes)
    over numbers that are no integers, or over more columns than chance would count. A gap among numbers does not:
    that is a sample with a missing value. What may be either is refused.
    """
    text = [k for k, cell in enumerate(first) if not numeric(cell) and not missing(cell)]
    digits = [cell for cell in first if numeric(cell)]
    if not text:
        if first[0] == "" and len(digits) == len(first) - 1 and _names_an_index(first, [row[0] for row in below]):
            return True
        return len(digits) == len(first) and _counts(first, below)
    if (
        all(_text_below(below, k) for k in text)
        and len(text) < len(first)
        and (digits or _gap_over_numbers(first, below))
    ):
        if _steps(digits):
            _refuse(first)
        return False
    if digits and not (len(digits) > 2 and _monotone(digits)):
        _refuse(first)
    return True


def row_numbers(cells: Sequence[str]) -> bool:
    """Whether the cells count the rows from 0 or 1."""
    if not cells or not all(map(integer, cells)) or int(cells[0]) not in (0, 1):
        return False
    start = int(cells[0])
    return all(int(cell) == start + k for k, cell in enumerate(cells))


def _names_an_index(first: Sequence[str], column: Sequence[str]) -> bool:
    """Whether an empty cell stands over an index: rows counted, or integers without repetition beside 0, 1, 2, ..."""
    distinct = all(map(integer, column)) and len(set(column)) == len(column) > 0
    return row_numbers(column) or (distinct and row_numbers(first[1:]))


def _counts(first: Sequence[str], below: Rows) -> bool:
    """Whether a record of numbers counts the columns and is no sample."""
    width = len(first)
    fractions = any(all(not integer(row[k]) for row in below) for k in range(width)) if below else False
    if not all(map(integer, first)):
        return False
    if not row_numbers(first):
        if _like_names(first, below):
            _refuse(first)
        return False
    zero = int(first[0]) == 0
    if fractions:
        return zero or width > 1
    if width >= (CERTAIN_FROM_ZERO if zero else CERTAIN_FROM_ONE):
        return True
    if zero or width > 2:
        _refuse(first)
    return False


def _like_names(first: Sequence[str], below: Rows) -> bool:
    """Whether integers stand out as years do: at equal steps unlike a record below, or distinct over fractions only."""
    if len(first) > 2 and _steps(first):
        return any(not _steps(row) for row in below)
    return len(set(first)) == len(first) > 1 < len(below) and all(not integer(cell) for row in below for cell in row)


def _text_below(below: Rows, k: int) -> bool:
    return bool(below) and all(not numeric(row[k]) for row in below) and any(not missing(row[k]) for row in below)


def _gap_over_numbers(first: Sequence[str], below: Rows) -> bool:
    """Whether a missing value, written out, stands over numbers; a name like ``Na`` over text columns does not."""
    return any(missing(cell) and any(numeric(row[k]) for row in below) for k, cell in enumerate(first) if cell)


def _monotone(digits: Sequence[str]) -> bool:
    values = [float(cell.replace(",", ".").lower().replace("d", "e")) for cell in digits]
    steps = [b - a for a, b in pairwise(values)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _steps(digits: Sequence[str]) -> bool:
    """Integers at equal steps, such as years: names more often than values."""
    if len(digits) < 2 or not all(map(integer, digits)):
        return False
    values = [int(cell) for cell in digits]
    return len({b - a for a, b in pairwise(values)} - {0}) == 1 and values[0] != values[1]


def _refuse(first: Sequence[str]) -> None:
    shown = ",".join(first[:6]) + (",..." if len(first) > 6 else "")
    raise Unreadable(f"the first line, {shown}, may be a header or a sample: say which by {CHOICE}")
