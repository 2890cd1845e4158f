"""What the perturbative corrections share: two Gauss rules that must agree, and an integrator for their equations."""

from collections.abc import Callable

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved

NODES = 48, 72  # two Gauss rules; the finer one is the result
AGREEMENT = 1e-3  # of the two rules, relative to the largest correction: it is itself of first order only
ODE_RTOL, ODE_ATOL = 1e-8, 1e-12


def integrated(velocity: Callable[[float, Array], Array], start: Array, t: Array) -> Array:
    """States at the times t, shape (n, size of start)."""
    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    rule = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": ODE_ATOL}
    flow = solved(velocity, (0.0, grid[-1] or 1.0), start, "first correction", **rule)
    return flow.y.T[place[1:]]


def agreed(curves: list[Array]) -> Array:
    """The last of two curves, if they agree."""
    coarse, fine = curves
    change = float(np.max(np.abs(fine - coarse)) / max(float(np.max(np.abs(fine))), np.finfo(float).tiny))
    if change > AGREEMENT:
        raise ConvergenceError(
            f"first correction still changes by {change:.1e} with the quadrature (asked {AGREEMENT}): "
            "give an earlier --t-max or leave --correction out"
        )
    return fine


def raw_losses(t: Array, sizes: Sizes, curves: Array) -> Losses:
    """Raw corrections from corrections over p, shape (n, 1 or 2)."""
    return Losses.of_rows(t, sizes.p * curves.T)
