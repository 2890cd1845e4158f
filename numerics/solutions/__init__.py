"""The solved regimes of the library's models as numbers."""

from importlib import import_module

from numerics.solutions.limit import Limit
from theory.matrix.model import Model
from theory.solutions import solution


def limit(model: str | Model, regime: str) -> Limit:
    """The limit losses of a solved regime of a model of the library.

    Raises :class:`theory.errors.InputError` if it is not solved; the message names those that are.

    Examples
    --------
    >>> import numpy as np
    >>> from numerics.models.point import Point
    >>> from theory.models import load
    >>> point = Point(load("tied-weight-decay"), {"p": 100, "H": 1000, "N": 200}, {"sigma2": 1e-4, "lambda": 0.5})
    >>> limit("tied-weight-decay", "mean-field").losses(np.array([0, 1]), point)["error"].round(2)
    array([40.5 ,  8.62])
    """
    found = solution(model, regime)
    formulas: dict[str, Limit] = import_module(f"{__name__}.{found.model.replace('-', '_')}").LIMITS
    return formulas[found.name]


__all__ = ["Limit", "limit"]
