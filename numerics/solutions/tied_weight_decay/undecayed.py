"""Faces with weak-decay in numbers: those of the undecayed autoencoder; on small data with the decay's first order."""

from functools import partial

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit, limits
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.planar import interior
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit
from numerics.solutions.tied_weight_decay.commuting import MODEL


def sizes(point: Point) -> Sizes:
    """The sizes of the autoencoder without decay."""
    return Sizes(int(point.sizes["p"]), int(point.sizes["H"]), int(point.sizes["N"]), point.values["sigma2"])


def rows(found: Losses) -> dict[str, Array]:
    """The curves by name: the penalty is negligible."""
    known = {"train": found.train, "error": found.train.copy()}
    return known if found.population is None else known | {"population": found.population}


def losses(name: str, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """The face ``name`` of the autoencoder without decay."""
    at, decay = sizes(point), point.values["lambda"]
    found = rows(limit(name).losses(t, at, spectrum))
    if "small-data" in name:
        found["train"] = found["train"] + decay / 2 * at.p * at.a0
        found["population"] = found["population"] + first_order(name, at) * decay * t
    return found


def first_order(name: str, at: Sizes) -> float:
    """Minus twice alpha d/d alpha of the population loss at the start, as the face keeps it."""
    parts = set(name.split("+"))
    first = 0.0 if "free" in parts else at.a0
    square = 0.0 if "narrow-latent" in parts else at.a0**2
    product = 0.0 if "mean-field" in parts else at.alpha * at.a0
    return 2 * at.p * (first - square - product)


def planar(t: Array, point: Point) -> dict[str, Array]:
    """weak-decay itself: the planar limit without decay, to the accuracy of its routes."""
    return rows(interior.losses(t, sizes(point)))


LIMITS = {f"{name}+weak-decay": Limit(MODEL, f"{name}+weak-decay", partial(losses, name)) for name in limits()}
LIMITS["weak-decay"] = Limit(MODEL, "weak-decay", planar)
