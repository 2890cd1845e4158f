r"""A planar loss from its Taylor series and its limit at t = infinity: families of approximants and their spread.

Three kinds of rational functions share the series. *Plain* ones in t, near the diagonal. *Algebraic* ones in t of the
loss less its limit, which decay like 1/t, 1/t^2 or 1/t^3. *Exponential* ones, (1 - x) times a rational function of
x = 1 - e^{-t} added to the limit: in x the logistic solution on the edges, (1 - a) (1 - x) / (1 - x (1 - a)) for the
rate 1, has one pole. The two with the limit form one family: the truth decays in one of the two ways.

The value is the family's median, and the error estimate a multiple of the largest distance to it, per time, from those
members that have no pole before. The multiples come from 20 points (alpha, eta, nu) drawn log-uniformly from 0.1 to 10
(docs/regimes.md, The interior).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.pade import before_pole, degrees, exact_approximant

FEWEST_PLAIN, FEWEST_ANCHORED, FEWEST_ALGEBRAIC = 4, 5, 2
CAUTION_PLAIN, CAUTION_ANCHORED = 2.0, 3.0
CAUTION_SLOW = 0.7
PLAIN = range(-1, 4)  # bottom - top of the degrees near the diagonal


@dataclass(frozen=True, eq=False)
class Enclosure:
    """Values and estimated errors, each of shape (points,); the error is infinite where the series says nothing."""

    values: Array
    errors: Array


def enclose(series: Sequence[Fraction], t: Array, limit: float | None = None, slow: float = 0.0) -> Enclosure:
    """The function with Taylor coefficients ``series`` and, if known, that ``limit`` at infinity, at times t >= 0.

    ``slow``: how much of the way to the limit is so slow that the series does not show it; a share of it is added to
    the error of what uses the limit.
    """
    plain = spread(curves(series, degrees(len(series) - 1, 2, PLAIN), t), CAUTION_PLAIN, FEWEST_PLAIN)
    if limit is None:
        return plain
    powers = algebraic(series, t, limit)
    members = np.concatenate([powers, half_integer(series, t, limit), exponential(series, t, limit)])
    anchored = spread(members, CAUTION_ANCHORED, FEWEST_ANCHORED)
    anchored.errors[np.isfinite(powers).sum(axis=0) < FEWEST_ALGEBRAIC] = np.inf
    anchored.errors[:] += CAUTION_SLOW * slow * -np.expm1(-t)
    better = anchored.errors < plain.errors
    return Enclosure(np.where(better, anchored.values, plain.values), np.where(better, anchored.errors, plain.errors))


def algebraic(series: Sequence[Fraction], t: Array, limit: float) -> Array:
    """Curves that decay to the limit like 1/t, 1/t^2 or 1/t^3, shape (members, points)."""
    return limit + curves(without_limit(series, limit), degrees(len(series) - 1, 1, (1, 2, 3)), t)


def half_integer(series: Sequence[Fraction], t: Array, limit: float) -> Array:
    """Curves that decay to the limit like t^-1/2 or t^-3/2: roots of approximants of the squared rest."""
    rest = without_limit(series, limit)
    squared = [sum((rest[i] * rest[n - i] for i in range(n + 1)), Fraction(0)) for n in range(len(rest))]
    found = curves(squared, degrees(len(series) - 1, 1, (1, 3)), t)
    return limit + np.sqrt(np.where(found >= 0, found, np.nan))


def exponential(series: Sequence[Fraction], t: Array, limit: float) -> Array:
    """Curves that decay to the limit like e^{-t}, shape (members, points)."""
    x = -np.expm1(-t)
    divided = np.cumsum(np.array(in_exponential(without_limit(series, limit)), dtype=object)).tolist()
    return limit + (1 - x) * curves(divided, degrees(len(series) - 1, 1, (0, 1, 2)), x)


def without_limit(series: Sequence[Fraction], limit: float) -> list[Fraction]:
    """The series of the function less its limit."""
    return [series[0] - Fraction(limit), *series[1:]]


def in_exponential(series: Sequence[Fraction]) -> list[Fraction]:
    """The series in x with t = -log(1 - x)."""
    powers = log_powers(len(series))
    return [sum((c * powers[k][n] for k, c in enumerate(series[: n + 1])), Fraction(0)) for n in range(len(series))]


@cache
def log_powers(size: int) -> list[list[Fraction]]:
    """Coefficients of (-log(1 - x))^k = (x + x^2/2 + x^3/3 + ...)^k, k = 0 .. size - 1, each of ``size``."""
    log = [Fraction(0), *(Fraction(1, n) for n in range(1, size))]
    found = [[Fraction(n == 0) for n in range(size)]]
    for _ in range(size - 1):
        last = found[-1]
        found.append([sum((last[i] * log[n - i] for i in range(n)), Fraction(0)) for n in range(size)])
    return found


def curves(series: Sequence[Fraction], pairs: Sequence[tuple[int, int]], x: Array) -> Array:
    """Values of the approximants that exist, shape (members, points); NaN from their first pole on."""
    found = [exact_approximant(series, top, bottom) for top, bottom in pairs]
    return np.array([before_pole(fraction, x) for fraction in found if fraction is not None]).reshape(-1, x.size)


def spread(members: Array, caution: float, fewest: int) -> Enclosure:
    """Median and largest distance to it, times ``caution``; infinite with fewer than ``fewest`` members."""
    enough = np.isfinite(members).sum(axis=0) >= fewest
    values, errors = np.full(enough.size, np.nan), np.full(enough.size, np.inf)
    if enough.any():
        values[enough] = np.nanmedian(members[:, enough], axis=0)
        errors[enough] = caution * np.nanmax(np.abs(members[:, enough] - values[enough]), axis=0)
    return Enclosure(values, errors)
