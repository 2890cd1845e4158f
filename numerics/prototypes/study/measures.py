"""What is measured of one trained network."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment, nnls
from scipy.spatial.distance import cdist

from numerics.methods.arrays import Array
from numerics.prototypes.events import RESOLUTION

DEAD = 0.01  # of the largest possible response
CLEAR = 0.01  # of the samples' extent, that a prototype must be outside to be so by more than a graze


def reconstruction_error(samples: Array, centres: Array) -> float:
    """Mean distance of the pairs of the Hungarian assignment between samples (N, d) and prototypes (M, d).

    min(N, M) pairs; the sum of their distances is the least possible.
    """
    distances = cdist(samples, centres)
    return float(distances[linear_sum_assignment(distances)].mean())


def specialization_ratio(samples: Array, centres: Array) -> float:
    """Number of different prototypes that are the nearest of some sample, per sample."""
    return len(np.unique(cdist(samples, centres).argmin(axis=1))) / len(samples)


def response_ratio(activations: Array) -> float:
    """The same with the neuron that responds most, from activations (N, M)."""
    return len(np.unique(activations.argmax(axis=1))) / len(activations)


def hull_distance(samples: Array, centres: Array) -> Array:
    """Distance of each prototype (M, d) to the convex hull of the samples (N, d), in their largest extents, (M,).

    In one dimension by the extreme samples. In more, with the samples ``y_i`` seen from the prototype, non-negative
    least squares of ``sum_i v_i (y_i, 1) = (0, 1)``: its solution is the hull's nearest point times ``s = sum_i v_i
    = 1 / (1 + D^2)``, and its residual is ``D sqrt(s)``, for the distance D.
    """
    low, high, extent = samples.min(axis=0), samples.max(axis=0), np.ptp(samples, axis=0).max()
    if samples.shape[1] == 1:
        return np.maximum(np.maximum(low - centres, centres - high)[:, 0], 0.0) / extent
    systems = (np.vstack([((samples - c) / extent).T, np.ones(len(samples))]) for c in centres)
    target = np.append(np.zeros(samples.shape[1]), 1.0)
    solved = [nnls(system, target) for system in systems]
    return np.array([residual / np.sqrt(values.sum()) for values, residual in solved])


def outside_hull(samples: Array, centres: Array, by: float = RESOLUTION) -> NDArray[np.bool_]:
    """Whether each prototype (M, d) lies outside the convex hull of the samples, by more than ``by`` of their largest
    extent, (M,). By default strictly, but not by rounding: 1e-8."""
    return hull_distance(samples, centres) > by


def activations(samples: Array, weights: Array) -> Array:
    """Responses (N, M) of the neurons with weights (M, d + 2)."""
    w, b = weights[:, 0], weights[:, 1:-1]
    with np.errstate(over="ignore"):  # far out the response is 0
        return np.exp(-((samples[:, None] * w[:, None] + b) ** 2).sum(axis=-1))


def prototypes(weights: Array, floor: float) -> Array:
    """Centres (M, d); |w| counts as at least ``floor``."""
    w = np.where(np.abs(weights[:, 0]) < floor, np.copysign(floor, weights[:, 0]), weights[:, 0])
    return -weights[:, 1:-1] / w[:, None]


def measure(samples: Array, labels: Array, weights: Array, floor: float) -> dict[str, float]:
    """All measures of one network with weights (M, d + 2)."""
    c, phi = prototypes(weights, floor), activations(samples, weights)
    return {
        "error": reconstruction_error(samples, c),
        "specialization": specialization_ratio(samples, c),
        "response_specialization": response_ratio(phi),
        "outside": float(outside_hull(samples, c).mean()),
        "clearly_outside": float(outside_hull(samples, c, CLEAR).mean()),
        "fit": float(np.mean((phi @ weights[:, -1] - labels) ** 2)),
        "dead": float(np.mean(phi.max(axis=0) < DEAD)),
        "floored": float(np.mean(np.abs(weights[:, 0]) < floor)),
    }
