"""Times of a flow, as they are given."""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.arrays import Array, shown
from linear_ae.errors import ExperimentError

LATEST = 1e100
IN_RANGE = f"numbers from 0 to {LATEST:g}"


def checked_times(t: ArrayLike) -> Array:
    """Times as an array of shape (n,), n >= 1, in increasing order, or :class:`linear_ae.errors.ExperimentError`."""
    times = listed_times(t)
    if times is None or np.any(np.diff(times) < 0):
        raise ExperimentError(f"times must be a list of one or more {IN_RANGE} in increasing order, got {shown(t)}")
    return times


def listed_times(t: ArrayLike) -> Array | None:
    """Times as an array of shape (n,), n >= 1; None if there is none, or one is no number from 0 to 1e100.

    >>> listed_times(0.5), listed_times([0, float("nan")])
    (array([0.5]), None)
    """
    try:
        given = np.atleast_1d(np.asarray(t))
        times = np.asarray(given, dtype=float if given.dtype.kind in "biufO" else given.dtype)
    except (TypeError, ValueError):  # of rows of different lengths, or what is no number
        return None
    fit = times.dtype.kind == "f" and times.ndim == 1 and times.size and np.all((times >= 0) & (times <= LATEST))
    return times if fit else None
