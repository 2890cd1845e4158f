"""Population covariances by their eigenvalues: power laws, values with shares, or a list."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule
from theory.errors import InputError


@dataclass(frozen=True, eq=False)
class Population:
    """Distinct eigenvalues ``l`` of a population covariance C, ascending, and their weights ``w`` of sum one.

    As a spectrum it is that of S = C: infinite data. Build it by :meth:`of_eigenvalues`.
    """

    l: Array
    w: Array
    exact = True

    @classmethod
    def of_eigenvalues(cls, eigenvalues: ArrayLike) -> "Population":
        """Each of the given eigenvalues, shape (p,), finite, >= 0 and not all zero, with weight 1/p."""
        return cls.of_weights(eigenvalues, np.ones(np.shape(eigenvalues)))

    @classmethod
    def of_weights(cls, eigenvalues: ArrayLike, weights: ArrayLike) -> "Population":
        """Eigenvalues with weights > 0, both of shape (n,), which are scaled to sum one."""
        values, shares = np.asarray(eigenvalues, dtype=float), np.asarray(weights, dtype=float)
        if values.ndim != 1 or values.shape != shares.shape or not values.size:
            raise InputError(
                f"eigenvalues of shape {values.shape} with weights of shape {shares.shape}: give two lists"
            )
        if not (np.isfinite(values).all() and values.min() >= 0 and values.max() > 0):
            raise InputError("the eigenvalues of a covariance are finite and >= 0, and one at least is > 0")
        if not (np.isfinite(shares).all() and shares.min() > 0):
            raise InputError("the weights of eigenvalues are finite and > 0")
        distinct, place = np.unique(values, return_inverse=True)
        return cls(distinct, np.bincount(place, weights=shares) / shares.sum())

    def rule(self, level: int) -> Rule:  # noqa: ARG002 - exact at every level
        """The eigenvalues, which are the variances of new samples, too."""
        return Rule(self.l, self.w, self.l)

    def moment(self, order: int) -> float:
        """The mean of l^order."""
        return float(self.w @ self.l**order)


def power_law(exponent: float, p: int) -> Array:
    """Eigenvalues k^-exponent, k = 1 ... p, times a factor that makes their mean 1 (Tr C = p), descending.

    Source: docs/theory/covariance.md.

    >>> power_law(1.0, 3).round(4)
    array([1.6364, 0.8182, 0.5455])
    """
    if not (np.isfinite(exponent) and exponent >= 0):
        raise InputError(f"a power law of exponent {exponent}: give a finite number >= 0")
    values = np.arange(1, p + 1, dtype=float) ** -exponent
    return values / values.mean()


def grouped_power_law(exponent: float, p: int, alone: int, width: float) -> Population:
    """The spectrum of :func:`power_law` for large p: ``alone`` eigenvalues by themselves, the others in groups.

    A group is at most a factor 1 + ``width`` wide in k and stands at its mean, so that errors are of order width^2.
    """
    values = power_law(exponent, p)
    groups = max(1, round(np.log(max(p / alone, 1.0)) / np.log1p(width)))
    bounds = np.unique(np.geomspace(min(alone, p), p, groups + 1).round().astype(int))
    starts = np.r_[np.arange(bounds[0]), bounds[:-1]]
    counts = np.diff(np.r_[starts, p])
    return Population.of_weights(np.add.reduceat(values, starts) / counts, counts)


def with_shares(shares: Iterable[tuple[float, float]], p: int) -> Array:
    """``p`` eigenvalues from pairs (value, share): shares are scaled to sum one and rounded to p-ths.

    The largest remainders are rounded up, so that the counts add up to p.

    >>> with_shares([(3.0, 0.5), (0.2, 0.5)], 4)
    array([3. , 3. , 0.2, 0.2])
    """
    values, parts = (np.array(column, dtype=float) for column in zip(*shares, strict=True))
    return np.repeat(values, counts(parts, p))


def counts(shares: Array, p: int) -> NDArray[np.int_]:
    """How many of ``p`` eigenvalues each share is, shape (n,)."""
    if not (np.isfinite(shares).all() and shares.min() > 0):
        raise InputError("the shares of eigenvalues are finite and > 0")
    exact = p * shares / shares.sum()
    found = np.floor(exact + 1e-9).astype(int)
    found[np.argsort(found - exact, kind="stable")[: p - found.sum()]] += 1
    if found.min() == 0:
        raise InputError(
            f"a share of {shares.min() / shares.sum():.2g} is none of p = {p} eigenvalues: give a larger p"
        )
    return found
