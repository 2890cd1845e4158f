"""The same sizes without weight decay, and curves by the names of the losses with it."""

from numerics.methods.arrays import Array
from numerics.models.point import Point
from theory.models import load

MODEL = "untied-weight-decay"


def undecayed(point: Point) -> Point:
    """The point of the untied autoencoder at the sizes and variance of one with weight decay."""
    return type(point)(load("untied-autoencoder"), point.sizes, {"sigma2": point.values["sigma2"]})


def named(point: Point, over_p: Array) -> dict[str, Array]:
    """Curves over p, shape (2 or 3, n), as raw losses; without population loss where it is unknown."""
    return dict(zip(("train", "error", "population"), point.sizes["p"] * over_p, strict=False))
