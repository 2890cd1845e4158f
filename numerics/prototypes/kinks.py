"""A lattice held by kinks: attractors whose force jumps where a prototype passes its sample, such as ``min_i(r)``.

On the kink any force up to half of the jump is answered, as by dry friction; one prototype on its sample::

     force
      +h |-------.                 the repulsor pushes with p:
         |       |                 it stays while |p| < h, then leaves
      ---+-------*-------  c
         |       |
      -h |       '-------
"""

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.locked import Balance

NEAR, FAR = 1e-6, 1e-4  # spacings on either side: a smooth change of force is a hundred times smaller at the nearer


def holding_ratio(balance: Balance) -> float | None:
    """The largest ratio at which no prototype of the lattice leaves its sample; None if some force has no jump there.

    ``min_j (h_j - |f_j|) / |p_j|`` with the half jump ``h_j`` of the attractor's force on prototype j as it passes its
    sample, its mean ``f_j`` there, and the repulsor's force ``p_j``; exact where the repulsor is smooth on the lattice.
    """
    (smooth, half), (_, wide) = _jumps(balance, NEAR), _jumps(balance, FAR)
    if not (half > 0.5 * np.abs(wide)).all() or half.min() <= 0:
        return None
    push = np.abs(balance.push(balance.start))
    with np.errstate(divide="ignore"):
        return max(0.0, float(np.min((half - np.abs(smooth)) / push)))


def _jumps(balance: Balance, step: float) -> tuple[Array, Array]:
    """Mean and half difference (N,) of the attractor's forces on each prototype a step to either side of its sample."""
    moves = step * np.eye(len(balance.start))
    right, left = (
        np.array([balance.forces(balance.start + sign * move, 0.0)[j] for j, move in enumerate(moves)])
        for sign in (1, -1)
    )
    return (left + right) / 2, (left - right) / 2
