"""Whether an energy attracts or expels a prototype that stands outside the hull."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.kernels import Parameters
from theory.prototypes.energy import Energy

NEGLIGIBLE = 1e-12  # forces below this, absolutely, have no sign: rounding of energies of order one


@dataclass(frozen=True)
class Outside:
    """Force outwards (T,) on a probe at distances (T,) beyond the hull, and ``attracts|expels|none|mixed``."""

    gaps: Array
    force: Array

    @property
    def verdict(self) -> str:
        signs = set(np.sign(self.force[np.abs(self.force) > NEGLIGIBLE]))
        return {(): "none", (-1.0,): "attracts", (1.0,): "expels"}.get(tuple(sorted(signs)), "mixed")


def outside(
    energy: Energy | str,
    gaps: ArrayLike,
    temperature: float,
    width: float,
    nearest: bool = False,
    parameters: Parameters | None = None,
) -> Outside:
    """The configurations of ``theory.prototypes.outside``: hull [0, 1], a probe at ``1 + gap``, both ends covered or,
    with ``nearest``, the sample at 1 nearest to the probe."""
    field, distances = (
        landscape({energy: 1.0}, samples([0.0, 1.0]), temperature, parameters),
        np.asarray(gaps, dtype=float),
    )
    places = [np.array([1 - 2 * g, 1 + g] if nearest else [0.0, 1.0, 1 + g]) for g in distances]
    force = [field.forces(centres, np.full(len(centres), width))[-1] for centres in places]
    return Outside(distances, np.array(force))
