"""What the pages show, read from their Markdown and run.

Every ``console`` and ``python`` block of a page runs, in order, in one folder and one namespace. A ``text`` block
right after a ``python`` block is what it prints, and a ``toml`` block that starts with ``# NAME.toml`` is that file. A
comment above a block changes that: ``<!-- slow -->`` leaves it to the slow tests, ``<!-- not run: REASON -->`` to
nobody.
"""

import contextlib
import io
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from figures.cli.main import run

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

BLOCK = re.compile(r"^(?:<!-- (?P<mark>[^\n]*) -->\n+)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
FILE, TICKING = re.compile(r"# ([\w-]+\.toml)\n"), re.compile(r"^prism: at work for .*\n", re.MULTILINE)
GAP, NUMBER, SPACES = r"\.\.\.", r"(?<![\w.])[-+]?\d+\.?\d*(?:e[-+]?\d+)?(?![\w.]*\w)", r" +"
PIECES = re.compile(f"(?P<gap>{GAP})|(?P<number>{NUMBER})|(?P<spaces>{SPACES})")


@dataclass(frozen=True)
class Block:
    """A fenced block that runs, the line it starts on, and the output shown for a ``python`` block."""

    language: str
    text: str
    line: int
    slow: bool
    shown: str = ""


def blocks(page: str) -> list[Block]:
    """The blocks of a page that run."""
    found: list[Block] = []
    end = 0
    for match in BLOCK.finditer(page):
        mark, language, text = match["mark"] or "", match["language"], match["text"]
        follows = found and not page[end : match.start()].strip()
        if language == "text" and follows and found[-1].language == "python" and not found[-1].shown:
            last = found.pop()
            found.append(Block(last.language, last.text, last.line, last.slow, text))
        elif (language in ("python", "console") or FILE.match(text)) and not mark.startswith("not run: "):
            found.append(Block(language, text, page.count("\n", 0, match.start("language")) + 1, mark == "slow"))
        end = match.end()
    return found


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output shown for it."""
    for part in re.split(r"^\$ ", text.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


class Session:
    """A page's folder (the current one), namespace, and the status of its last command."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__name__": "__page__"}
        self.status = 0

    def outputs(self, block: Block) -> Iterator[tuple[str, str, str]]:
        """(what ran, what it printed, what the page shows) for every step of a block."""
        if file := FILE.match(block.text):
            Path(file[1]).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            yield block.text, _printed(exec, compile(block.text, "<page>", "exec"), self.names), block.shown
        else:
            for command, shown in commands(block.text):
                yield command, _printed(self._command, command), shown

    def _command(self, command: str) -> None:
        words = shlex.split(command, comments=True)
        if words[0].removeprefix(".venv/bin/") == "prism":
            self.status = run(words[1:])
        elif words == ["echo", "$?"]:
            print(self.status)
        elif words[0] == "ls":
            print(*sorted(path.name for path in Path(words[1]).iterdir()), sep="\n")
        else:
            raise NotImplementedError(f"pages show prism, ls and echo $?, not {command!r}")


def _printed(action: Callable, *arguments: object) -> str:
    """What an action prints, without the signs of life that slow machines get."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        action(*arguments)
    return TICKING.sub("", out.getvalue())


def agree(shown: str, printed: str) -> bool:
    """Whether the output is the one shown.

    ``...`` stands for anything, spaces for any number of them (columns move with their widest cell), and a number with
    a point or an exponent may differ by one in its last digit, which machines round differently.
    """
    shown, printed = (re.sub(r" +$", "", text.strip(), flags=re.MULTILINE) for text in (shown, printed))
    numbers: list[str] = []

    def pattern(piece: re.Match) -> str:
        if piece["gap"]:
            return ".*"
        if piece["spaces"]:
            return " +"
        numbers.append(piece["number"])
        return f"({NUMBER})"

    parts, end = [], 0
    for piece in PIECES.finditer(shown):
        parts += [re.escape(shown[end : piece.start()]), pattern(piece)]
        end = piece.end()
    found = re.fullmatch("".join([*parts, re.escape(shown[end:])]), printed, flags=re.DOTALL)
    return bool(found) and all(map(_close, numbers, found.groups()))


def _close(shown: str, printed: str) -> bool:
    if re.fullmatch(r"[-+]?\d+", shown):
        return shown == printed
    a, b = Decimal(shown), Decimal(printed)
    return abs(a - b) <= Decimal(1).scaleb(int(a.as_tuple().exponent))
