"""Data behind figures, computed once and kept in the cache folder.

An entry is named by the function that computes it and by a digest of everything it depends on: the definitions of its
module that it reaches, the sources of ``theory``, ``linear_ae`` and ``numerics``, and the versions of the libraries. What
only draws may change freely. Entries are written at once and checked when read (`theory.autoencoder.cache`).
"""

import ast
import importlib
import inspect
import json
from collections.abc import Callable, Iterator
from functools import cache as once
from importlib.metadata import version
from pathlib import Path
from typing import Any

from figures.cli.output import plain
from theory.autoencoder import cache

Data = dict[str, Any]
ROOT = Path(__file__).parents[1]
PACKAGES = ("theory", "linear_ae", "numerics")
LIBRARIES = ("numpy", "scipy", "sympy", "torch")


def remembered(compute: Callable[[bool], Data], quick: bool = False) -> Data:
    """``compute(quick)`` with arrays as lists, from the store if it is there."""
    name = f"{compute.__module__}.{compute.__name__}{'-quick' * quick}"
    path = cache.folder() / "figures" / f"{name}-{fingerprint(compute)}.json"
    found = cache.read(path)
    if not isinstance(found, dict):
        found = json.loads(json.dumps(plain(compute(quick))))
        cache.write(path, found)
    return found


def fingerprint(compute: Callable[[bool], Data]) -> str:
    """A digest of what the result depends on."""
    own = "\n".join(sorted(reached(compute.__module__, compute.__name__)))
    return cache.digest(own + surroundings())[:16]


@once
def surroundings() -> str:
    """The sources and versions that every experiment rests on."""
    sources = (path.read_text(encoding="utf-8") for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return "".join(sources) + " ".join(f"{name} {version(name)}" for name in LIBRARIES)


def reached(module: str, name: str) -> set[str]:
    """The top-level statements that ``name`` in ``module`` rests on: its own, those it refers to, and so on.

    They are followed into other modules of ``figures``, of which a module imported as a whole counts in full.
    """
    source = inspect.getsource(importlib.import_module(module))
    statements = {bound: node for node in ast.parse(source).body for bound in names_bound(node)}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        word = waiting.pop()
        node = statements.pop(word, None)
        if node is not None:
            found.add(ast.dump(node))
            waiting += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("figures."):
                original = next(alias.name for alias in node.names if word in (alias.name, alias.asname))
                found |= elsewhere(str(node.module), original)
    return found


def elsewhere(module: str, name: str) -> set[str]:
    """What ``from module import name`` rests on, for a module of ``figures``."""
    value = getattr(importlib.import_module(module), name)
    return {inspect.getsource(value)} if inspect.ismodule(value) else reached(module, name)


def names_bound(node: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
