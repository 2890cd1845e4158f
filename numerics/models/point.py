"""A model at numbers: its sizes and the values of its scalars."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from linear_ae.arrays import shown
from linear_ae.sizes import LEAST, MOST, NUMBER, within
from theory.errors import InputError
from theory.matrix.model import Letter, Model, Monomial
from theory.matrix.monomials import exponents
from theory.names import meant


@dataclass(frozen=True, eq=False)
class Point:
    """``model`` at ``sizes`` (whole numbers >= 1) and ``values`` (positive numbers) of every size and scalar.

    Raises :class:`theory.errors.InputError` for a name that is missing, unknown or out of range.
    """

    model: Model
    sizes: Mapping[str, int]
    values: Mapping[str, float]

    def __post_init__(self) -> None:
        for kind, given, known in (("size", self.sizes, self.model.sizes), ("value", self.values, self.model.scalars)):
            for name in given:
                if name not in known:
                    listed = ", ".join(known) or "none"
                    raise InputError(f"{self.model.name}: unknown {kind} {name!r}{meant(name, known)}; it has {listed}")
            if missing := [name for name in known if name not in given]:
                lacking = f"a {kind} is missing for {', '.join(missing)}"
                raise InputError(f"{self.model.name}: {lacking}: give --{kind} {missing[0]}=NUMBER")
        for name, size in self.sizes.items():
            if not (isinstance(size, NUMBER) and 1 <= size < math.inf and size == int(size) <= MOST):
                raise InputError(
                    f"{self.model.name}: the size {name} is a whole number from 1 to {MOST:g}, got {shown(size)}"
                )
        for name, value in self.values.items():
            if not (isinstance(value, NUMBER) and within(value)):
                raise InputError(
                    f"{self.model.name}: {name} is a number from {LEAST:g} to {MOST:g}, got {shown(value)}"
                )

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The sizes and scalars in the order of the model's names."""
        given = {**self.sizes, **self.values}
        return tuple(float(given[name]) for name in self.model.names)

    def monomial(self, powers: int) -> float:
        """The value of a product of powers of sizes and scalars."""
        return math.prod(x**e for x, e in zip(self.numbers, exponents(powers, len(self.numbers)), strict=True))

    def value(self, monomial: Monomial) -> float:
        """The value of a monomial with its coefficient."""
        return float(monomial.coefficient) * self.monomial(monomial.powers)

    def shape(self, letter: Letter) -> tuple[int, int]:
        """Rows and columns of a letter."""
        return int(self.sizes[letter.rows]), int(self.sizes[letter.columns])

    @property
    def entries(self) -> int:
        """Entries of the largest matrix."""
        return max(math.prod(self.shape(letter)) for letter in self.model.letters)

    def __str__(self) -> str:
        given = {**self.sizes, **self.values}
        return ", ".join(f"{name} = {given[name]:g}" for name in self.model.names)
