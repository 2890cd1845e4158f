"""Which character separates the cells, and which one the decimals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from linear_ae.reading.cells import GROUPED, THOUSANDS, missing, numeric
from linear_ae.reading.errors import Unreadable
from linear_ae.reading.records import WHITESPACE, records

DELIMITERS = ("\t", ";", "|", ",", WHITESPACE)
NAMES = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", WHITESPACE: "space", None: "line"}
SPELLED = {name: mark for mark, name in NAMES.items() if mark} | {"\\t": "\t", "whitespace": WHITESPACE}
SAMPLE_LINES, SAMPLE_CHARACTERS = 50, 200_000  # at least three lines of any length are looked at


def spelled(delimiter: str) -> str:
    """The character that a user means by ``delimiter``: itself, or tab, space, comma, semicolon, bar."""
    mark = SPELLED.get(delimiter.lower(), delimiter)
    if len(mark) != 1 or mark.isalnum() or mark in '".+-\n\r#':
        raise Unreadable(f"--delimiter {delimiter!r} separates no cells: give one character, or tab, space, semicolon")
    return mark


def find_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that splits most lines alike into cells that are numbers; None if no line has one.

    ``1,5;2,5`` has as many commas as semicolons, but only semicolons leave numbers: 1,5 and 2,5.
    """
    sample = _sample(lines)
    scores = {mark: _score(sample, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    return best if scores[best] > 0 else None


def _sample(lines: Sequence[str]) -> list[str]:
    chosen: list[str] = []
    size = 0
    for line in islice((line for line in lines if line.strip()), SAMPLE_LINES):
        size += len(line)
        if size > SAMPLE_CHARACTERS and len(chosen) > 2:
            break
        chosen.append(line)
    return chosen


def _score(sample: Sequence[str], mark: str) -> float:
    """Share of the lines with the commonest number of cells, times the share of numbers in these; 0 if unsplit.

    The first line, perhaps a header, counts only where it is alone. A little is left to tables without any number.
    """
    rows = [cells for _, cells in records(sample, mark)][1 if len(sample) > 1 else 0 :]
    if not rows:
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    return count / len(rows) * (0.01 + sum(numeric(cell) or missing(cell) for cell in cells) / len(cells))


def find_decimal(cells: Iterable[str], delimiter: str | None) -> str:
    """``,`` or ``.``, by the first number that is no group of thousands; 1,234 alone may be 1234 and is refused.

    With semicolons, which are written where the comma is the decimal mark, 1.234 alone is refused too.
    """
    doubtful: dict[str, str] = {}
    for cell in cells:
        mark = "," if "," in cell else "." if "." in cell else ""
        if not mark or not numeric(cell):
            continue
        if not GROUPED.fullmatch(cell):
            return mark
        doubtful.setdefault(mark, cell)
    if "," in doubtful or ("." in doubtful and delimiter == ";"):
        cell = next(iter(doubtful.values()))
        raise Unreadable(f"{cell} may be {cell.replace(',', '.')} or {_joined(cell)}: say which by --decimal . or ,")
    return "."


def _joined(cell: str) -> str:
    assert THOUSANDS.fullmatch(cell)
    return cell.replace(",", "").replace(".", "")
