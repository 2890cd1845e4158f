"""The feet of ridges under coverage alone, in weight space: does a force into the hull keep them in it?

Three mobilities ``A`` of ``dc/dt = A F(c)``, in units of 1 / rho^2, the conserved ``w^2 + b^2`` (docs/ridges.md), with
``n = c / |c|``:

- ``force``: the identity, as if the centres themselves were trained;
- ``scalar``: ``(1 + |c|^2) (I + c c^T)``, one weight and a vector of biases, as in the study;
- ``ridge``: ``(1 + |c|^2) (n n^T + |c|^2 I)``, a vector of weights and one bias.
"""

from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import softmax

from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from theory.errors import InputError


def _scalar(c: Array, force: Array) -> Array:
    return force + (c * force).sum(axis=1, keepdims=True) * c


def _ridge(c: Array, force: Array) -> Array:
    square = np.square(c).sum(axis=1, keepdims=True)
    along = (c * force).sum(axis=1, keepdims=True) * c
    return along / np.maximum(square, np.finfo(float).tiny) + square * force


MOBILITIES: dict[str, Callable[[Array, Array], Array]] = {
    "force": lambda _, force: force,
    "scalar": lambda c, force: (1 + np.square(c).sum(axis=1, keepdims=True)) * _scalar(c, force),
    "ridge": lambda c, force: (1 + np.square(c).sum(axis=1, keepdims=True)) * _ridge(c, force),
}


def coverage_force(centres: Array, samples: Array, tau: float) -> Array:
    """``(2 / N) sum_i rho_ij (x_i - c_j)`` at centres (M, d), rho the softmax over j of ``-|x_i - c_j|^2 / tau``."""
    rho = softmax(-cdist(samples, centres, "sqeuclidean") / tau, axis=1)
    return 2 / len(samples) * (rho.T @ samples - rho.sum(axis=0)[:, None] * centres)


def foot_flow(mobility: str, start: Array, samples: Array, tau: float, times: Array) -> Array:
    """Feet (T, M, d) at increasing times from ``start`` (M, d) under coverage; the origin is that of the samples."""
    if mobility not in MOBILITIES:
        raise InputError(f"mobility {mobility!r}: choose from {', '.join(MOBILITIES)}")
    moved = MOBILITIES[mobility]

    def velocity(_: float, flat: Array) -> Array:
        c = flat.reshape(start.shape)
        return moved(c, coverage_force(c, samples, tau)).ravel()

    found = solved(
        velocity, (times[0], times[-1]), start.ravel(), "the feet stopped at time {time}",
        method="LSODA", t_eval=times, rtol=1e-7, atol=1e-9,
    )  # fmt: skip
    return found.y.T.reshape(len(times), *start.shape)
