"""Monomials in sizes and scalars that a theorist would write: short, dimensionless, in natural orientation."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from theory.matrix.model import Letter, Model
from theory.matrix.monomials import exponents
from theory.matrix.rational import Row, Vector, dot, null_space, primitive

Powers = tuple[Fraction, ...]
MOST = 20_000
"""Combinations of a basis that are tried in search of short ones."""
CLOSE = 1e-9
"""Rounding of the projection of small integer vectors, far below the least distance between them."""


def text(names: Sequence[str], powers: Row) -> str:
    """For example ``p*H*sigma2^2/N``, ``p/(H*N)``, ``sigma2^(1/2)``, ``1``."""
    above = [power(name, Fraction(e)) for name, e in zip(names, powers, strict=True) if e > 0]
    below = [power(name, -Fraction(e)) for name, e in zip(names, powers, strict=True) if e < 0]
    under = f"({'*'.join(below)})" if len(below) > 1 else "".join(below)
    return ("*".join(above) or "1") + (f"/{under}" if below else "")


def power(name: str, exponent: Fraction) -> str:
    """``p``, ``p^2``, ``p^(1/2)``."""
    if exponent == 1:
        return name
    return f"{name}^{exponent}" if exponent.denominator == 1 else f"{name}^({exponent})"


def brevity(powers: Row) -> tuple[object, ...]:
    """Sort key: whole powers first, then few factors, one of them above the line, then those named first."""
    fractions = [Fraction(e) for e in powers]
    whole = max(e.denominator for e in fractions)
    above = any(e > 0 for e in fractions)
    return whole, sum(map(abs, fractions)), not above, [-abs(e) for e in fractions], [-e for e in fractions]


def short(basis: Sequence[Vector], width: int) -> np.ndarray:
    """Monomials in ``width`` names that are small combinations of a basis, one a row, shortest first, each up to its
    inverse.

    The first factor stands above the line.
    """
    if not basis:
        return np.zeros((0, width), dtype=np.int64)
    return combinations(independent(combinations(basis)))


def combinations(basis: Sequence[Vector]) -> np.ndarray:
    """The primitive combinations with coefficients from -3 to 3 (fewer where the basis is large), shortest first."""
    reach = 3 if 7 ** len(basis) <= MOST else 2 if 5 ** len(basis) <= MOST else 1
    axes = np.indices((2 * reach + 1,) * len(basis)).reshape(len(basis), -1).T - reach
    table = axes[len(axes) // 2 + 1 :] @ np.array(basis, dtype=np.int64)
    table //= np.gcd.reduce(table, axis=1)[:, None]
    first = table[np.arange(len(table)), (table != 0).argmax(axis=1)]
    table = np.unique(table * np.sign(first)[:, None], axis=0)
    return table[np.lexsort((*(-abs(table)).T[::-1], abs(table).sum(axis=1)))]


def independent(table: np.ndarray, start: Sequence[Vector] = ()) -> list[Vector]:
    """The rows, in turn, that are no combination of earlier ones and of ``start``."""
    kept: list[Vector] = []
    rows = [np.array(vector, dtype=float) for vector in start]
    rest = table
    while len(rest):
        if rows:
            span = np.linalg.qr(np.array(rows).T)[0]
            rest = rest[abs(rest - rest @ span @ span.T).max(axis=1) > CLOSE]
        if len(rest):
            kept.append(tuple(rest[0].tolist()))
            rows.append(rest[0].astype(float))
    return kept


def ratios(letter: Letter, model: Model) -> list[Vector]:
    """The monomials that a letter brings to mind: rows and columns times its variance, and its shape.

    A trained letter's is columns over rows (a width over a dimension), a fixed one's rows over columns (a dimension
    over samples).
    """
    rows, columns = (unit(model, name) for name in (letter.rows, letter.columns))
    variance = exponents(letter.variance.powers, len(model.names))
    shape = minus(columns, rows) if letter.trained else minus(rows, columns)
    return [minus(rows, minus((0,) * len(rows), variance)), minus(columns, minus((0,) * len(rows), variance)), shape]


def unit(model: Model, name: str) -> Vector:
    """The exponents of one size."""
    return tuple(int(other == name) for other in model.names)


def minus(first: Vector, second: Vector) -> Vector:
    """Difference."""
    return tuple(x - y for x, y in zip(first, second, strict=True))


@dataclass(frozen=True)
class Scales:
    """The dimensionless monomials of a model: those that the directions ``flat`` leave as they are."""

    model: Model
    flat: tuple[Vector, ...]

    def dimensionless(self, powers: Row) -> bool:
        """Whether every direction in which no weight changes leaves a monomial as it is."""
        return all(dot(powers, direction[:-1]) == 0 for direction in self.flat)

    @cached_property
    def table(self) -> np.ndarray:
        """Short ones, a row each, shortest first."""
        width = len(self.model.names)
        return short(null_space([direction[:-1] for direction in self.flat], width), width)

    @cached_property
    def basis(self) -> list[Vector]:
        """The shortest of which all others are products of powers."""
        return independent(self.table)

    @cached_property
    def natural(self) -> list[Vector]:
        """Those of the letters (:func:`ratios`) that are dimensionless, each once up to its inverse."""
        found: list[Vector] = []
        for letter in self.model.letters:
            for powers in ratios(letter, self.model):
                inverse = tuple(-e for e in powers)
                if any(powers) and self.dimensionless(powers) and not {powers, inverse} & set(found):
                    found.append(powers)
        return found

    def unmoved(self, rays: Sequence[Vector]) -> np.ndarray:
        """Short ones that every ray leaves as they are, shortest first; all there are, up to products of powers."""
        table = self.table
        if rays:
            table = table[~(table @ np.array(rays, dtype=np.int64)[:, :-1].T).any(axis=1)]
        places = [[int(dot(powers, ray[:-1])) for powers in self.basis] for ray in rays]
        kernel = null_space(places, len(self.basis))
        if len(independent(table)) == len(kernel):
            return table
        products = [primitive((np.array(row, dtype=np.int64) @ np.array(self.basis)).tolist()) for row in kernel]
        return short(products, len(self.model.names))
