"""The numbers of a text table: at once where every cell is one, cell by cell where something must be said."""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from linear_ae.arrays import Array
from linear_ae.reading.cells import missing, number, numeric, why_no_number
from linear_ae.reading.columns import Feature, called, spelled
from linear_ae.reading.errors import Unreadable
from linear_ae.reading.records import WHITESPACE, Record, records

CELLS = 1_000_000  # held as text at a time
WIDEST = 10_000  # columns; pandas keeps each column apart, 300,000 of them take it half a minute
SAMPLE = 10_000  # records
PLAIN = b'0123456789+-.eE\n \t"'  # pandas takes more for numbers, such as True
SHARE_OF_TEXT = 0.5  # a column with more text than this is text, with less it has a slip


@dataclass(frozen=True)
class Layout:
    """How the lines are to be read; the first record holds no sample if ``header``, ``names`` may be empty strings."""

    lines: Sequence[str]
    first: int
    delimiter: str | None
    decimal: str
    header: bool
    names: Sequence[str]

    def samples(self) -> Iterator[Record]:
        """(line, cells) of the samples; a record of another width is an error, an empty cell at its end is not."""
        width = len(self.names)
        for line, cells in islice(records(self.lines, self.delimiter, self.first), int(self.header), None):
            if len(cells) == width + 1 and not cells[-1]:
                cells = cells[:-1]
            if len(cells) != width:
                raise Unreadable(f"line {line} has {len(cells)} cells, the table {width} columns")
            yield line, cells

    def line_of(self, row: int) -> int:
        """The line of the file on which sample ``row`` starts, from 0."""
        return next(islice(self.samples(), row, None))[0]


def numbers(layout: Layout, kept: Sequence[int]) -> Array:
    """The samples as numbers, missing values as NaN, shape (samples, len(kept)).

    Raises
    ------
    Unreadable
        If a line has another number of cells or a cell is no number: which, where, and what to do.
    """
    quick = at_once(layout)
    return one_by_one(layout, kept) if quick is None else quick[:, list(kept)]


def at_once(layout: Layout) -> Array | None:
    """All cells as numbers by pandas, or None where there is more to say: gaps, text, ragged lines, D exponents."""
    import pandas as pd

    if layout.delimiter is None or '"' in layout.lines[0] or len(layout.names) > WIDEST:
        return None
    separator = r"\s+" if layout.delimiter == WHITESPACE else layout.delimiter
    text = "\n".join(layout.lines[1:] if layout.header else layout.lines)
    if text.encode().translate(None, PLAIN + (layout.delimiter + layout.decimal).encode()):
        return None
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            decimal=layout.decimal,
            header=None,
            dtype="float64",
            na_filter=False,
            engine="c",
        )
    except (ValueError, OverflowError):  # pandas' parser errors are ValueErrors
        return None
    found = frame.to_numpy()
    return found if found.shape[1] == len(layout.names) and np.isfinite(found).all() else None


def one_by_one(layout: Layout, kept: Sequence[int]) -> Array:
    """The same by reading each cell, which can say where a cell is no number."""
    found: list[Array] = []
    samples = layout.samples()
    while chunk := list(islice(samples, max(1, CELLS // len(layout.names)))):
        found.append(np.array([[_cell(layout, line, cells, k) for k in kept] for line, cells in chunk]))
    return np.concatenate(found) if found else np.empty((0, len(kept)))


def _cell(layout: Layout, line: int, cells: Sequence[str], k: int) -> float:
    value = number(cells[k], layout.decimal)
    if value is None:
        raise Unreadable(_complaint(layout, line, cells[k], k))
    return value


def _complaint(layout: Layout, line: int, cell: str, k: int) -> str:
    where = f"{called(layout.names[k], k)} of line {line}"
    shown = repr(cell if len(cell) < 40 else cell[:36] + "...")
    if why := why_no_number(cell, layout.decimal):
        return f"something else than numbers: {shown} in {where}, {why}"
    if _share_of_text(layout, k) > SHARE_OF_TEXT:
        truth = "write 1 and 0, or " if cell.strip().lower() in ("true", "false") else ""
        advice = f"the column holds text, {truth}leave it out with --drop {spelled(layout.names, k)}"
    else:
        advice = f"write a number, remove the sample, or --drop {spelled(layout.names, k)}"
    return f"something else than numbers: {shown} in {where}: {advice}"


def _share_of_text(layout: Layout, k: int) -> float:
    cells = [row[k] for _, row in islice(layout.samples(), SAMPLE)]
    return sum(not numeric(cell) and not missing(cell) for cell in cells) / len(cells)


def refuse_gaps(matrix: Array, found: Sequence[Feature], layout: Layout | None = None) -> None:
    """Refuse NaN and infinity: how many, where the first one is, and what to do."""
    bad = ~np.isfinite(matrix)
    if not bad.any():
        return
    row, k = map(int, np.argwhere(bad)[0])
    kind = "a missing value" if math.isnan(matrix[row, k]) else "infinity"
    line = "" if layout is None else f" (line {layout.line_of(row)} of the file)"
    columns = np.flatnonzero(bad.any(axis=0))
    drop = " ".join(f"--drop {found[c].option}" for c in columns[:3])
    leave = f", or {drop}" if len(columns) <= 3 and len(columns) < len(found) else ""
    where, count = f"{kind}, in row {row + 1}{line}, {found[k]}", int(bad.sum())
    if count == 1:
        raise Unreadable(f"1 entry that is NaN or infinite, {where}: remove or impute it{leave}")
    raise Unreadable(f"{count} entries that are NaN or infinite, the first, {where}: remove or impute them{leave}")
