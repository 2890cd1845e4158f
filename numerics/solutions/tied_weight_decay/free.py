r"""Faces with free in numbers: those of the undecayed flow, rescaled (docs/theory/weight-decay.md)."""

from functools import partial

import numpy as np

from numerics.autoencoder.limits import limit
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.homogeneous import SETTLED, rescaled
from numerics.solutions.limit import Limit
from numerics.solutions.tied_weight_decay.commuting import MODEL
from numerics.solutions.tied_weight_decay.undecayed import sizes
from theory.solutions.tied_weight_decay.free import FACES

SETTLED_PLANAR = 1e-4  # of the integral, relative: the free facet itself is known to 5e-3 of L(0)


def losses(name: str, t: Array, point: Point) -> dict[str, Array]:
    """From the undecayed losses and Tr A = p a0 at the start."""
    at = sizes(point)

    def undecayed(times: Array) -> dict[str, Array]:
        found = limit(name).losses(times, at)
        return {"train": np.asarray(found.train), "population": np.asarray(found.population)}

    return rescaled(t, point, undecayed, at.p * at.a0, SETTLED_PLANAR if name == "free" else SETTLED)


LIMITS = {name: Limit(MODEL, name, partial(losses, name)) for name in FACES}
