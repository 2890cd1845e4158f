"""Given matrices in the place of a model's fixed letters."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.models.point import Point
from theory.errors import InputError
from theory.matrix.model import Letter, Model
from theory.names import meant


@dataclass(frozen=True, eq=False)
class Arranged:
    """``matrices`` as the letters have them, the ``sizes`` that they fix and those given; what was ``turned``."""

    matrices: Mapping[str, Array]
    sizes: Mapping[str, int]
    turned: Mapping[str, bool]


def arranged(model: Model, sizes: Mapping[str, int], tables: Mapping[str, Array]) -> Arranged:
    """Tables as they stand or transposed, whichever fits the sizes given or fixed by other tables.

    A square table stands as it is. Raises :class:`theory.errors.InputError` for a table that fits neither way, and for
    one that fits both ways because neither size of its letter is known.

    >>> from theory.models import load
    >>> found = arranged(load("untied-autoencoder"), {"p": 3, "H": 2}, {"X": np.zeros((5, 3))})
    >>> found.sizes, found.turned, found.matrices["X"].shape
    ({'p': 3, 'H': 2, 'N': 5}, {'X': True}, (3, 5))
    """
    sizes, waiting = dict(sizes), dict(tables)
    matrices, turned = {}, {}
    while waiting:
        ready = [name for name in waiting if len(_ways(model, sizes, name, tables[name])) == 1]
        if not ready:
            raise InputError(_undecided(model, *next(iter(waiting.items()))))
        for name in ready:
            letter, table = fixed_letter(model, name), waiting.pop(name)
            turned[name] = _ways(model, sizes, name, table)[0]
            matrices[name] = table.T if turned[name] else table
            sizes |= zip((letter.rows, letter.columns), matrices[name].shape, strict=True)
    return Arranged(matrices, sizes, turned)


def _ways(model: Model, sizes: Mapping[str, int], name: str, table: Array) -> list[bool]:
    """Whether to transpose: the answers that fit the sizes."""
    letter = fixed_letter(model, name)
    due = sizes.get(letter.rows), sizes.get(letter.columns)
    fits = [
        way
        for way in (False, True)
        if all(size in (None, found) for size, found in zip(due, table.shape[:: -1 if way else 1], strict=True))
        and (letter.rows != letter.columns or table.shape[0] == table.shape[1])
    ]
    if not fits:
        wanted = " x ".join(str(sizes.get(space, space)) for space in (letter.rows, letter.columns))
        raise InputError(
            f"{model.name}: {name} is {letter.rows} x {letter.columns} = {wanted}, the table is "
            f"{' x '.join(map(str, table.shape))}: give the sizes that it has, or leave them out"
        )
    return fits[:1] if table.shape[0] == table.shape[1] else fits


def _undecided(model: Model, name: str, table: Array) -> str:
    letter = fixed_letter(model, name)
    rows, columns = table.shape
    return (
        f"{model.name}: {name} is {letter.rows} x {letter.columns}, the table is {rows} x {columns}: which is which? "
        f"give --size {letter.rows}={columns} if {letter.columns} counts its rows, --size {letter.rows}={rows} if not"
    )


def fixed_letter(model: Model, name: str) -> Letter:
    """The letter of that name, which is not trained."""
    letters = {letter.name: letter for letter in model.letters}
    if name not in letters:
        raise InputError(f"{model.name} has no matrix {name!r}{meant(name, letters)}; it has {', '.join(letters)}")
    if letters[name].trained:
        raise InputError(f"{model.name}: {name} is trained; only fixed matrices can be given")
    return letters[name]


def checked(point: Point, matrices: Mapping[str, ArrayLike]) -> dict[int, Array]:
    """Given matrices by the numbers of their letters; they are real, finite and of the letters' shapes."""
    model = point.model
    numbers = {letter.name: i for i, letter in enumerate(model.letters)}
    found = {}
    for name, given in matrices.items():
        letter, matrix = fixed_letter(model, name), np.asarray(given, dtype=float)
        if matrix.shape != point.shape(letter):
            due = " x ".join(map(str, point.shape(letter)))
            raise InputError(f"{model.name}: {name} is {letter.rows} x {letter.columns} = {due}, got {matrix.shape}")
        if not np.all(np.isfinite(matrix)) or (letter.symmetric and not np.array_equal(matrix, matrix.T)):
            kind = "finite and symmetric" if letter.symmetric else "finite"
            raise InputError(f"{model.name}: {name} is {kind}, the given matrix is not")
        found[numbers[name]] = matrix
    if missing := [x.name for i, x in enumerate(model.letters) if x.symmetric and i not in found]:
        raise InputError(f"{model.name}: give the symmetric matrix {missing[0]}, its moments do not determine it")
    return found
