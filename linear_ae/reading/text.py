"""A text table: from its lines to names and numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from linear_ae.reading.cells import missing, numeric
from linear_ae.reading.dialect import NAMES, find_decimal, find_delimiter, spelled
from linear_ae.reading.errors import Unreadable
from linear_ae.reading.header import is_header
from linear_ae.reading.lines import Lines, lines
from linear_ae.reading.numbers import Layout
from linear_ae.reading.records import records

SAMPLE_RECORDS = 1000


@dataclass(frozen=True)
class Choices:
    """What the user says about a text table; None is found out."""

    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None


def layout(raw: bytes, choices: Choices) -> tuple[Layout, list[str]]:
    """How to read a text table, and what was decided, in words."""
    found = lines(raw)
    delimiter = find_delimiter(found.table) if choices.delimiter is None else spelled(choices.delimiter)
    if delimiter is None and found.blank:
        raise Unreadable("one number a line with a blank line between: a missing value? Remove the line, or write NA")
    first, below, width = _sample(found, delimiter)
    names, header = _names(first, below, width, choices.header, delimiter)
    cells = chain.from_iterable(c for _, c in islice(records(found.table, delimiter), int(header), None))
    decimal = choices.decimal or _decimal(found, delimiter, cells)
    decided = _in_words(found, delimiter, decimal, choices)
    if not any(names) and (told := _names_in_comment(found, delimiter, width)):
        names = told
        decided.append("names from the comment before it")
    return Layout(found.table, found.first, delimiter, decimal, header, names), [*decided, _header(header, first)]


def _sample(found: Lines, delimiter: str | None) -> tuple[list[str], list[list[str]], int]:
    """The first record, those below that have the commonest width, and this width, without an empty last column.

    Records of other widths are refused when they are read.
    """
    first, *below = [cells for _, cells in islice(records(found.table, delimiter), SAMPLE_RECORDS)]
    width = Counter(map(len, below)).most_common(1)[0][0] if below else len(first)
    below = [row for row in below if len(row) == width]
    if below and width > 1 and not any(row[-1] for row in below) and (len(first) < width or not first[-1]):
        width -= 1
    return first[:width] if len(first) == width + 1 and not first[-1] else first, [row[:width] for row in below], width


def _names_in_comment(found: Lines, delimiter: str | None, width: int) -> list[str]:
    """The names that the last comment before the table gives to every column, as numpy.savetxt writes them."""
    told = next((cells for _, cells in records(found.comments[-1:], delimiter)), [])
    words = len(told) == width > 1 and not any(numeric(cell) or missing(cell) for cell in told)
    return told if words else []


def _names(
    first: list[str], below: list[list[str]], width: int, header: bool | None, delimiter: str | None
) -> tuple[list[str], bool]:
    """Names of the columns, empty where there are none, and whether the first record is a header.

    R leaves the column of row names out of the header, which is then one cell shorter.
    """
    if header is False:
        return [""] * width, False
    if len(first) == width - 1 and (header or not any(map(numeric, first))):
        if delimiter == "," and width == 2:
            raise Unreadable("one name over cells that hold a comma: give --delimiter and --decimal")
        return ["", *first], True
    if len(first) != width and below:
        raise Unreadable(f"the first line has {len(first)} cells, the table {width} columns: mend or delete it")
    if header or (header is None and is_header(first, below)):
        return first, True
    return [""] * width, False


def _decimal(found: Lines, delimiter: str | None, cells: chain[str]) -> str:
    """The decimal mark, by looking at the cells only where there is a doubt."""
    commas = any("," in line for line in found.table)
    if not commas and delimiter != ";":
        return "."
    if delimiter == "," and not any('"' in line for line in found.table):
        return "."
    mark = find_decimal(cells, delimiter)
    if delimiter is None and mark == ",":
        line = next(line.strip() for line in found.table if "," in line)
        raise Unreadable(f"{line[:40]} may be cells or a decimal comma: give --delimiter, or --decimal ,")
    return mark


def _in_words(found: Lines, delimiter: str | None, decimal: str, choices: Choices) -> list[str]:
    said = []
    if (delimiter, decimal) != (",", ".") and delimiter is not None and choices.delimiter is None:
        said.append(f"{NAMES.get(delimiter, delimiter)}-separated")
    if decimal == "," and choices.decimal is None:
        said.append("with decimal commas")
    if found.encoding == "latin-1":
        said.append("read as Latin-1")
    if found.comments:
        said.append(f"{len(found.comments)} comment line{'s' * (len(found.comments) > 1)} skipped")
    if found.blank:
        said.append(f"{found.blank} blank line{'s' * (found.blank > 1)} skipped")
    return said


def _header(header: bool, first: Sequence[str]) -> str:
    if not header:
        return "no header"
    if all(numeric(cell) for cell in first if cell):
        digits = [cell for cell in first if cell]
        return f"header of numbers {digits[0]} to {digits[-1]} skipped (--no-header if it is a sample)"
    return "header skipped"
