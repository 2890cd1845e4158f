"""From a formula to its code by names alone: every module of theory and numerics is named by a page that explains."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if DOCS / "api" not in path.parents]
NAME = re.compile(r"\b(?:theory|numerics)(?:[./]\w+)+")
NOT_YET: set[str] = set()
"""Rooms with modules that no page names yet."""


def named(text):
    """The modules that a page names, with dots or as a path, in its text or in an example."""
    return {found.replace("/", ".").removesuffix(".py") for found in NAME.findall(text)}


NAMED = set().union(*(named(page.read_text(encoding="utf-8")) for page in PAGES))
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in ("theory", "numerics")
    for path in sorted((ROOT / room).rglob("*.py"))
    if path.stem != "__init__"
]


LINES = [
    pytest.param(found[1], id=page.relative_to(DOCS).as_posix())
    for page in PAGES
    if (found := re.search(r"^\*\*In the code:\*\* (.*?)(?:\n\n|\Z)", page.read_text(encoding="utf-8"), re.M | re.S))
]


def defined(path):
    """The functions, classes and constants of a file."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("line", LINES)
def test_what_is_said_to_be_in_the_code_is_there(line):
    """The paths exist, and each function named beside them is defined in one of them."""
    paths = [ROOT / path for path in re.findall(r"`([\w/]+\.py)`", line)]
    there = set().union(*map(defined, paths))
    assert paths
    assert set(re.findall(r"`(\w+)`", line)) <= there


def rooms(module):
    """The packages that hold a module."""
    parts = module.split(".")
    return {".".join(parts[:k]) for k in range(1, len(parts))}


@pytest.mark.parametrize("module", [module for module in MODULES if not rooms(module) & NOT_YET])
def test_a_page_names_the_module(module):
    assert module in NAMED, "name it where its formulas stand, as `path/to/module.py`"


@pytest.mark.parametrize("room", sorted(NOT_YET))
def test_what_is_exempt_needs_it(room):
    assert [module for module in MODULES if room in rooms(module) and module not in NAMED], f"take {room} off the list"


def test_names_are_found_in_either_spelling():
    assert named("`theory/autoencoder/words.py`, or numerics.sweep.run.") == {
        "theory.autoencoder.words",
        "numerics.sweep.run",
    }
    assert "theory.autoencoder.word" not in named("`theory/autoencoder/words.py`")
