"""A page of the built site as its markup has it: what it links to and loads, its pictures, its text without code."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LOADED = {"img": "src", "script": "src", "iframe": "src", "link": "href", "source": "src"}
EMPTY = {"img", "br", "wbr", "hr", "input", "meta", "link", "source"}


@dataclass
class Markup:
    """Names that a link can go to, links, what is loaded, descriptions of pictures, and prose."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Prose is the text of the article outside code and formulas."""

    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Markup(), list[tuple[str, bool, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, article, literal = self.open[-1] if self.open else ("", False, False)
        article = article or tag == "article"
        literal = literal or tag in ("pre", "code", "script", "style") or "math" in given.get("class", "").split()
        if tag not in EMPTY:
            self.open.append((tag, article, literal))
        self.page.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        if given.get(LOADED.get(tag, "")) and given.get("rel") not in ("index", "search", "next", "prev"):
            self.page.loaded.append(given[LOADED[tag]])
        if tag == "img" and article:
            self.page.pictures.append((given["src"], given.get("alt", "")))

    def handle_endtag(self, tag: str) -> None:
        while any(opened == tag for opened, *_ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and not self.open[-1][2]:
            self.page.prose.append(data)


def read(page: Path) -> Markup:
    """What the file of a page holds."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.page
