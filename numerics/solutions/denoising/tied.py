"""Faces that are those of the tied autoencoder in another time, in numbers (docs/theory/noisy-inputs.md)."""

from numerics.autoencoder.limits import limit
from numerics.autoencoder.planar import interior
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.tied_weight_decay.undecayed import sizes
from theory.solutions.denoising.tied import Tied, Weak
from theory.solutions.symbols import noise


def curves(face: Tied, t: Array, point: Point) -> dict[str, Array]:
    """k times the losses of the tied autoencoder at k t."""
    power = float(face.power.subs(noise, point.values["delta2"]))
    found = limit(face.regime).losses(power * t, sizes(point))
    return {name: power * getattr(found, name) for name in found.names}


def planar(face: Weak, t: Array, point: Point) -> dict[str, Array]:  # noqa: ARG001 - there is one such face
    """The planar limit without noise, to the accuracy of its routes."""
    found = interior.losses(t, sizes(point))
    return {name: getattr(found, name) for name in found.names}
