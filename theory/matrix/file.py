"""Models in TOML files: the declarations of :func:`theory.matrix.define` as tables (docs/theory/matrix-models.md)."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from theory.errors import InputError
from theory.matrix.definition import Gaussian, Symmetric, define
from theory.matrix.model import Model
from theory.matrix.parse import REAL
from theory.matrix.places import place
from theory.names import meant

TABLES = ("name", "sizes", "scalars", "matrices", "losses", "flow", "regimes")
GAUSSIAN = {"shape": list, "variance": str | int, "trained": bool, "rate": str | int}
SYMMETRIC = {"shape": list, "symmetric": bool, "moments": str}
VECTOR = '; a vector has a size of its own for its one column: one = "columns" in [sizes], then --size one=1'
LARGEST = 1 << 24
"""Characters that are read: no model is longer, a device may be without end."""


def read(path: str | Path) -> Model:
    """The model that a file declares; :class:`theory.errors.InputError` names the file and the place otherwise."""
    try:
        with Path(path).open(encoding="utf-8-sig") as file:  # some editors put a mark before the text
            text = file.read(LARGEST)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: cannot be read: {error}; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    with place(str(path)):
        return parse(text, Path(path).stem)


def parse(text: str, name: str = "model") -> Model:
    """The model that the TOML ``text`` declares, called ``name`` if it does not say."""
    try:
        found = tomllib.loads(text, parse_float=str)  # decimals stay exact
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"no TOML: {error}{_quotes(text, str(error))}") from None
    _check_keys(found, TABLES, "the file")
    name = _typed(found.get("name", name), str, "name")
    return define(
        name,
        sizes=_texts(found, "sizes"),
        scalars=_texts(found, "scalars"),
        matrices={key: _matrix(key, value) for key, value in _table(found, "matrices").items()},
        losses=_texts(found, "losses"),
        flow=_flow(_table(found, "flow")),
        regimes={key: _normal(key, value) for key, value in _table(found, "regimes").items()},
    )


def _quotes(text: str, message: str) -> str:
    """That a key needs quotes, where TOML stops at a letter that it takes within quotes only."""
    found = re.search(r"line (\d+), column (\d+)", message)
    if found is None:
        return ""
    line, column = text.splitlines()[int(found[1]) - 1], int(found[2]) - 1
    key = next((word[0] for word in re.finditer(r"\w+", line) if word.start() <= column < word.end()), "")
    return "" if key.isascii() else f'; a key with letters beyond ASCII goes in quotes: "{key}"'


def _matrix(name: str, value: Any) -> Gaussian | Symmetric:
    where = f"matrices, {name}"
    entries = _typed(value, dict, where)
    symmetric = _typed(entries.get("symmetric", False), bool, f"{where}, symmetric")
    kinds = SYMMETRIC if symmetric else GAUSSIAN | {"symmetric": bool}
    if "complex" in entries:
        raise InputError(f"{where}: {REAL}")
    _check_keys(entries, kinds, where)
    for key, entry in entries.items():
        _typed(entry, kinds[key], f"{where}, {key}")
    shape = entries.get("shape")
    if shape is None or len(shape) != 2 or not all(isinstance(size, str) for size in shape):
        what = f'{where}: shape is two names of sizes, for example shape = ["p", "H"]; got {shape!r}'
        raise InputError(what + VECTOR * any(isinstance(size, int) or size == "1" for size in shape or ()))
    if symmetric:
        if shape[0] != shape[1]:
            raise InputError(f"{where}: a symmetric matrix is square, got the shape {shape}")
        return Symmetric(shape[0], entries.get("moments", name.lower()))
    return Gaussian(shape, str(entries.get("variance", 1)), entries.get("trained", False), str(entries.get("rate", 1)))


def _normal(name: str, value: Any) -> dict[str, int]:
    entries = _typed(value, dict, f"regimes, {name}")
    return {key: _typed(entry, int, f"regimes, {name}, {key}") for key, entry in entries.items()}


def _flow(entries: dict[str, Any]) -> str:
    _check_keys(entries, ("loss",), "flow")
    if "loss" not in entries:
        raise InputError('flow: loss is missing, the name of the loss whose gradient drives the flow: loss = "train"')
    return str(_typed(entries["loss"], str, "flow, loss"))


def _table(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    return dict(_typed(found.get(key, {}), dict, key))


def _texts(found: Mapping[str, Any], key: str) -> dict[str, str]:
    return {name: _typed(text, str, f"{key}, {name}") for name, text in _table(found, key).items()}


def _typed(value: Any, kind: Any, where: str) -> Any:
    names = {str: "a text in quotes", dict: "a table", bool: "true or false", list: "a list", int: "an integer"}
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise InputError(f"{where}: {names.get(kind, 'a text or an integer')} is due here, got {value!r}")
    return value


def _check_keys(found: Mapping[str, Any], known: Any, where: str) -> None:
    for key in found:
        if key not in known:
            raise InputError(f"{where}: unknown key {key!r}{meant(key, known)}; known are {', '.join(known)}")
