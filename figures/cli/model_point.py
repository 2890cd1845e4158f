"""A model at numbers from the command line: ``--model --size --value --matrix``."""

from collections.abc import Mapping
from dataclasses import dataclass

import click
import numpy as np

from figures.cli.model_classify import assignments
from figures.cli.options import Count
from linear_ae.reading import read
from numerics.methods.arrays import Array
from numerics.models.given import arranged, fixed_letter
from numerics.models.point import Point
from theory.errors import InputError
from theory.matrix.model import Letter, Model
from theory.models import load

SCALE = 2.0
"""A mean square that is off by more than this factor is said."""


@dataclass(frozen=True, eq=False)
class Given:
    """The ``point`` that the options name, with the tables in the place of fixed letters."""

    point: Point
    matrices: Mapping[str, Array]


def given(source: str, sizes: tuple[str, ...], values: tuple[str, ...], matrices: tuple[str, ...]) -> Given:
    """What the options say; how tables were read and turned goes to stderr."""
    model = load(source)
    numbers = {name: float("inf" if x is None else x) for name, x in assignments("--value", values).items()}
    tables = {name: table(model, name, file) for name, file in named(matrices).items()}
    found = arranged(model, read_sizes(sizes), {name: matrix for name, (_, matrix) in tables.items()})
    for name, (line, _) in tables.items():
        letter, turned = fixed_letter(model, name), "turned to" if found.turned[name] else "as"
        rows, columns = found.matrices[name].shape
        click.echo(f"prism: {name}: {line}, {turned} {letter.rows} x {letter.columns} = {rows} x {columns}", err=True)
    point = Point(model, found.sizes, numbers)
    for name, matrix in found.matrices.items():
        warn_of_scale(point, fixed_letter(model, name), matrix)
    for loss in untouched(model, tuple(tables)):
        said = "only training brings the table in, new samples are the model's"
        click.echo(f"prism: {loss} does not contain {', '.join(tables)}: {said}", err=True)
    return Given(point, found.matrices)


def untouched(model: Model, tables: tuple[str, ...]) -> list[str]:
    """Losses in which no table occurs, such as a population loss, which is that of the model's Gaussian samples.

    >>> untouched(load("untied-autoencoder"), ("X",))
    ['population']
    """
    given = {number for number, letter in enumerate(model.letters) if letter.name in tables}
    if not given:
        return []
    used = {
        name: {byte >> 1 for words in one.terms for word in words for byte in word}
        for name, one in model.losses.items()
    }
    return [name for name, letters in used.items() if not letters & given]


def warn_of_scale(point: Point, letter: Letter, matrix: Array) -> None:
    """Say on stderr if a table is of another scale than the Gaussian matrix whose place it takes."""
    if letter.symmetric:
        return
    found, due = float(np.mean(matrix**2)), point.value(letter.variance)
    if not 1 / SCALE < found / due < SCALE:
        said = f"its entries have the mean square {found:.3g}, those of the Gaussian matrix {due:.3g}"
        click.echo(f"prism: {letter.name}: {said}; it stands unscaled", err=True)


def read_sizes(sizes: tuple[str, ...]) -> dict[str, int]:
    """``NAME=SIZE``, whole numbers."""
    found = assignments("--size", sizes)
    for name, size in found.items():
        if size is None or size < 1 or size.denominator != 1:
            raise InputError(f"--size {name} is a whole number >= 1, got {'inf' if size is None else size}")
    return {name: int(size) for name, size in found.items() if size is not None}


def named(matrices: tuple[str, ...]) -> dict[str, str]:
    """``NAME=FILE``."""
    found: dict[str, str] = {}
    for text in matrices:
        name, equals, file = text.partition("=")
        if not (equals and name.strip() and file):
            raise InputError(f"--matrix takes NAME=FILE such as X=samples.csv, got {text!r}")
        if name.strip() in found:
            raise InputError(f"--matrix gives {name.strip()} twice; leave out one of them")
        found[name.strip()] = file
    return found


def table(model: Model, name: str, file: str) -> tuple[str, Array]:
    """How a table was read, and the table."""
    fixed_letter(model, name)
    found = read(file)
    return str(found), found.matrix


def minibatch(batch: str) -> tuple[str, int]:
    """``NAME=SIZE``: the size that counts samples, and how many of them make a minibatch."""
    name, equals, number = batch.partition("=")
    if not equals:
        raise InputError(f"--batch {batch}: with --model it names the size that counts samples, such as N={batch}")
    return name.strip(), int(Count().convert(number, None, None))


def columns(
    t: Array,
    losses: Mapping[str, Array],
    spread: Mapping[str, Array],
    label: str,
    scatter: Mapping[str, Mapping[str, Array]] | None = None,
) -> dict[str, np.ndarray]:
    """Losses beside their errors, for a table, then what else is known of each, by label and name."""
    found = [("t", t)]
    for name, curve in losses.items():
        found += [(name, curve), (f"{name}_{label}", spread[name])]
    for name in losses:
        found += [(f"{name}_{label}", rows[name]) for label, rows in (scatter or {}).items()]
    names = [name for name, _ in found]
    if twice := [name for name in losses if names.count(name) > 1]:
        raise InputError(f"the loss {twice[0]} has the name of another column: rename it, or take --json")
    return dict(found)
