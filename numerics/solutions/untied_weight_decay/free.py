r"""Faces with free of the untied autoencoder with weight decay in numbers: the undecayed flow, rescaled."""

from functools import partial

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.homogeneous import rescaled
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder import LIMITS as UNDECAYED
from numerics.solutions.untied_weight_decay.without import MODEL, undecayed
from theory.solutions.untied_weight_decay.free import FACES, VERTEX


def losses(limit: Limit, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """From the undecayed losses and Tr (V V^T + U^T U) = 2 p a0 at the start."""
    plain, (alpha, eta, _) = undecayed(point), ratios(point)
    squares = 2 * point.sizes["p"] * alpha * eta
    return rescaled(t, point, lambda times: limit.losses(times, plain, spectrum), squares)


def strong_decay(t: Array, point: Point) -> dict[str, Array]:
    """Everything dies before the target is felt."""
    p, (alpha, eta, _) = point.sizes["p"], ratios(point)

    def square(times: Array) -> dict[str, Array]:
        return dict.fromkeys(("train", "population"), np.full_like(times, p * alpha**2 * eta / 2))

    return {name: curve + p / 2 for name, curve in rescaled(t, point, square, 2 * p * alpha * eta).items()}


LIMITS = (
    *(Limit(MODEL, face.name, partial(losses, UNDECAYED[face.name])) for face in FACES),
    Limit(MODEL, VERTEX.name, strong_decay),
)
