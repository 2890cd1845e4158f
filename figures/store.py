"""Data behind figures, computed once and kept in the cache folder.

An entry is named by the function that computes it and by a digest of what it depends on: the definitions in ``figures``
that it reaches, the modules of ``theory``, ``linear_ae`` and ``numerics`` that these import, and the versions of the
libraries. What only draws may change freely. Entries are written at once and checked when read
(`theory.autoencoder.cache`).
"""

import ast
import importlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache as once
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from figures.jsonable import jsonable
from theory.autoencoder import cache

Data = dict[str, Any]
PACKAGES = ("theory", "linear_ae", "numerics")
LIBRARIES = ("numpy", "scipy", "sympy", "torch")


def folder() -> Path:
    """Where entries live: in the folder of exact results, apart from these."""
    return cache.folder() / "figures"


def remembered(compute: Callable[[bool], Data], quick: bool = False) -> Data:
    """``compute(quick)`` with arrays as lists, from the store if it is there."""
    name = f"{compute.__module__}.{compute.__name__}{'-quick' * quick}"
    path = folder() / f"{name}-{fingerprint(compute)}.json"
    found = cache.read(path)
    if not isinstance(found, dict):
        found = json.loads(json.dumps(jsonable(compute(quick))))
        cache.write(path, found)
    return found


def fingerprint(compute: Callable[[bool], Data]) -> str:
    """A digest of what the result depends on."""
    statements = list(reached(compute.__module__, compute.__name__))
    own = sorted({ast.dump(node) for node in statements})
    packages = [source(module) for module in sorted(closure(statements))]
    return cache.digest("\n".join([*own, *packages, *(f"{name} {version(name)}" for name in LIBRARIES)]))[:16]


def reached(module: str, name: str) -> Iterator[ast.stmt]:
    """The top-level statements that ``name`` in ``module`` rests on: its own, those it refers to, and so on.

    They are followed into other modules of ``figures``, of which a module imported as a whole counts in full.
    """
    body = ast.parse(inspect.getsource(importlib.import_module(module))).body
    statements = {bound: node for node in body for bound in names_bound(node)}
    waiting = [name]
    while waiting:
        word = waiting.pop()
        node = statements.pop(word, None)
        if node is not None:
            yield node
            waiting += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("figures."):
                original = next(alias.name for alias in node.names if word in (alias.name, alias.asname))
                yield from elsewhere(str(node.module), original)


def elsewhere(module: str, name: str) -> Iterator[ast.stmt]:
    """What ``from module import name`` rests on, for a module of ``figures``."""
    value = getattr(importlib.import_module(module), name)
    yield from ast.parse(inspect.getsource(value)).body if inspect.ismodule(value) else reached(module, name)


def names_bound(node: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


def closure(statements: Iterable[ast.stmt]) -> set[str]:
    """The modules of ``PACKAGES`` that the statements import, and those that these import, at any depth."""
    waiting = [module for node in statements for module in imported(node)]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += needs(module)
    return found


@once
def needs(module: str) -> tuple[str, ...]:
    """The modules of ``PACKAGES`` that a module imports."""
    return tuple(imported(ast.parse(source(module))))


def imported(tree: ast.AST) -> list[str]:
    """The modules of ``PACKAGES`` imported anywhere in a syntax tree, with the packages that hold them.

    A name from the door of a package stands for the module behind it, a package as a whole for all behind its door.
    """
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            whole = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {node.module, *(behind(node.module, alias.name) for alias in node.names)}
        else:
            continue
        names |= whole | {behind(package, name) for package in whole for name in door(package)}
    held = {".".join(name.split(".")[: k + 1]) for name in names for k in range(name.count(".") + 1)}
    return sorted(name for name in held if name.split(".")[0] in PACKAGES and source(name))


def behind(module: str, name: str) -> str:
    """The module that gives ``module`` the name: through lazy doors, or itself."""
    while name in door(module):
        module = door(module)[name]
    return module


@once
def door(package: str) -> dict[str, str]:
    """Names of a lazy door and where they come from, as ``__init__.pyi`` lists them; empty where there is none."""
    init = origin(package) if package.split(".")[0] in PACKAGES else None
    if init is None or init.name != "__init__.py" or not init.with_suffix(".pyi").exists():
        return {}
    listed = ast.parse(init.with_suffix(".pyi").read_text(encoding="utf-8")).body
    nodes = (node for node in listed if isinstance(node, ast.ImportFrom))
    return {alias.name: f"{package}.{node.module}" for node in nodes for alias in node.names}


@once
def source(module: str) -> str:
    """The text of a module's file; empty if there is no such module."""
    file = origin(module)
    return file.read_text(encoding="utf-8") if file else ""


def origin(module: str) -> Path | None:
    """The file of a module, or None if there is no such module."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:  # what should hold it is no package but a module
        return None
    return Path(found.origin) if found and found.origin else None
