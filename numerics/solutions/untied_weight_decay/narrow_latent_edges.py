r"""The untied autoencoder with weight decay and few latent units at S = 1, in numbers (docs/theory/untied.md)."""

import numpy as np
from scipy.special import exprel

from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_weight_decay.without import MODEL


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """r and c over e^{2 (1 - lambda) t} where that is large: no overflow, and no cancellation at lambda = 1."""
    alpha, eta, _ = ratios(point)
    decay = point.values["lambda"]
    rate = 2 * (1 - decay) * t
    scale, shrunk = np.exp(-np.maximum(rate, 0)), np.exp(-np.abs(rate))
    grown = np.where(rate > 0, 1.0, shrunk)
    down = np.exp(-2 * (1 + decay) * t)
    since = t * exprel(-np.abs(rate)) + t * exprel(-2 * (1 + decay) * t) * scale
    m = scale + alpha * since
    r, c = alpha * (grown + down * scale) / (2 * m), alpha * (grown - down * scale) / (2 * m)
    error = point.sizes["p"] * (0.5 + eta * (r**2 / 2 - c))
    return {"train": error + point.sizes["H"] * decay * r, "error": error, "population": error}


LIMITS = (Limit(MODEL, "large-data+narrow-latent", large_data),)
