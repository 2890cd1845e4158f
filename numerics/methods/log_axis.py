"""Values and cells along a logarithmic axis of a map."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from numerics.methods.arrays import Array
from theory.errors import InputError

FEWEST, MOST = 2, 200


@dataclass(frozen=True)
class Axis:
    """``cells`` positive values of what is called ``name`` from ``low`` to ``high``, evenly spaced in the logarithm."""

    name: str
    low: float
    high: float
    cells: int

    def __post_init__(self) -> None:
        if not 0 < self.low < self.high < np.inf:
            raise InputError(f"the range of {self.name} is positive and ascends, got {self.low:g} to {self.high:g}")
        if not FEWEST <= self.cells <= MOST:
            raise InputError(f"{self.cells} cells along {self.name}: give {FEWEST} to {MOST}")

    @property
    def values(self) -> Array:
        """Shape (cells,)."""
        return np.geomspace(self.low, self.high, self.cells)

    @property
    def edges(self) -> Array:
        """Edges of cells around the values, shape (cells + 1,)."""
        half = (self.high / self.low) ** (0.5 / (self.cells - 1))
        return np.geomspace(self.low / half, self.high * half, self.cells + 1)


def require_plane(x: Axis, y: Axis, fixed: Mapping[str, float], of: str) -> None:
    """Refuse a plane whose axes are the same one of what it is a plane ``of``, or are fixed."""
    if x.name == y.name:
        raise InputError(f"the axes of a plane are two different {of}, got {x.name} twice")
    if twice := [name for name in (x.name, y.name) if name in fixed]:
        raise InputError(f"{twice[0]} is an axis of the plane and cannot be fixed; leave out one of the two")
