r"""The untied autoencoder with few samples and negligible target in numbers (docs/theory/untied.md).

One sample in the time tau = nu t: with the law chi of the matrix D in the direction of b(0),

    M(tau) = 1 + int (1 - e^{-2 x tau}) / x dchi(x),   |b|^2 = (log M)' / 2,   train loss / p = -(log M)'' / 8.

Tridiagonalization of D started at b(0) gives, over alpha, the Jacobi matrix of chi / (alpha eta), whose first entry
differs from the others:

    1 - eta    sqrt(eta)
    sqrt(eta)  1 + eta    sqrt(eta)
               sqrt(eta)  1 + eta    ...
"""

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import exprel

from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import NODES, agreed
from numerics.solutions.untied_autoencoder.named import MODEL, named


def law(eta: float, nodes: int) -> tuple[Array, Array]:
    """The Gauss rule of chi at alpha = 1: nodes, and weights of sum eta."""
    diagonal = np.r_[1 - eta, np.full(nodes - 1, 1 + eta)]
    x, vectors = eigh_tridiagonal(diagonal, np.full(nodes - 1, np.sqrt(eta)))
    return x, eta * vectors[0] ** 2


def sample(tau: Array, eta: float, nodes: int) -> Array:
    """-(log M)'' / 8 and |b|^2 at alpha = 1, shape (2, n), scaled by the fastest growth e^{-2 x tau}."""
    x, w = law(eta, nodes)
    growth = max(0.0, -x[0])
    exponent = -2 * np.multiply.outer(tau, x)
    scaled = np.exp(exponent - 2 * growth * tau[:, None])
    whole = np.exp(-2 * growth * tau) + 2 * tau * (exprel_over(exponent, 2 * growth * tau[:, None]) @ w)
    slope, bend = scaled @ w / whole, scaled @ (w * x) / whole  # M' / (2 M) and -M'' / (4 M)
    return np.stack([np.maximum(bend + slope**2, 0) / 2, slope])


def exprel_over(x: Array, most: Array) -> Array:
    """(e^x - 1) / x over e^most, for x <= most."""
    return np.asarray(np.exp(np.maximum(x, 0) - most) * exprel(-np.abs(x)))


def losses(t: Array, point: Point) -> dict[str, Array]:
    """The flow is homogeneous: alpha sets the units of the weights' squares and of time."""
    alpha, eta, nu = ratios(point)
    tau = alpha * nu * t
    train, square = agreed((sample(tau, eta, nodes) for nodes in NODES), eta / 2)
    added = train - eta / 2 + (square - eta) / 2
    return named(point, alpha**2 * np.stack([train, eta / 2 + added / nu]))


LIMITS = (Limit(MODEL, "small-data+free", losses),)
