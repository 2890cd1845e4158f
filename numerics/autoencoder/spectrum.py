"""Spectral laws of the sample covariance as families of quadrature rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.errors import InputError

COARSEST, FINEST = 4, 12  # levels of the tanh-sinh rule: 2^-level is its step
ANGLE_CUT = 3.8  # at this abscissa the angle is 1e-30: what is cut off is below rounding
RTOL = 1e-12  # two levels that agree this well: the finer one is far closer still


class Rule(NamedTuple):
    """Eigenvalues ``l`` of the sample covariance with weights ``w`` of sum one, arrays of shape (n,).

    ``c`` is the population variance along each eigenvector, or None where no population is known.
    """

    l: Array
    w: Array
    c: Array | None


class Spectrum(Protocol):
    """A probability law on [0, inf), given by quadrature rules of increasing level."""

    exact: bool

    def rule(self, level: int) -> Rule:
        """The rule of that level: the higher, the finer."""


def angles(level: int) -> tuple[Array, Array, Array]:
    """sin^2(phi/2), sin(phi) and weights of sum one on 0 < phi < pi: the tanh-sinh rule of step 2^-level.

    phi is exact near both ends, down to 1e-30, so that integrands may be as sharp there as they like.
    """
    step = 2.0**-level
    x = np.arange(-round(ANGLE_CUT / step), round(ANGLE_CUT / step) + 1) * step
    below, above = 1 / (1 + np.exp(-np.pi * np.sinh(x))), 1 / (1 + np.exp(np.pi * np.sinh(x)))
    weight = below * above * np.cosh(x)
    return np.sin(np.pi * below / 2) ** 2, np.sin(np.pi * np.minimum(below, above)), weight / weight.sum()


@dataclass(frozen=True)
class MarchenkoPastur:
    r"""Limit law of the eigenvalues of S = X X^T / N at p / N = nu; nu = 0 is the point mass at 1.

    With l = (1 - sqrt nu)^2 + 4 sqrt(nu) sin^2(phi/2) the continuous part is (2/pi) sin^2(phi) / l dphi on (0, pi); a
    tanh-sinh rule in phi stays accurate for nu -> 1 (hard edge) and for integrands concentrated at either edge.
    For nu > 1 an atom 1 - 1/nu sits at zero.
    """

    nu: float
    exact = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.nu) and self.nu >= 0):
            raise InputError(f"nu = {self.nu} is no ratio p/N: give a finite number >= 0")

    @property
    def atom(self) -> float:
        """The weight at zero."""
        return 1 - 1 / max(1.0, self.nu)

    def continuous(self, level: int) -> tuple[Array, Array]:
        """Positive eigenvalues in ascending order and their weights, of sum 1 - ``atom``, at step 2^-level."""
        half, sine, weight = angles(level)
        root = np.sqrt(self.nu)
        l = (1 - root) ** 2 + 4 * root * half
        w = weight * sine**2 / l
        return l, w * ((1 - self.atom) / w.sum())

    def distribution(self, level: int) -> tuple[Array, Array]:
        """Positive eigenvalues in ascending order and the law's mass up to each, at step 2^-level."""
        l, w = self.continuous(level)
        return l, self.atom + np.cumsum(w) - w / 2

    def smallest_mean(self, share: float) -> float:
        """The mean of the eigenvalue over the smallest ``share`` of the law, zero elsewhere."""
        if share <= 0 or self.nu == 0:
            return max(0.0, share)
        l, w = self.continuous(10)
        _, below = self.distribution(10)
        return float(np.interp(share, below, np.cumsum(w * l) - w * l / 2, left=0.0))

    def rule(self, level: int) -> Rule:
        """Eigenvalues and weights at step 2^-level; the atom, if any, comes last."""
        l, w = self.continuous(level)
        if self.atom:
            l, w = np.append(l, 0.0), np.append(w, self.atom)
        return Rule(l, w, np.ones_like(l))


@dataclass(frozen=True)
class Arcsine:
    """The law of density 1 / (pi sqrt((upper - l)(l - lower))) on [lower, upper]."""

    lower: float
    upper: float
    exact = False

    def rule(self, level: int) -> Rule:
        """Values and weights at step 2^-level."""
        half, _, weight = angles(level)
        return Rule(self.lower + (self.upper - self.lower) * half, weight, None)


@dataclass(frozen=True, eq=False)
class EmpiricalSpectrum:
    """The eigenvalues of one given covariance matrix, each of weight 1/p.

    ``held_out`` are the variances of held-out samples along the eigenvectors, shape (p,), or None without such samples.
    """

    eigenvalues: Array
    held_out: Array | None = None
    exact = True

    def __init__(self, eigenvalues: ArrayLike, held_out: ArrayLike | None = None) -> None:
        object.__setattr__(self, "eigenvalues", _variances(eigenvalues))
        object.__setattr__(self, "held_out", None if held_out is None else _variances(held_out))
        if self.held_out is not None and self.held_out.shape != self.eigenvalues.shape:
            raise InputError(
                f"{self.held_out.size} held-out variances for {self.eigenvalues.size} eigenvalues: give as many"
            )

    def rule(self, level: int) -> Rule:  # noqa: ARG002 - exact at every level
        """The eigenvalues with equal weights."""
        return Rule(self.eigenvalues, np.full_like(self.eigenvalues, 1 / self.eigenvalues.size), self.held_out)


def _variances(values: ArrayLike) -> Array:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or not array.size or not np.all(np.isfinite(array)) or array.min() < 0:
        raise InputError("a spectrum needs at least one eigenvalue, all of them finite and >= 0")
    return array


def converge(compute: Callable[[Rule], Array], spectrum: Spectrum, rtol: float = RTOL) -> Array:
    """The value of ``compute(rule)`` at a level where the next finer rule no longer changes it.

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
        if np.all(change <= rtol * np.abs(value) + np.finfo(float).tiny):
            return value
    worst = float(np.max(change / np.maximum(np.abs(value), np.finfo(float).tiny)))
    raise ConvergenceError(f"quadrature over {spectrum} still changes by {worst:.1e} (asked {rtol:.1e})")


def largest_change(old: Array, new: Array, floor: float = np.finfo(float).tiny) -> float:
    """Largest elementwise change relative to max(|new|, floor)."""
    return float(np.max(np.abs(new - old) / np.maximum(np.abs(new), floor)))


def mean(f: Callable[[Array], Array], spectrum: Spectrum, rtol: float = RTOL) -> Array:
    """The mean of ``f`` over the law; ``f`` maps eigenvalues of shape (n,) to values of shape (..., n)."""
    return converge(lambda rule: f(rule.l) @ rule.w, spectrum, rtol)
