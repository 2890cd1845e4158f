r"""The untied autoencoder where V V^T and U^T U stay at a0, in numbers (docs/theory/untied.md)."""

from functools import partial

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.named import MODEL, named
from theory.solutions.untied_autoencoder.lazy import NAMES


def start(facets: set[str], alpha: float, eta: float) -> float:
    """The mean square of I - V U at t = 0."""
    return ("free" not in facets) + ("mean-field" not in facets) * alpha**2 * eta


def losses(facets: set[str], t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Exponential decay at the rate 4 a0 l of each eigenvalue l of S."""
    alpha, eta, nu = ratios(point)
    rate = 4 * alpha * eta
    if "large-data" in facets:
        decayed = np.stack([np.exp(-rate * t)] * 2)
    elif "small-data" in facets:
        decayed = np.stack([np.exp(-rate * nu * t), 1 + np.expm1(-rate * nu * t) / nu])
    else:

        def both(rule: Rule) -> Array:
            variances = np.stack([rule.l] if rule.c is None else [rule.l, rule.c])
            return (variances * rule.w) @ np.exp(-rate * rule.l[:, None] * t)

        decayed = converge(both, spectrum or MarchenkoPastur(nu))
    return named(point, start(facets, alpha, eta) / 2 * decayed)


LIMITS = tuple(Limit(MODEL, name, partial(losses, set(name.split("+")))) for name in NAMES)
