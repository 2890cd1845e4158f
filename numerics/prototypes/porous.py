"""Finite volumes for the porous-medium equation ``rho_t = D (rho rho_x)_x`` on an interval.

The flux between neighbouring cells is ``-(D/2) (rho_{i+1}^2 - rho_i^2) / h``: conservative, and exact
where ``rho^2`` is linear, as it is at an absorbing end. Second order in h away from the free boundary and
in the L1 norm.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.brief import Brief
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from theory.errors import InputError

Boundary = Literal["line", "absorbing"]


@dataclass(frozen=True, repr=False)
class Evolution(Brief):
    """Times (T,), cell centres (n,), cell averages of the density (T, n)."""

    times: Array
    centres: Array
    density: Array

    @property
    def width(self) -> float:
        return float(self.centres[1] - self.centres[0])

    def mass(self, interval: tuple[float, float] | None = None) -> Array:
        """Mass of the whole domain, or inside an interval (partly covered cells count by their covered part)."""
        low, high = interval or (-np.inf, np.inf)
        left, right = self.centres - self.width / 2, self.centres + self.width / 2
        return self.density @ np.clip(np.minimum(right, high) - np.maximum(left, low), 0, None)


def porous_flow(
    density: ArrayLike,
    ends: tuple[float, float],
    diffusivity: float,
    times: ArrayLike,
    boundary: Boundary = "line",
) -> Evolution:
    """Evolve cell averages (n,) between ``ends``, from the first of the times on.

    ``absorbing`` ends hold the density at zero. On the ``line`` the domain must be wide enough: mass that
    arrives at its ends raises ``InputError``.
    """
    start, t = np.asarray(density, dtype=float), np.asarray(times, dtype=float)
    if start.ndim != 1 or len(start) < 3 or not np.all(start >= 0) or not np.isfinite(start).all():
        raise InputError(f"density of shape {start.shape}: give at least 3 cell averages, finite and not negative")
    if not (diffusivity > 0 and ends[0] < ends[1] and np.all(np.diff(t) > 0)):
        raise InputError("give a positive diffusivity, ends in increasing order and increasing times")
    h = (ends[1] - ends[0]) / len(start)

    def rate(_: float, rho: Array) -> Array:
        return -np.diff(_fluxes(rho, diffusivity, h, boundary)) / h

    solution = solved(
        rate,
        (t[0], t[-1]),
        start,
        "the porous-medium flow stopped at time {time}",
        method="LSODA",
        t_eval=t,
        rtol=1e-9,
        atol=1e-12 * start.max(),
        lband=1,
        uband=1,
    )
    found = solution.y.T
    if boundary == "line" and found[:, [0, -1]].max() > 1e-6 * start.max():
        raise InputError(f"the density reaches the ends {ends} of the domain: give wider ends")
    centres = np.asarray(ends[0] + h * (np.arange(len(start)) + 0.5), dtype=float)
    return Evolution(t, centres, found)


def _fluxes(rho: Array, diffusivity: float, h: float, boundary: Boundary) -> Array:
    """Through all n + 1 faces, positive to the right."""
    square = diffusivity / 2 * rho * np.abs(rho)
    inner = -np.diff(square) / h
    if boundary == "line":
        return np.concatenate([[0.0], inner, [0.0]])
    return np.concatenate([[-square[0] / (h / 2)], inner, [square[-1] / (h / 2)]])
