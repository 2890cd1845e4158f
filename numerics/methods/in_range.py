"""Numbers that stay within double precision, or one error."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from numerics.errors import ConvergenceError


@contextmanager
def in_range(what: str) -> Iterator[None]:
    """Raise :class:`numerics.errors.ConvergenceError` where arithmetic has no result, instead of a warning and a NaN.

    Overflow to infinity passes: it is the right limit of what is divided by it, and else ends in what is refused.
    """
    try:
        with np.errstate(invalid="raise", over="ignore", divide="ignore"):
            yield
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        raise ConvergenceError(f"{what} leaves the range of double precision ({error}): {INSTEAD}") from error


def refuse_infinite(what: str, curves: np.ndarray) -> None:
    """Raise :class:`numerics.errors.ConvergenceError` unless all numbers are finite."""
    if not np.all(np.isfinite(curves)):
        raise ConvergenceError(f"{what} leaves the range of double precision: {INSTEAD}")


INSTEAD = "choose less extreme sizes or times"
