"""The same sizes without weight decay."""

from numerics.models.point import Point
from theory.models import load

MODEL = "untied-weight-decay"


def undecayed(point: Point) -> Point:
    """The point of the untied autoencoder at the sizes and variance of one with weight decay."""
    return type(point)(load("untied-autoencoder"), point.sizes, {"sigma2": point.values["sigma2"]})
