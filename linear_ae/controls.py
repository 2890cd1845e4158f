r"""Control variates: quantities of a run's start whose mean is known exactly, and averages with them regressed out.

They are the losses at t = 0, their time derivatives, Tr A, Tr S, Tr S^2 and Tr A S. With A = W W^T over Gaussian W
(units sigma2 = 1), E A = H, E A^2 = H (p + H + 1), E A^3 = H (p^2 + H^2 + 3 p H + 3 p + 3 H + 4), each times the
identity, and, writing s = Tr S^2 and r = (Tr S)^2 (their means for random S), E Tr A S A S = H (H + 1) s + H r and
E Tr A^2 S A S = x s + y r, where x and y follow from S = 1 and from S Wishart, for which A and S change places.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linear_ae.arrays import Array
from linear_ae.sizes import Sizes

RUNS_A_CONTROL = 5  # runs that pay for one regression coefficient
SOLE = 1e-9  # of one: a run whose leverage is nearer to that decides a coefficient alone
CONSTANT = 1e-6  # of a control's size: what varies less is no random quantity
ROUNDING = 1e-12  # of the mean: a smaller standard error says that the controls give the mean exactly


def initial_loss(trace: float, sizes: Sizes) -> float:
    """Exact mean over Gaussian W of Tr (I - A) C (I - A) / 2 for a covariance C of that (mean) trace."""
    first, second, _ = _wishart_powers(sizes.p, sizes.H)
    return trace / 2 * (1 - 2 * sizes.sigma2 * first + sizes.sigma2**2 * second)


def start_means(sizes: Sizes, spectrum: Array | None = None, covariance: Array | None = None) -> Array:
    """Exact means over Gaussian W of the values in `linear_ae.control_values`.

    They are for Gaussian data of identity covariance, or of one with the eigenvalues ``covariance``, or for a given
    ``spectrum`` of S.
    """
    p, h, u = sizes.p, sizes.H, sizes.sigma2
    first, second, third = _wishart_powers(p, h)
    own = covariance if spectrum is None else spectrum
    trace, square = (float(p), float(p)) if own is None else (float(own.sum()), float((own**2).sum()))
    squared = trace**2
    if spectrum is None:  # of N samples
        square, squared = square + (square + squared) / sizes.N, squared + 2 * square / sizes.N
    asas = h * (h + 1) * square + h * squared
    x, y = _mixed_powers(p, h)
    train_rate = -4 * u * first * square + 4 * u**2 * (asas + second * square)
    train_rate -= u**3 * (3 * (x * square + y * squared) + third * square)
    population_rate = -4 * trace * (u * first - 2 * u**2 * second + u**3 * third)
    start = [initial_loss(trace, sizes), initial_loss(p, sizes)]
    return np.array([*start, train_rate, population_rate, u * first * trace, u * first * p, trace, square])


def _wishart_powers(p: int, h: int) -> tuple[float, float, float]:
    """E A, E A^2 and E A^3 over the identity, in units sigma2 = 1."""
    return h, h * (p + h + 1), h * (p**2 + h**2 + 3 * p * h + 3 * p + 3 * h + 4)


def _mixed_powers(p: int, h: int) -> tuple[float, float]:
    """x and y in E Tr A^2 S A S = x Tr S^2 + y (Tr S)^2, in units sigma2 = 1.

    S = 1 gives E Tr A^3 = (x + p y) p; for S Wishart with N samples the terms of order 1/N give
    E (Tr A^3 + Tr A Tr A^2) = (x (p + 1) + 2 y) p.
    """
    _, second, third = _wishart_powers(p, h)
    both = third + (p * h + 4) * second
    y = ((p + 1) * third - both) / ((p + 1) * p - 2) if p > 1 else 0.0
    return third - p * y, y


@dataclass(frozen=True, eq=False)
class Estimate:
    """Mean of a curve and its standard error, shapes (n,).

    ``reduction`` is the factor by which controls reduced its variance, inf where they make it exact, ``freedom`` the
    number of degrees of freedom that the standard error comes from.
    """

    mean: Array
    stderr: Array
    reduction: Array
    freedom: int


def controlled(runs: Array, controls: Array | None, runs_a_control: int = RUNS_A_CONTROL) -> Estimate:
    """Mean of ``runs``, shape (runs, n), with ``controls`` of known mean zero, shape (runs, k), regressed out.

    The coefficients come from least squares on the same runs, a control for every ``runs_a_control`` of them, which
    leaves a bias of order 1 / runs. A single run has no standard error.
    """
    count = len(runs)
    used = 0 if controls is None else min(controls.shape[1], count // runs_a_control)
    plain = runs.var(axis=0, ddof=1) / count if count > 1 else np.full(runs.shape[1:], np.nan)
    if controls is None or used == 0:
        return Estimate(runs.mean(axis=0), np.sqrt(plain), np.ones_like(plain), count - 1)
    mean, variance = regressed(runs, controls[:, :used])
    known = np.sqrt(variance) > ROUNDING * np.abs(mean)
    reduction = np.divide(plain, variance, out=np.full_like(plain, math.inf), where=known)
    return Estimate(mean, np.sqrt(variance), reduction, count - 1 - used)


def regressed(
    runs: Array, controls: Array, strata: NDArray[np.integer] | None = None, weights: Array | None = None
) -> tuple[Array, Array]:
    """The least-squares fit of ``runs``, shape (runs, n), on ``controls``, shape (runs, k), where these are zero, and
    the variance of that estimate of the mean; shapes (n,). Dependent controls count once, and those that do not vary
    (Tr S of given data: rounding errors that would pass for the constant) not at all.

    The variance sums the squares of what each run alone changes, its own residual being that of the fit to the others
    (HC3: MacKinnon and White, Journal of Econometrics 29, 305 (1985)). Runs with unusual starts have large residuals
    and draw the fit to them: one variance for all runs left 4 to 23 of 100 means beyond bounds that hold 95, early and
    for few runs, this one 3 to 8, late where few runs carry the mean 10 to 12.

    ``strata``, shape (runs,), numbers groups of different means; the estimate is then ``weights``, shape (groups,),
    times these means.
    """
    if strata is None or weights is None:
        strata, weights = np.zeros(len(runs), dtype=int), np.ones(1)
    size = np.sqrt((controls**2).mean(axis=0))
    varying = controls.std(axis=0) > CONSTANT * size
    groups = (strata[:, None] == np.arange(len(weights))).astype(float)
    design = np.column_stack([groups, controls[:, varying] / size[varying]])
    solution = np.linalg.pinv(design, rcond=1e-10)
    coefficients, leverage = solution @ runs, np.einsum("ik,ki->i", design, solution)
    without = weights @ solution[: len(weights)] / np.maximum(1 - leverage, SOLE)
    return weights @ coefficients[: len(weights)], without**2 @ (runs - design @ coefficients) ** 2
