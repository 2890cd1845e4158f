"""Faces with weak-decay in numbers: those of the undecayed autoencoder; on small data with pure decay of A beside."""

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
from theory.errors import InputError


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
        refuse_late(name, decay * float(t.max(initial=0.0)))
        found["train"] = found["train"] + decay / 2 * at.p * at.a0 * np.exp(-2 * decay * t)
        found["population"] = found["population"] + pure_decay(name, at, decay * t)
    return found


def refuse_late(name: str, x: float) -> None:
    """Refuse times at which the decay reaches the samples, too."""
    if x > 1:
        raise InputError(
            f"{name}+weak-decay holds as long as lambda t < 1, got {x:.3g}: choose {name}, which follows the decay"
        )


def pure_decay(name: str, at: Sizes, x: Array) -> Array:
    """The change of the population loss as A(0) shrinks by e^{-2 x}, of the moments that the face keeps."""
    parts = set(name.split("+"))
    first = 0.0 if "free" in parts else at.a0
    square = 0.0 if "narrow-latent" in parts else at.a0**2
    product = 0.0 if "mean-field" in parts else at.alpha * at.a0
    return np.asarray(at.p * ((square + product) / 2 * np.expm1(-4 * x) - first * np.expm1(-2 * x)))


def planar(t: Array, point: Point) -> dict[str, Array]:
    """weak-decay itself: the planar limit without decay, to the accuracy of its routes."""
    return rows(interior.losses(t, sizes(point)))


LIMITS = {f"{name}+weak-decay": Limit(MODEL, f"{name}+weak-decay", partial(losses, name)) for name in limits()}
LIMITS["weak-decay"] = Limit(MODEL, "weak-decay", planar)
