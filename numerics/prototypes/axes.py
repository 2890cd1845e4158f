"""The values along which a sweep goes."""

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from theory.errors import InputError


def positive_axis(name: str, values: ArrayLike) -> Array:
    """Finite numbers > 0 in increasing order, shape (n,), n >= 1; ``InputError`` with ``name`` otherwise."""
    found = np.asarray(values, dtype=float)
    sound = found.ndim == 1 and found.size and np.isfinite(found).all() and found.min() > 0
    if not (sound and (np.diff(found) > 0).all()):
        raise InputError(f"{name} {found.tolist()}: give finite numbers > 0 in increasing order")
    return found
