r"""The untied autoencoder with weight decay where its matrices commute with S: f and m (docs/theory/untied.md).

With f = a0 e^{-2 lambda t} sinh u on the eigenvalue l of S, u' = 2 l (1 - f) is smooth for all times: u grows at most
like 2 lambda t, so f and m = a0 e^{-2 lambda t} cosh u come from exponents that have the decay in them.
"""

from collections.abc import Callable

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule
from numerics.solutions.untied_autoencoder.integration import states


def learned(u: Array, fallen: Array | float, a0: float) -> tuple[Array, Array]:
    """f and m from u and 2 lambda t."""
    up, down = a0 / 2 * np.exp(u - fallen), a0 / 2 * np.exp(-u - fallen)
    return up - down, up + down


def velocity(l: Array, a0: float, decay: float) -> Callable[[float, Array], Array]:
    """The rate of u on the eigenvalues."""
    return lambda time, u: 2 * l * (1 - learned(u, 2 * decay * time, a0)[0])


def curves(t: Array, a0: float, decay: float, rule: Rule) -> Array:
    """Train loss, error and, where c is known, population loss over p, shape (2 or 3, n)."""
    l = rule.l
    f, m = learned(states(velocity(l, a0, decay), np.zeros_like(l), t, 1.0), 2 * decay * t[:, None], a0)
    square = (1 - f) ** 2 / 2
    error = square @ (rule.w * l)
    rest = [] if rule.c is None else [square @ (rule.w * rule.c)]
    return np.stack([error + decay * m @ rule.w, error, *rest])
