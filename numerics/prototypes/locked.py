"""An attractor against a repulsor on a locked lattice: M = N prototypes, each on its own equally spaced sample.

Positions are measured in spacings and times so that an isolated locked prototype relaxes at rate 1.
"""

from dataclasses import dataclass

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import Landscape, landscape
from theory.errors import InputError
from theory.prototypes.energy import Energy


@dataclass(frozen=True)
class Balance:
    """Forces ``scale (F_attractor + ratio F_repulsor)`` at positions y = c / spacing, shape (N,)."""

    attractor: Landscape
    repulsor: Landscape
    start: Array
    spacing: float
    reach: float

    @property
    def scale(self) -> float:
        return len(self.start) / 2 / self.spacing

    def forces(self, y: Array, ratio: float) -> Array:
        c, w = self._state(y)
        return self.scale * (self.attractor.forces(c, w) + ratio * self.repulsor.forces(c, w))

    def push(self, y: Array) -> Array:
        """Derivative of the forces by the ratio."""
        return self.scale * self.repulsor.forces(*self._state(y))

    def jacobian(self, y: Array, ratio: float) -> Array:
        """Derivative of the forces by the positions, shape (N, N); symmetric."""
        c, w = self._state(y)
        stiffness = self.attractor.hessian(c, w) + ratio * self.repulsor.hessian(c, w)
        return -self.scale * self.spacing * stiffness

    def displacement(self, y: Array) -> float:
        """How far the outermost prototype stands outside the hull, in spacings."""
        return float(max(y.max() - self.start[-1], self.start[0] - y.min()))

    def _state(self, y: Array) -> tuple[Array, Array]:
        return y * self.spacing, np.full(len(y), np.sqrt(2 / self.reach))


def locked(count: int, softness: float, repulsor: Energy | str, attractor: Energy | str = "coverage") -> Balance:
    """The lattice of ``count`` samples on [0, 1] at ``softness = tau / spacing^2``.

    Widths ``w^2 = 2 / tau`` give overlap the range of separation, ``exp(-(c_j - c_k)^2 / tau)``.
    """
    if not (np.isfinite(softness) and softness > 0):
        raise InputError(f"softness tau / spacing^2 = {softness}: give a positive number")
    data = lattice(count)
    spacing = 1 / (count - 1)
    tau = softness * spacing**2
    pull, push = landscape({attractor: 1.0}, data, tau), landscape({repulsor: 1.0}, data, tau)
    return Balance(pull, push, np.arange(count, dtype=float), spacing, tau)


def first_estimate(balance: Balance) -> float:
    """Ratio at which a linear spring of an isolated locked prototype yields by one spacing: 1 / (push at the edge)."""
    return float(1 / balance.push(balance.start)[-1])
