"""Exact linear algebra in rationals, for the few dimensions of exponents."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np

Vector = tuple[int, ...]
Row = Sequence[int | Fraction]


def dot(u: Row, v: Row) -> int | Fraction:
    """Scalar product."""
    return sum(x * y for x, y in zip(u, v, strict=True))


def reduced(rows: Iterable[Row]) -> dict[int, list[Fraction]]:
    """The reduced row echelon form without zero rows, each row by its pivot column."""
    pivots: dict[int, list[Fraction]] = {}
    for given in rows:
        row = [Fraction(x) for x in given]
        for column, other in pivots.items():
            if row[column]:
                row = [x - row[column] * y for x, y in zip(row, other, strict=True)]
        lead = next((i for i, x in enumerate(row) if x), None)
        if lead is None:
            continue
        row = [x / row[lead] for x in row]
        for column, other in pivots.items():
            pivots[column] = [x - other[lead] * y for x, y in zip(other, row, strict=True)]
        pivots[lead] = row
    return dict(sorted(pivots.items()))


def null_space(rows: Iterable[Row], width: int) -> list[Vector]:
    """Primitive integer vectors that span what is orthogonal to every row of that width."""
    pivots = reduced(rows)
    result = []
    for free in range(width):
        if free not in pivots:
            vector = [Fraction(int(i == free)) for i in range(width)]
            for column, row in pivots.items():
                vector[column] = -row[free]
            result.append(primitive(vector))
    return result


def products(table: np.ndarray, vectors: Sequence[Vector]) -> np.ndarray:
    """The exact scalar products of the rows of an integer table with integer vectors, one column each."""
    factors = np.array(vectors, dtype=object).reshape(-1, table.shape[1])
    largest = int(abs(table).max(initial=0)) * int(abs(factors).max(initial=0)) * table.shape[1]
    return table @ factors.T.astype(np.int64) if largest < 2**62 else table.astype(object) @ factors.T


def spanning(table: np.ndarray) -> list[Vector]:
    """Rows of an integer table that are independent and span all of them, the first ones of which that holds."""
    kept: list[Vector] = []
    kernel = null_space([], table.shape[1])
    rest = table[table.any(axis=1)]
    while len(rest):
        kept.append(tuple(rest[0].tolist()))
        kernel = orthogonal_part(kernel, kept[-1])
        rest = rest[products(rest, kernel).any(axis=1)]
    return kept


def orthogonal_part(kernel: Sequence[Vector], row: Vector) -> list[Vector]:
    """A basis of the combinations of ``kernel`` orthogonal to ``row``, which is not orthogonal to all of it."""
    shares = [dot(vector, row) for vector in kernel]
    pivot = next(i for i, share in enumerate(shares) if share)
    return [
        primitive([shares[pivot] * x - share * y for x, y in zip(vector, kernel[pivot], strict=True)])
        for i, (vector, share) in enumerate(zip(kernel, shares, strict=True))
        if i != pivot
    ]


def orthogonal(vector: Row, directions: Sequence[Row]) -> list[Fraction]:
    """``vector`` less its projection on the span of ``directions`` (Gram-Schmidt)."""
    rest = [Fraction(x) for x in vector]
    done: list[list[Fraction]] = []
    for given in directions:
        new = [Fraction(x) for x in given]
        for other in done:
            share = Fraction(dot(new, other)) / dot(other, other)
            new = [x - share * y for x, y in zip(new, other, strict=True)]
        if any(new):
            done.append(new)
            share = Fraction(dot(rest, new)) / dot(new, new)
            rest = [x - share * y for x, y in zip(rest, new, strict=True)]
    return rest


def primitive(vector: Row) -> Vector:
    """The integer vector of the same direction whose entries have the greatest common divisor 1; zero stays zero."""
    scale = lcm(*(x.denominator for x in vector))
    whole = [int(x * scale) for x in vector]
    divisor = gcd(*whole) or 1
    return tuple(x // divisor for x in whole)
