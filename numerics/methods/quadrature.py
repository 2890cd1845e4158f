"""Quadrature over laws of eigenvalues: tanh-sinh rules in an angle, refined until nothing changes."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

COARSEST, FINEST = 4, 12  # levels of the tanh-sinh rule: 2^-level is its step
ANGLE_CUT = 3.8  # at this abscissa the angle is 1e-30: what is cut off is below rounding
RTOL = 1e-12  # two levels that agree this well: the finer one is far closer still
TINY = float(np.finfo(float).tiny)


class Rule(NamedTuple):
    """Nodes ``l``, the eigenvalues of a matrix, with weights ``w`` of sum one, arrays of shape (n,).

    ``c`` is a second variance along each eigenvector, as of a population where ``l`` is that of samples, or None where
    none is known.
    """

    l: Array
    w: Array
    c: Array | None


class Spectrum(Protocol):
    """A probability law on [0, inf), given by quadrature rules of increasing level."""

    exact: bool

    def rule(self, level: int) -> Rule:
        """The rule of that level: the higher, the finer."""


def angles(level: int, lower: float = 0.0, upper: float = np.pi) -> tuple[Array, Array, Array]:
    """sin^2(phi/2), sin(phi) and weights of sum upper - lower on lower < phi < upper: the tanh-sinh rule of step
    2^-level.

    phi is exact near 0 and pi, down to 1e-30, so that integrands may be as sharp there as they like.
    """
    step, width = 2.0**-level, upper - lower
    x = np.arange(-round(ANGLE_CUT / step), round(ANGLE_CUT / step) + 1) * step
    below, above = 1 / (1 + np.exp(-np.pi * np.sinh(x))), 1 / (1 + np.exp(np.pi * np.sinh(x)))
    phi, rest = lower + width * below, np.pi - upper + width * above
    weight = below * above * np.cosh(x)
    return np.sin(phi / 2) ** 2, np.sin(np.minimum(phi, rest)), width * weight / weight.sum()


def pieces(level: int, breaks: Sequence[float]) -> tuple[Array, Array, Array]:
    """The same on 0 < phi < pi with weights of sum one, a rule between each two of the angles ``breaks`` in ascending
    order, next to which integrands may be as sharp as between doubles there.
    """
    ends = (0.0, *breaks, np.pi)
    parts = [angles(level, *between) for between in pairwise(ends)]
    half, sine, weight = (np.concatenate(each) for each in zip(*parts, strict=True))
    return half, sine, weight / np.pi


def converge(compute: Callable[[Rule], Array], spectrum: Spectrum, rtol: float = RTOL, floor: float = TINY) -> Array:
    """The value of ``compute(rule)`` at a level where the next finer rule no longer changes it.

    Values that may be differences are measured by ``floor`` where they are smaller.

    Raises
    ------
    ConvergenceError
        If two successive levels still differ by more than ``rtol`` (relative, elementwise) at the finest level.
    """
    value = compute(spectrum.rule(COARSEST))
    if spectrum.exact:
        return value
    for level in range(COARSEST + 1, FINEST + 1):
        coarser, value = value, compute(spectrum.rule(level))
        change = np.abs(value - coarser)
        if np.all(change <= rtol * np.maximum(np.abs(value), floor) + TINY):
            return value
    worst = float(np.max(change / np.maximum(np.abs(value), floor)))
    raise ConvergenceError(f"quadrature over {spectrum} still changes by {worst:.1e} (asked {rtol:.1e})")


def largest_change(old: Array, new: Array, floor: float = TINY) -> float:
    """Largest elementwise change relative to max(|new|, floor)."""
    return float(np.max(np.abs(new - old) / np.maximum(np.abs(new), floor)))


def mean(f: Callable[[Array], Array], spectrum: Spectrum, rtol: float = RTOL) -> Array:
    """The mean of ``f`` over the law; ``f`` maps eigenvalues of shape (n,) to values of shape (..., n)."""
    return converge(lambda rule: f(rule.l) @ rule.w, spectrum, rtol)
