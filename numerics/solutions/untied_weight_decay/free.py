r"""Faces with free of the untied autoencoder with weight decay in numbers: the undecayed flow, rescaled."""

from functools import partial

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.homogeneous import rescaled
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder import LIMITS as UNDECAYED
from numerics.solutions.untied_weight_decay.without import MODEL, undecayed
from theory.solutions.untied_weight_decay.free import FACES


def losses(limit: Limit, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """From the undecayed losses and Tr (V V^T + U^T U) = 2 p a0 at the start."""
    plain, (alpha, eta, _) = undecayed(point), ratios(point)
    squares = 2 * point.sizes["p"] * alpha * eta
    return rescaled(t, point, lambda times: limit.losses(times, plain, spectrum), squares)


LIMITS = tuple(Limit(MODEL, face.name, partial(losses, UNDECAYED[face.name])) for face in FACES)
