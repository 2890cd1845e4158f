"""The mean-field flow of the untied autoencoder on one eigenvalue, in closed form (docs/theory/untied.md)."""

import numpy as np

from numerics.methods.arrays import Array


def residual(a0: float, l: Array | float, t: Array) -> Array:
    """1 - f for f' = 2 l m (1 - f), m^2 = f^2 + a0^2, f(0) = 0: all terms are positive, so nothing cancels.

    With k^2 = 1 + a0^2 and E = e^{-2 k l t} it is 4 k^2 E over

        (k + a0 - 1 + E (k - a0 + 1)) (k + a0 + 1 + E (k - a0 - 1)).
    """
    k = np.hypot(1.0, a0)
    decayed = np.exp(-2 * k * l * t)
    less = 1 / (k + a0)  # k - a0
    first = a0 + a0 * (a0 / (k + 1)) + decayed * (less + 1)
    second = k + a0 + 1 - decayed * (2 / (1 + (k + 1) / a0))
    return np.asarray(2 * k * decayed / first * (2 * k / second))
