"""A deviation in units of its standard error, as a standard normal number.

A standard error from few runs is itself uncertain: their ratio follows Student's law, whose wide tails would look like
evidence. The score is the normal number with the same tail. Where a second, known error is added the degrees of freedom
are Welch and Satterthwaite's: ``freedom (error / stderr)^4``.
"""

import math

import numpy as np
from scipy.special import ndtri, stdtr

LARGEST = -float(ndtri(np.finfo(float).tiny))
"""37.5: what lies beyond has no tail that a double can hold."""
MANY = 1e6
"""Degrees of freedom from which Student's law is the normal one to all digits that count."""


def score(deviation: float, error: float, stderr: float, freedom: int) -> float:
    """``deviation / error`` as a standard normal number, at most 37.5.

    Parameters
    ----------
    deviation : what is judged
    error : its standard error, > 0
    stderr : the part of the error that was estimated, from so many degrees of ``freedom``

    Examples
    --------
    >>> round(score(3.0, 1.0, 0.0, 7), 2), round(score(3.0, 1.0, 1.0, 7), 2)
    (3.0, 2.33)
    """
    estimated = stderr / error
    effective = min(freedom / estimated**4, MANY) if estimated > 0.0 and estimated**4 > 0.0 else MANY
    ratio = abs(deviation) / error
    tail = float(stdtr(effective, -ratio)) if effective < MANY else 0.5 * math.erfc(ratio / math.sqrt(2))
    found = -float(ndtri(tail)) if tail > np.finfo(float).tiny else LARGEST
    return math.copysign(min(found, LARGEST), deviation)
