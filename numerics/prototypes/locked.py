"""An attractor against a repulsor on a locked lattice: M = N prototypes, each on its own equally spaced sample.

Positions are measured in spacings and times so that an isolated locked prototype relaxes at rate 1.
"""

from dataclasses import dataclass

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import Landscape, landscape, share_out
from numerics.prototypes.kernels import Parameters
from theory.errors import InputError
from theory.memory import require
from theory.prototypes.energy import Energy

MATRICES = 4  # of the lattice's size: the Hessians of both losses, their sum, and a factor
WEAKEST = 1e-200  # force: the ratios that balance a weaker one overflow with the forces of all others


@dataclass(frozen=True)
class Balance:
    """Forces ``scale (F_attractor + ratio F_repulsor)`` at positions y = c / spacing, shape (N,).

    ``reach`` is the larger of both temperatures; responses have the inverse width ``width``.
    """

    attractor: Landscape
    repulsor: Landscape
    start: Array
    spacing: float
    reach: float
    width: float | None = None

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
        return y * self.spacing, np.full(len(y), self.width or np.sqrt(2 / self.reach))


def locked(
    count: int,
    softness: float,
    repulsor: Energy | str,
    attractor: Energy | str = "coverage",
    attractor_softness: float | None = None,
    width: float | None = None,
    parameters: Parameters | None = None,
) -> Balance:
    """The lattice of ``count`` samples on [0, 1] at ``softness = tau / spacing^2`` of the repulsor.

    The attractor's softness is the same if none is given. Widths ``w^2 = 2 / tau`` by default give overlap the range
    of separation, ``exp(-(c_j - c_k)^2 / tau)``. ``parameters`` are those of both losses.
    """
    soft = softness if attractor_softness is None else attractor_softness
    for name, value in (("softness", softness), ("attractor's softness", soft)):
        if not (np.isfinite(value) and value > 0):
            raise InputError(f"{name} tau / spacing^2 = {value}: give a positive number")
    if not (width is None or (np.isfinite(width) and width > 0)):
        raise InputError(f"width {width}: give a positive number")
    require(MATRICES * 8.0 * count**2, f"a lattice of {count} prototypes", "take a smaller one")
    data, spacing = lattice(count), 1 / (count - 1)
    tau, cold = softness * spacing**2, soft * spacing**2
    own = share_out(parameters or {}, (attractor, repulsor))
    pull, push = landscape({attractor: 1.0}, data, cold, own[0]), landscape({repulsor: 1.0}, data, tau, own[1])
    w = float(np.sqrt(2 / tau)) if width is None else width
    return Balance(pull, push, np.arange(count, dtype=float), spacing, max(tau, cold), w)


def first_estimate(balance: Balance) -> float:
    """Ratio at which a linear spring of an isolated locked prototype yields by one spacing: 1 / (push at the edge).

    ``InputError`` where the repulsor does not act on the edge of the lattice, or pulls it inwards.
    """
    push, name = float(balance.push(balance.start)[-1]), balance.repulsor.terms[0][1].energy.name
    if push <= -WEAKEST:
        raise InputError(
            f"{name} pulls the outermost prototype inwards (a force of {push:.3g}, in units of the lattice): "
            "the lattice gives way to a repulsor that pushes it outwards; give one, such as this with its sign reversed"
        )
    if push < WEAKEST:
        raise InputError(
            f"{name} does not act on the outermost prototype (a force of {push:.3g}, in units of the lattice): "
            "no ratio lets the lattice give way; give a longer range, a larger tau or another repulsor"
        )
    return 1 / push
