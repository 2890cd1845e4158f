"""Curves of the untied autoencoder by the names of its losses."""

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.models.point import Point

MODEL = "untied-autoencoder"


def named(point: Point, over_p: ArrayLike) -> dict[str, Array]:
    """Curves over p, shape (1 or 2, n), as raw losses; without population loss where it is unknown."""
    return dict(zip(("train", "population"), point.sizes["p"] * np.asarray(over_p), strict=False))
