r"""Growth below saturation in the covariance of samples with fixed noise, in numbers (docs/theory/noisy-inputs.md).

Means over the law of C are means of an entire function of z over a circle of its Stieltjes transform g, at equally
spaced angles: they converge exponentially. On the circle that meets the right edge of the law nothing cancels, e^{4zt}
being largest there.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numerics.autoencoder.losses import exponential
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.denoising.spectra import named
from numerics.solutions.limit import ratios
from theory.solutions.denoising.chance import Growing

ANGLES = tuple(32 * 2**k for k in range(12))
ROUNDING = 1e-14
"""Of the sum of the absolute values of a mean's terms."""
LARGEST = 1e3
"""Radius for infinite data, where any will do."""

Complex = NDArray[np.complex128]


def transform(g: Complex | float, noise: float, nu: float) -> tuple[Complex | float, Complex | float]:
    """R(g) and its slope."""
    above, below = 1 + nu * noise * g / 2, 1 - nu * g - nu**2 * noise * g**2 / 4
    return above / below, nu * (noise / 2 * below + above**2) / below**2


def radius(noise: float, nu: float) -> float:
    """The g of the right edge, where dz/dg = 0: g^2 R'(g) = 1 between the explicit bound and the pole of R."""
    pole = 2 / nu / (1 + np.sqrt(1 + noise)) if nu else np.inf
    bound = 1 / (1 / pole + np.sqrt(nu * (1 + noise / 2))) if nu else np.inf
    if bound > LARGEST:
        return LARGEST
    return float(brentq(lambda g: 1 - 1 / (transform(g, noise, nu)[1] * g**2), bound * (1 - 1e-9), pole * (1 - 1e-9)))


def circle(noise: float, nu: float, angles: int) -> tuple[Complex, Complex]:
    """z and its weights, of sum 1, on the upper half of the circle: means are real parts."""
    g = radius(noise, nu) * np.exp(1j * np.pi * (np.arange(angles) + 0.5) / angles)
    value, slope = transform(g, noise, nu)
    return 1 / g + value, (1 - g**2 * slope) / angles


def means(t: Array, noise: float, nu: float) -> Array:
    """The means of l e^{4 l t} and e^{4 l t}, shape (2, n), at more angles until nothing changes."""
    found: Array | None = None
    for angles in ANGLES:
        z, w = circle(noise, nu, angles)
        exponential(4 * z.real.max() * t)
        terms = np.stack([z[:, None], np.ones_like(z)[:, None]]) * w[:, None] * np.exp(4 * z[:, None] * t)
        coarser, found = found, terms.sum(axis=1).real
        if coarser is not None and np.all(np.abs(found - coarser) <= ROUNDING * np.abs(terms).sum(axis=1)):
            return found
    raise ConvergenceError(f"growth in noisy samples does not settle at {ANGLES[-1]} angles")


def curves(face: Growing, t: Array, point: Point) -> dict[str, Array]:  # noqa: ARG001 - there is one such face
    """Both losses at times t."""
    alpha, eta, nu = ratios(point)
    return named(point, 0.5 - alpha * eta * means(t, point.values["delta2"], nu))
