"""Lines of a text file: its encoding, its leading comment block, and no other line that begins with #."""

from dataclasses import dataclass

from linear_ae.reading.errors import Unreadable

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NO_TEXT = "something else than numbers: it is no text (it holds null characters)"


@dataclass(frozen=True)
class Lines:
    """Lines of the table and the comments before it; line k of ``table``, from 0, is line ``first + k`` of the file."""

    table: list[str]
    comments: list[str]
    first: int
    blank: int
    encoding: str


def lines(raw: bytes) -> Lines:
    """The lines of a text file without the comments and blank lines before it and the blank lines after it."""
    text, encoding = _decode(raw)
    every = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((k for k, line in enumerate(every) if line.strip() and not line.lstrip().startswith("#")), len(every))
    comments = [line.lstrip()[1:] for line in every[:first] if line.strip()]
    table = every[first:]
    while table and _empty(table[-1]):
        table.pop()
    for k, line in enumerate(table):
        if line.startswith("#"):
            hint = "only a block of comments before the table is skipped: delete the line, or the #"
            raise Unreadable(f"line {first + k + 1} begins with #; {hint}")
    if not table:
        raise Unreadable("something else than numbers: it is empty")
    return Lines(table, comments, first + 1, sum(not line.strip() for line in table), encoding)


def _empty(line: str) -> bool:
    """Blank, or only separators, as spreadsheets write for rows that were used once."""
    return not line.strip(" \t,;|")


def _decode(raw: bytes) -> tuple[str, str]:
    name = next((name for mark, name in BYTE_ORDER_MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        if name != "utf-8" or b"\x00" in raw:
            raise Unreadable(f"something else than numbers: it is no text ({error.reason})") from error
        name, text = "latin-1", raw.decode("latin-1")
    if "\x00" in text:
        raise Unreadable(NO_TEXT)
    return text, name
