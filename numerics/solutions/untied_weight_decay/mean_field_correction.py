r"""The first correction to mean-field of the untied autoencoder with weight decay (docs/theory/untied.md).

The equations without decay hold for each pair of eigenvectors, with 2 lambda times itself off every rate; what they
contain of f and m is an ODE of its own, solved first and interpolated. The penalty adds the means of both Gram
matrices.
"""

import numpy as np

from numerics.autoencoder.limits.perturbation import SampleLaw
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.first_order import first_order
from numerics.solutions.limit import ratios
from numerics.solutions.untied_autoencoder.mean_field_correction import Commuting, followed
from numerics.solutions.untied_weight_decay.commuting import curves, learned, velocity
from numerics.solutions.untied_weight_decay.without import named

RTOL, ATOL = 1e-10, 1e-13
"""Of u, which enters the correction with its interpolation error: a hundredth of what its own integration allows."""


def correction(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """What p/H adds to the raw losses, by name, shape (n,), for any spectrum and, for Gaussian data, 1/p.

    Errors are of order (p/H)^2 and 1/H. Raises ``ConvergenceError`` if two quadrature rules do not agree.
    """
    return named(point, first_order(t, point, spectrum, ratio_correction, finite_size))


def finite_size(law: SampleLaw, t: Array, point: Point) -> Array:
    """What finite p adds to the curves over p, whose S is that of real Gaussian samples; of order 1/p."""
    alpha, eta, _ = ratios(point)
    return curves(t, alpha * eta, point.values["lambda"], law.finite_size_rule()) / point.sizes["p"]


def ratio_correction(rule: Rule, t: Array, point: Point) -> Array:
    """What p/H adds to the curves over p, shape (2 or 3, n), on one rule."""
    decay = point.values["lambda"]
    length, error, *rest = followed(rule, t, point, along(rule, float(t.max(initial=0.0)), point), decay)
    return np.stack([error + decay * length, error, *rest])


def along(rule: Rule, end: float, point: Point) -> Commuting:
    """1 - f and m on the nodes up to a time."""
    (alpha, eta, _), decay = ratios(point), point.values["lambda"]
    a0 = alpha * eta
    options = {"method": "DOP853", "dense_output": True, "rtol": RTOL, "atol": ATOL}
    flow = solved(velocity(rule.l, a0, decay), (0.0, end or 1.0), np.zeros_like(rule.l), "mean field", **options)

    def commuting(time: float) -> tuple[Array, Array]:
        f, m = learned(flow.sol(time), 2 * decay * time, a0)
        return 1 - f, m

    return commuting
