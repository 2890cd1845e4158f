"""Prototypes and the data they see: what every structural energy is a function of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from theory.errors import InputError
from theory.prototypes.symbols import x

Point = tuple[sp.Expr, ...]


@dataclass(frozen=True)
class Prototype:
    """A hidden neuron ``phi(x) = exp(-w^2 |x - c|^2)``: its centre (d coordinates) and inverse width ``w``."""

    centre: Point
    width: sp.Expr

    def response(self, point: Point) -> sp.Expr:
        """Activation at a point, in (0, 1]."""
        return sp.exp(-(self.width**2) * squared_distance(point, self.centre))


def squared_distance(a: Point, b: Point) -> sp.Expr:
    """``|a - b|^2``, written the same way for both orders of the points."""
    offsets = (u - v for u, v in zip(a, b, strict=True))
    return sp.Add(*((-z if z.could_extract_minus_sign() else z) ** 2 for z in offsets))


def distance(a: Point, b: Point) -> sp.Expr:
    """``|a - b|``; in one dimension ``Abs(a - b)``, a kink that sympy knows."""
    return sp.sqrt(squared_distance(a, b))


@dataclass(frozen=True)
class Samples:
    """The empirical measure of finitely many points, each with weight 1/N."""

    points: tuple[Point, ...]

    def mean(self, function: Callable[[Point], sp.Expr]) -> sp.Expr:
        return sp.Add(*(function(point) for point in self.points)) / len(self.points)


@dataclass(frozen=True)
class Uniform:
    """The uniform measure on the interval from ``left`` to ``right`` (one dimension)."""

    left: sp.Expr = sp.S.Zero
    right: sp.Expr = sp.S.One

    def mean(self, function: Callable[[Point], sp.Expr]) -> sp.Expr:
        return sp.Integral(function((x,)), (x, self.left, self.right)) / (self.right - self.left)


Data = Samples | Uniform


@dataclass(frozen=True)
class System:
    """M prototypes and their data, all of one dimension."""

    prototypes: tuple[Prototype, ...]
    data: Data

    def __post_init__(self) -> None:
        points = self.data.points if isinstance(self.data, Samples) else ((x,),)
        dimensions = {len(point) for point in points} | {len(p.centre) for p in self.prototypes}
        if len(dimensions) != 1:
            raise InputError(f"points of different dimensions {sorted(dimensions)}: give all of them one dimension")

    @property
    def coordinates(self) -> list[sp.Expr]:
        """All centre coordinates, prototype by prototype (length M d)."""
        return [coordinate for prototype in self.prototypes for coordinate in prototype.centre]

    @property
    def symbols(self) -> set[sp.Basic]:
        """The symbols of prototypes and samples."""
        points = self.data.points if isinstance(self.data, Samples) else ()
        entries = [*self.coordinates, *(p.width for p in self.prototypes), *(v for z in points for v in z)]
        return set().union(*(sp.sympify(entry).free_symbols for entry in entries))


def point(name: str, index: int, dimension: int) -> Point:
    """Real coordinates ``name_index`` (or ``name_index,1 ... name_index,d``)."""
    if dimension == 1:
        return (sp.Symbol(f"{name}_{index}", real=True),)
    return tuple(sp.Symbol(f"{name}_{{{index},{k}}}", real=True) for k in range(1, dimension + 1))


def prototypes(count: int, dimension: int = 1) -> tuple[Prototype, ...]:
    """Prototypes with symbolic centres ``c_j`` and inverse widths ``w_j > 0``."""
    return tuple(Prototype(point("c", j, dimension), sp.Symbol(f"w_{j}", positive=True)) for j in range(1, count + 1))


def sampled(prototype_count: int, sample_count: int, dimension: int = 1) -> System:
    """Symbolic prototypes that see symbolic samples ``x_i``."""
    points = tuple(point("x", i, dimension) for i in range(1, sample_count + 1))
    return System(prototypes(prototype_count, dimension), Samples(points))


def uniform(prototype_count: int, ends: Sequence[sp.Expr] = (sp.S.Zero, sp.S.One)) -> System:
    """Symbolic prototypes that see uniform data on an interval."""
    return System(prototypes(prototype_count), Uniform(*ends))
