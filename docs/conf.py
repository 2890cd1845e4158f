"""The site: `make docs` builds it into out/docs."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import imagesize
import mathjax
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.ext.napoleon import GoogleDocstring

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

project = "learning-prism"
author = "The learning-prism authors"
copyright = f"2026, {author}"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_click",
    "sphinx_copybutton",
]
exclude_patterns = ["images"]
nitpicky = True
nitpick_ignore_regex = [
    (r"py:(class|data|obj|type)", r"(?!(theory|numerics|linear_ae|figures)\.).*"),
    (r"py:class", r"linear_ae\.precision\.(Runs|Judged)"),  # type variables
]
show_warning_types = True
suppress_warnings = ["toc.empty_glob"]

myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath"]
myst_heading_anchors = 4

default_role = "py:obj"
highlight_language = "text"  # of pictures and formulas in docstrings
smartquotes = False  # they make one dash of --data
napoleon_use_ivar = True
napoleon_attr_annotations = False  # the signature above has them
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = project
html_static_path = ["site.css", str(Path(mathjax.__file__).parent / "static/mathjax/es5/tex-svg.js")]
html_css_files = ["site.css"]
mathjax_path = "tex-svg.js"  # in the site itself: formulas need no network
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_line_continuation_character = "\\"

FIELD = re.compile(r"(\*{0,2}\w+(?:, \*{0,2}\w+)*) : (.*)")
SHORT = {
    r"_Buffer \| .*?_NestedSequence\[complex \| bytes \| str\]": "ArrayLike",
    r"~typing\.": "",
    r"<factory>": "...",
    r"<function (\w+)>": r"\1",
    r"~?(?:numpy\.)?ndarray\[tuple\[[^]]*\], [^][]*\[[^]]*\]\]": "Array",
}
PAGE = re.compile(r"\bdocs/([\w/-]+)\.md\b")
SHORT_WORD, LONG_VALUE, LONG_FORMULA, WIDE = 24, 160, 28, 1200
JOINT = re.compile(r"(?<=[/.])(?=[a-z_])")
WIDTHS = {"words": 60, "phrase": 20, "datum": 0}
ROUND = re.compile(r"\b[1-9]\d{5,}\.0\b")
BACK = re.compile(r'(<div class="viewcode-block" id="([^"]*)">\n<a class="viewcode-back" href="[^"#]*#)[^"]*')
OPTION = re.compile(r"(?<![\w`-])(--[a-z][\w-]*)(?![\w`-])")
ITEM = re.compile(rf" |[*+-] |\d+\. |\.\. |{FIELD.pattern}$")
LITERAL = re.compile(r"(``.*?``|:math:`.*?`)")


def plain(_app: object, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Docstrings are written to be read in the source: give their conventions to napoleon as it knows them."""
    lines[:] = _told(list(lines))


def plain_help(_app: object, _context: object, lines: list[str]) -> None:
    """The help of the command line is plain text, in which options are code."""
    lines[:] = [line if line.startswith(".. option::") else OPTION.sub(r"``\1``", _bars(line)) for line in lines]


def example(_app: object, _context: object, lines: list[str]) -> None:
    """The command with which a help page ends is a block of its own."""
    shown = [line.removeprefix("|").strip() for line in lines[1:]]
    lines[:] = lines and [
        "Example:",
        "",
        ".. code-block:: console",
        "",
        *(f"    $ {line}" for line in shown if line),
        "",
    ]


def told(_app: object, _what: str, _name: str, member: object, _skip: bool, _options: object) -> bool | None:
    """The fields of a named tuple that no one describes stand in its signature alone."""
    return True if (getattr(member, "__doc__", None) or "").startswith("Alias for field number") else None


def untyped(docstring: GoogleDocstring) -> tuple[str, list[str]]:
    """The docstring of a constant or property: what stands before its first colon is no type."""
    return "", type(docstring)(docstring._dedent(docstring._consume_to_end()), docstring._config).lines()


def short(*event: object) -> tuple[str | None, str | None]:
    """Names of types in place of what they stand for: ArrayLike, and Array for an ndarray; a protocol takes nothing."""
    signature, returned = event[-2:]
    if signature == "(*args, **kwargs)":
        return "", None
    return _aliases(signature), _aliases(returned)  # type: ignore[arg-type]


def short_annotations(_app: object, tree: nodes.document, _page: str) -> None:
    """The same for the types of attributes and properties, which the signature event does not reach.

    Values are written as one would: 4e+08, and not at all where they are longer than two lines.
    """
    for annotation in tree.findall(addnodes.desc_annotation):
        text, name = annotation.astext(), _aliases(annotation.astext()) or ""
        if name.startswith(" = "):
            name = ROUND.sub(lambda found: f"{float(found[0]):g}", name) if len(name) < LONG_VALUE else ""
        if text != name:
            annotation.children = [nodes.Text(name)]


def based(_app: object, tree: nodes.document, _page: str) -> None:
    """That a class is an object is not said."""
    for paragraph in list(tree.findall(nodes.paragraph)):
        if paragraph.astext() == "Bases: object":
            paragraph.parent.remove(paragraph)


def together(_app: object, tree: nodes.document, _page: str) -> None:
    """Constants that are set and described in one line stand over one description."""
    for entry in list(tree.findall(addnodes.desc)):
        above = [node for node in entry.parent[: entry.parent.index(entry)] if not isinstance(node, addnodes.index)]
        if above and isinstance(before := above[-1], addnodes.desc) and _same_constant(before, entry):
            before[-1:-1] = entry[:-1]
            entry.parent.remove(entry)


def _same_constant(one: addnodes.desc, other: addnodes.desc) -> bool:
    told = one[-1].astext()
    return one["objtype"] == other["objtype"] and one["objtype"] in ("data", "attribute") and told == other[-1].astext()


def numbered(_app: object, tree: nodes.document, _page: str) -> None:
    r"""A formula with a \tag is set as it stands: Sphinx puts lines into an environment where MathJax allows none."""
    for formula in tree.findall(nodes.math_block):
        if r"\tag" in formula.astext():
            formula["no-wrap"] = True
            formula.children = [nodes.Text(rf"\[{formula.astext()}\]")]


def whole(_app: object, tree: nodes.document, _page: str) -> None:
    """The class ``short`` for code whose words fit a line of a telephone; longer names break behind a slash or dot."""
    for code in list(tree.findall(nodes.literal)):
        if max(map(len, code.astext().split()), default=0) <= SHORT_WORD:
            code["classes"].append("short")
        elif all(isinstance(child, nodes.Text) for child in code.children):
            first, *others = JOINT.split(code.astext())
            code.children = []
            code += nodes.Text(first)
            code += [node for part in others for node in (nodes.raw("", "<wbr>", format="html"), nodes.Text(part))]


def sourced(_app: object, module: str, name: str) -> str | None:
    """The source of an alias such as ``list[int]`` is in the module that names it, not in builtins."""
    try:
        found = attrgetter(name)(import_module(module))
    except AttributeError:  # the field of a dataclass
        return None
    return module if getattr(found, "__module__", None) == "builtins" else None


def back(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Links of a source page to its objects: under the module or a door above it, of which viewcode knows one."""
    if not page.startswith("_modules/"):
        return
    known, parts = app.env.domains.python_domain.objects, context["title"].split(".")
    doors = [".".join(parts[:k]) for k in range(len(parts), 0, -1)]

    def described(found: re.Match[str]) -> str:
        entry = next((known[name] for door in doors if (name := f"{door}.{found[2]}") in known), None)
        return f"{found[1]}{entry.node_id}" if entry else found[0]

    context["body"] = BACK.sub(described, context["body"])


def columns(_app: object, tree: nodes.document, _page: str) -> None:
    """Classes for cells by the longest of their column: `site.css` keeps each readable on narrow screens."""
    for table in tree.findall(nodes.tgroup):
        for column in zip(*(row.children for row in table.findall(nodes.row)), strict=True):
            longest = max(map(_sentence, column[1:]), default=0)
            for cell in column:
                cell["classes"].append(next(name for name, least in WIDTHS.items() if longest >= least))


def long(_app: object, tree: nodes.document, _page: str) -> None:
    """The class ``long`` for formulas in the text that a telephone may not hold: there `site.css` lets them scroll."""
    for formula in tree.findall(nodes.math):
        if len(formula.astext()) > LONG_FORMULA:
            formula["classes"].append("long")


def pictures(app: Sphinx, tree: nodes.document, _page: str) -> None:
    """The class ``wide`` for pictures as wide as a page: on narrow screens they keep a size at which they read."""
    for picture in tree.findall(nodes.image):
        if imagesize.get(app.srcdir / picture["uri"])[0] > WIDE:
            picture["classes"].append("wide")


def _sentence(cell: nodes.Node) -> int:
    """Letters of a cell outside code and formulas."""
    return sum(
        len(text) for text in cell.findall(nodes.Text) if not isinstance(text.parent, nodes.literal | nodes.math)
    )


def _aliases(signature: str | None) -> str | None:
    for long, name in SHORT.items():
        signature = signature and re.sub(long, name, signature)
    return signature


def _told(lines: list[str]) -> Iterator[str]:
    """Docstring lines for napoleon; an indented block after a paragraph, a picture or a formula, stands as it is."""
    verbatim, last, before = False, "", ""
    for line in lines:
        indented = line.startswith("    ")
        verbatim = verbatim and (indented or not line)
        if indented and not verbatim and not before and last and not ITEM.match(last):
            verbatim = True
            yield from () if last.endswith("::") else (".. code-block:: none", "")
        yield from [line] if verbatim else _split(_bars(line))
        last, before = line or last, line


def _bars(line: str) -> str:
    """|x| is an absolute value, not a substitution; a page that is named is a link."""
    return "".join(
        part if LITERAL.fullmatch(part) else PAGE.sub(r":doc:`/\1`", part.replace("|", r"\|"))
        for part in LITERAL.split(line)
    )


def _split(line: str) -> list[str]:
    """``name : text`` describes a parameter and does not give its type; the source of a formula is a section."""
    if found := FIELD.fullmatch(line):
        return [found[1], "    " + found[2]]
    if line.startswith("Source: "):
        return ["References", "----------", line.removeprefix("Source: ")]
    return [line]


def setup(app: Sphinx) -> None:
    """Run before napoleon reads the docstring."""
    GoogleDocstring._consume_inline_attribute = untyped  # type: ignore[method-assign]
    app.connect("autodoc-process-docstring", plain, priority=400)
    app.connect("autodoc-skip-member", told)
    app.connect("autodoc-process-signature", short)
    app.connect("viewcode-follow-imported", sourced)
    app.connect("html-page-context", back)
    app.connect("doctree-resolved", short_annotations)
    app.connect("doctree-resolved", based)
    app.connect("doctree-resolved", together)
    app.connect("doctree-resolved", numbered)
    app.connect("doctree-resolved", whole)
    app.connect("doctree-resolved", columns)
    app.connect("doctree-resolved", long)
    app.connect("doctree-resolved", pictures)
    app.connect("sphinx-click-process-epilog", example)
    for part in ("description", "options"):
        app.connect(f"sphinx-click-process-{part}", plain_help)
