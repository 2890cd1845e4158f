"""Whether the outcomes of runs make one data set: asked as they come, so that a sweep does not fail at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.sweep.outcome import decode
from theory.errors import InputError


@dataclass(frozen=True)
class Fit:
    """What results must agree with: the dimensions and coordinates asked for, the parameters, and one another."""

    parameters: Sequence[str]
    dims: Mapping[str, Sequence[str]]
    coords: Mapping[str, ArrayLike]
    kinds: dict[str, str] = field(default_factory=dict)

    def refuse_unfit(self, record: Mapping[str, Any]) -> None:
        """Raise ``InputError`` at the first outcome that does not fit."""
        for name, value in record.get("result", {}).items():
            array = np.asarray(decode(value))
            self._refuse_dims(name, array.shape)
            kind = kind_of(array)
            if (before := self.kinds.setdefault(name, kind)) != kind:
                raise InputError(f"{name} is {before} in one run and {kind} in another: return the same in all")

    def _refuse_dims(self, name: str, shape: tuple[int, ...]) -> None:
        named = self.dims.get(name, [f"{name}_{k}" for k in range(len(shape))])
        if len(shape) != len(named):
            raise InputError(f"{name} has {len(shape)} dimensions, and dims names {len(named)}: name each")
        for dim, size in zip(named, shape, strict=True):
            if dim in self.parameters:
                raise InputError(f"a dimension of {name} is called {dim}, as a parameter is: give dims, or rename one")
            if dim in self.coords and size > (known := len(np.atleast_1d(self.coords[dim]))):
                raise InputError(f"{name} has {size} entries along {dim}, its coordinates are {known}: give as many")


def kind_of(array: NDArray) -> str:
    """Numbers or texts, of how many dimensions."""
    what = "text" if array.dtype.kind == "U" else "number"
    return f"a {what}" if array.ndim == 0 else f"{what}s in {array.ndim} dimension{'s' * (array.ndim > 1)}"
