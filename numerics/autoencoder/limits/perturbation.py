"""What the perturbative corrections share: two Gauss rules that must agree, and an integrator for their equations."""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import Rule, Spectrum
from theory.errors import InputError
from theory.memory import require

NODES = 48, 72  # two Gauss rules; the finer one is the result
AGREEMENT = 1e-3  # of the two rules, relative to the largest correction: it is itself of first order only
PAIRS = 6  # matrices of all pairs of eigenvalues held at once: 4 measured for the tied autoencoder, and room
ODE_RTOL, ODE_ATOL = 1e-8, 1e-12


@runtime_checkable
class SampleLaw(Protocol):
    """The limit law of a sample covariance of Gaussian data, of which finite p is known, too."""

    def gauss_rule(self, nodes: int) -> Rule:
        """The Gauss rule with so many nodes."""

    def finite_size_rule(self) -> Rule:
        """What finite p adds to p times the law."""


def rules(law: Spectrum) -> list[Rule]:
    """The rules on which a correction is computed: that of an exact spectrum, or two Gauss rules that must agree."""
    if law.exact:
        rule = law.rule(0)
        require(
            8 * PAIRS * rule.l.size**2, f"the first correction on {rule.l.size} eigenvalues", "take fewer eigenvalues"
        )
        return [rule]
    if not isinstance(law, SampleLaw):
        raise InputError(f"no correction for the spectrum {law}: give eigenvalues or the law of a sample covariance")
    return [law.gauss_rule(nodes) for nodes in NODES]


def integrated(velocity: Callable[[float, Array], Array], start: Array, t: Array, *, apart: bool = False) -> Array:
    """States at the times t, shape (n, size of start).

    ``apart``: no component enters the equation of another one, so that implicit steps cost nothing and eigenvalues of
    any size are passed at the pace of the slowest.
    """
    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    rule: dict[str, Any] = {"method": "LSODA", "lband": 0, "uband": 0} if apart else {"method": "DOP853"}
    rule |= {"t_eval": grid, "rtol": ODE_RTOL, "atol": ODE_ATOL}
    flow = solved(velocity, (0.0, grid[-1] or 1.0), start, "first correction", **rule)
    return flow.y.T[place[1:]]


def agreed(curves: list[Array]) -> Array:
    """The last of two curves, if they agree, or the only one."""
    coarse, fine = curves[0], curves[-1]
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
