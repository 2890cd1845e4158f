"""The arrows between the rooms: imports go down only, none goes around a circle, and the two subjects do not mix."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BELOW = {
    "theory": {"theory"},
    "linear_ae": {"linear_ae"},
    "numerics": {"theory", "linear_ae", "numerics"},
    "figures": {"theory", "linear_ae", "numerics", "figures"},
}
"""What each room may import; the experiment knows no theory."""


def files() -> dict[str, Path]:
    """Every module of the rooms; the lazy door of a package is its stub."""
    found = {}
    for path in sorted(path for room in BELOW for path in (ROOT / room).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        door = path.with_suffix(".pyi")
        found[name] = door if door.exists() else path
    return found


FILES = files()


def checked_by_types_only(tree: ast.AST) -> set[ast.AST]:
    """The nodes in ``if TYPE_CHECKING:``, which nothing imports."""
    blocks = (n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    return {part for block in blocks for statement in block.body for part in ast.walk(statement)}


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


def targets(module: str, tree: ast.Module) -> Iterator[str]:
    """The modules that a file imports, at its top or in a function."""
    skipped = checked_by_types_only(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in skipped:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node not in skipped:
            base = f"{module}.{node.module}" if node.level else str(node.module)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in FILES else base


@cache
def graph() -> dict[str, set[str]]:
    """Each module of the rooms and the modules of the rooms that it imports."""
    return {m: {t for t in targets(m, parsed(path)) if t in FILES} - {m} for m, path in FILES.items()}


@pytest.mark.parametrize("room", BELOW)
def test_no_arrow_goes_up(room):
    wrong = [
        f"{module} -> {target}"
        for module, found in graph().items()
        if module.split(".")[0] == room
        for target in found
        if target.split(".")[0] not in BELOW[room]
    ]
    assert not wrong


def test_no_arrow_goes_around():
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_command_line_is_the_top():
    used = [m for m, found in graph().items() if not m.startswith("figures.cli") for t in found if "figures.cli" in t]
    assert not used


@pytest.mark.parametrize("room", ["theory", "numerics"])
@pytest.mark.parametrize(("subject", "other"), [("autoencoder", "prototypes"), ("prototypes", "autoencoder")])
def test_the_two_subjects_do_not_mix(room, subject, other):
    found = graph()
    inside = [module for module in found if module.startswith(f"{room}.{subject}")]
    assert inside
    assert not [f"{m} -> {t}" for m in inside for t in found[m] if t.split(".")[1:2] == [other]]


def test_what_has_an_underscore_stays_in_its_file():
    taken = [
        f"{module}: {alias.name}"
        for module, path in FILES.items()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert not taken


def test_imports_are_seen_wherever_they_stand():
    source = "def f():\n    from figures import store\nif TYPE_CHECKING:\n    import numerics\nfrom .lower import name"
    assert set(targets("theory", ast.parse(source))) == {"figures.store", "theory.lower"}
