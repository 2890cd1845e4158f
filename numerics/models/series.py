"""Losses of any model from their exact Taylor series at t = 0, resummed: early times, at any sizes."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import factorial, fsum

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.times import checked_times
from numerics.methods.arrays import Array
from numerics.methods.in_range import in_range, refuse_infinite
from numerics.methods.resummation import ResummationError, resum
from numerics.models.extrapolation import Estimate
from numerics.models.point import Point
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.matrix.flow import Flow, combination
from theory.matrix.model import Model
from theory.matrix.system import fewest_terms

LEAST_ORDER, MOST_ORDER, MOST_PRODUCTS = 5, 7, 6_000
"""Orders of the series: as far as the products of traces, whose number is foreseen from the last two, are few."""
Terms = tuple[Array, Array]
"""Exponents of sizes and scalars, shape (terms, names), and coefficients."""


def series(point: Point, t: ArrayLike, planar: bool = False, accuracy: float = 1.0) -> Estimate:
    """The mean losses at the sizes of a point, or their planar parts, from as many derivatives as are cheap.

    Errors are those of the resummation (:func:`numerics.methods.resummation.resum`), all of them bias. Raises
    :class:`theory.errors.InputError` for models with symmetric matrices, whose moments a point does not hold, and
    :class:`numerics.methods.resummation.ResummationError` beyond the reach of the series: where it says nothing, or
    errs by more than ``accuracy``, in units of each loss at t = 0: its largest value there may be an error itself.

    >>> from theory.models import load
    >>> point = Point(load("untied-autoencoder"), {"p": 20, "H": 10, "N": 40}, {"sigma2": 0.01})
    >>> found = series(point, [0, 0.05])
    >>> bool(found.errors["train"][1] < 1e-3 * found.losses["train"][0])
    True
    """
    model, times = point.model, checked_times(t)
    refuse_moments(model)
    highest, width = affordable(model, model.flow), len(model.names)
    losses, errors, shares = {}, {}, np.zeros_like(times)
    for loss in model.losses:
        orders = [as_arrays(expansion(model, loss, s, planar).terms, width) for s in range(highest + 1)]
        found = resum([Fraction(value(terms, point) / factorial(s)) for s, terms in enumerate(orders)], times)
        losses[loss], errors[loss] = found.values, found.errors
        start = abs(value(orders[0], point)) or np.abs(found.values).max()
        shares = np.maximum(shares, found.errors / start)
    none = {loss: np.zeros_like(times) for loss in model.losses}
    result = Estimate(times, losses, none, errors, f"derivatives of orders 0 to {highest}, resummed")
    if shares.max() > accuracy:
        raise ResummationError(
            f"the series errs by up to {shares.max():.2g} of the loss at t = 0, by more than {accuracy:g} from "
            f"t = {times[shares > accuracy][0]:.3g} on: ask for an earlier time"
        )
    return result


def refuse_moments(model: Model) -> None:
    """Raise :class:`theory.errors.InputError` for symmetric matrices, whose moments a point does not hold."""
    if fixed := [letter.name for letter in model.letters if letter.symmetric]:
        raise InputError(f"{model.name}: the moments of {fixed[0]} are not given, so its series has no numbers")


@lru_cache(maxsize=64)
def affordable(model: Model, loss: str) -> int:
    """The highest order, MOST_ORDER at most, whose derivative has at most MOST_PRODUCTS products of traces."""
    system = fewest_terms(model)
    flow, traces, before, order = Flow(system), combination(system.losses[loss]), 1, 0
    while order < MOST_ORDER:
        if order >= LEAST_ORDER and len(traces.sums) ** 2 > before * MOST_PRODUCTS:
            break
        before, traces, order = len(traces.sums), flow.differentiate(traces), order + 1
    return order


def value(terms: Terms, point: Point) -> float:
    """A polynomial at a point; :class:`numerics.errors.ConvergenceError` if double precision does not hold it."""
    what, (powers, coefficients) = f"{point.model.name}: a derivative at t = 0", terms
    with in_range(what):
        summands = coefficients * np.prod(np.array(point.numbers) ** powers, axis=1)
        refuse_infinite(what, summands)
        return fsum(summands)


def as_arrays(terms: Mapping[tuple[int, ...], Fraction], width: int) -> Terms:
    """Exponents and coefficients as floats."""
    return np.array(list(terms), dtype=float).reshape(-1, width), np.array(list(map(float, terms.values())))
