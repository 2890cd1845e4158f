"""One cell: a number, a missing value, or text that says why it is neither."""

import math
import re

NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eEdD][+-]?\d+)?|[+-]?inf(?:inity)?", re.IGNORECASE)
INTEGER = re.compile(r"[+-]?\d{1,300}")  # more are beyond the range of numbers
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3}|\.\d{3})")
THOUSANDS = re.compile(
    r"[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?|(?:[ '_\u00a0\u202f]\d{3})+(?:[.,]\d+)?)"
)
FORTRAN = re.compile(r"[dD](?=[+-]?\d+$)")
MISSING = frozenset(
    ("", "na", "n/a", "nan", "-nan", "null", "nil", "none", "?", "-", "--", ".", "*", "#n/a", "#na", "<na>", "missing")
)


def numeric(cell: str) -> bool:
    """Whether the cell is written as a number, with a point or a comma."""
    return bool(NUMBER.fullmatch(cell))


def missing(cell: str) -> bool:
    """Whether the cell says that there is no value."""
    return cell.strip().lower() in MISSING


def integer(cell: str) -> bool:
    """Whether the cell is spelled as an integer: ``1`` is, ``1.0`` is not."""
    return bool(INTEGER.fullmatch(cell))


def number(cell: str, decimal: str) -> float | None:
    """The number in a cell, NaN if it is missing, None if it is neither; Fortran's ``1.0D+03`` is 1000.

    >>> number("1,5", ","), number("1.0D+03", "."), number("1,5", "."), number("NA", ".")
    (1.5, 1000.0, None, nan)
    """
    cell = cell.strip()
    if missing(cell):
        return math.nan
    if not numeric(cell) or (".," if decimal == "," else ",")[0] in cell:
        return None
    return float(FORTRAN.sub("e", cell.replace(",", ".")))


def why_no_number(cell: str, decimal: str) -> str:
    """What is wrong with a cell that is neither a number nor missing, and what to do about it."""
    cell, other = cell.strip(), "." if decimal == "," else ","
    if cell.endswith("%"):
        return "a percent sign: write plain numbers"
    if THOUSANDS.fullmatch(cell):
        return "it looks like a separator of thousands: write numbers without them, or give --decimal"
    if numeric(cell) and other in cell:
        return f"the decimal mark of the table is `{decimal}`: use one mark, or give --decimal"
    return ""
