"""Whether an energy attracts or expels a prototype that stands outside the hull."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.prototypes.data_measure import Array, samples
from numerics.prototypes.energy_landscape import landscape
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


def outside(energy: Energy | str, gaps: ArrayLike, temperature: float, width: float) -> Outside:
    """The configuration of ``theory.prototypes.outside``: hull [0, 1], both ends covered, a probe at ``1 + gap``."""
    field, distances = (
        landscape({energy: 1.0}, samples([0.0, 1.0]), temperature),
        np.asarray(gaps, dtype=float),
    )
    widths = np.full(3, width)
    force = [field.forces(np.array([0.0, 1.0, 1.0 + g]), widths)[2] for g in distances]
    return Outside(distances, np.array(force))
