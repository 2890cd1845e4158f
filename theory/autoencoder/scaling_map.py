"""The space of exponents of the tied autoencoder in slices: ``theory.matrix.scaling_map`` in ``H ~ p^x``, ``N ~ p^y``,
``sigma^2 ~ p^z``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from theory.autoencoder.classify import Power
from theory.autoencoder.prism import prism
from theory.errors import InputError
from theory.matrix.scaling_map import Affine, Cell, Place, Plane, Range, ScalingMap, divided, expression

EXPONENTS: Mapping[str, sp.Symbol] = {"H": sp.Symbol("x"), "N": sp.Symbol("y"), "sigma2": sp.Symbol("z")}
BOX: Mapping[str, Range] = {
    "H": (Fraction(0), Fraction(5, 2)),
    "N": (Fraction(0), Fraction(2)),
    "sigma2": (Fraction(-3), Fraction(1)),
}


@dataclass(frozen=True)
class Slice:
    """The plane where the exponent of ``fixed`` is ``value``, None for N = inf; ``axes`` are the other two, horizontal
    and vertical.
    """

    fixed: str
    value: Power

    def __post_init__(self) -> None:
        if self.fixed not in EXPONENTS:
            raise InputError(f"a slice fixes the exponent of {', '.join(EXPONENTS)}, got {self.fixed!r}")
        if self.value is None and self.fixed != "N":
            raise InputError(f"only N may be inf, {self.fixed} scales like a power of p")
        if self.value is not None and self.value < 0 and self.fixed != "sigma2":
            raise InputError(f"{self.fixed} is at least 1, so its power of p is at least 0, got {self.value}")

    @property
    def axes(self) -> tuple[str, str]:
        """Names of the exponents that vary."""
        first, second = (name for name in EXPONENTS if name != self.fixed)
        return first, second

    def exponents(self, place: Place) -> dict[str, Power]:
        """All three exponents at a place of the slice."""
        return dict(zip(self.axes, place, strict=True)) | {self.fixed: self.value}

    def plane(self, limits: Mapping[str, Range] = BOX) -> Plane:
        """The slice within limits of its axes, as a plane of the model's powers of p."""
        powers = {"p": Fraction(1), self.fixed: self.value}
        constant: dict[str, Affine | None] = {
            name: None if power is None else (power, Fraction(0), Fraction(0)) for name, power in powers.items()
        }
        first, second = self.axes
        return Plane(self.axes, (limits[first], limits[second]), constant)

    def time_power(self, cell: Cell) -> sp.Expr:
        """The natural rate of a cell as a power of p, in the exponents x, y, z that vary."""
        assert cell.time_power, "all sizes are powers of p"
        return expression(cell.time_power, [EXPONENTS[name] for name in self.axes])


def divided_slice(plane: Slice, limits: Mapping[str, Range] = BOX) -> ScalingMap:
    """The slice within limits of its axes, divided into the faces that win."""
    return divided(prism(), plane.plane(limits))
