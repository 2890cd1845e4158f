"""Records of a text table, each with the line of the file it starts on."""

import csv
import re
from collections.abc import Iterator, Sequence

from linear_ae.reading.errors import Unreadable

WHITESPACE = " "
LARGEST_CELL = 2**24  # a cell beyond that is a quote that was never closed
QUOTED = re.compile(r'"((?:[^"]|"")*)"|(\S+)')

Record = tuple[int, list[str]]


def records(lines: Sequence[str], delimiter: str | None, first: int = 1) -> Iterator[Record]:
    """(line, cells) of every line that is not blank; ``first`` is the number of the first line.

    ``delimiter`` None: one cell a line; a space: runs of spaces and tabs. Quotes may hold delimiters and line ends.
    """
    if delimiter is None:
        return ((first + k, [_unquoted(line)]) for k, line in enumerate(lines) if line.strip())
    if delimiter == WHITESPACE:
        return ((first + k, words(line)) for k, line in enumerate(lines) if line.strip())
    return _separated(lines, delimiter, first)


def words(line: str) -> list[str]:
    """The cells of a line that spaces separate.

    >>> words(' "a b"  1.5 2')
    ['a b', '1.5', '2']
    """
    if '"' not in line:
        return line.split()
    return [quoted.replace('""', '"') or bare for quoted, bare in QUOTED.findall(line)]


def _unquoted(line: str) -> str:
    line = line.strip()
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line


def _separated(lines: Sequence[str], delimiter: str, first: int) -> Iterator[Record]:
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    start = first
    try:
        for cells in reader:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield start, [cell.strip() for cell in cells]
            start = first + reader.line_num
    except csv.Error as error:
        raise Unreadable(f"line {start} cannot be split into cells ({error}): look for a quote left open") from error
