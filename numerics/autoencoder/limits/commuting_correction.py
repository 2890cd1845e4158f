r"""The first correction in p/H to mean-field and in p/N to large-data (docs/regimes.md, First corrections).

Perturbation around the commuting solution: A = a + B with off-diagonal elements B_ij of first order in the square root
of the small ratio, whose squares are V_ij over p in the mean, and diagonal means C_i of second order. Both facets lead
to linear equations on the nodes of a Gauss rule for the spectrum.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import Rule, Spectrum
from theory.errors import InputError

NODES = 48, 72  # two Gauss rules; the finer one is the result
AGREEMENT = 1e-3  # of the two rules, relative to the largest correction: it is itself of first order only
ODE_RTOL, ODE_ATOL = 1e-8, 1e-12
ATOM = 1e-12  # nodes of a Gauss rule below this stand for an atom at zero, to rounding


def gauss(ratio: float, nodes: int) -> Rule:
    """Gauss rule of the Marchenko-Pastur law from its Jacobi matrix: 1, then 1 + ratio, beside sqrt(ratio)."""
    if ratio == 0:
        return Rule(np.ones(1), np.ones(1), np.ones(1))
    diagonal = np.r_[1.0, np.full(nodes - 1, 1 + ratio)]
    matrix = np.diag(diagonal) + np.sqrt(ratio) * (np.eye(nodes, k=1) + np.eye(nodes, k=-1))
    l, v = np.linalg.eigh(matrix)
    return Rule(l.clip(min=0), v[0] ** 2, np.ones(nodes))


def mean_field(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What p/H adds to both losses, shape (n,), for any spectrum; errors are of order (p/H)^2 and 1/H.

    Parameters and errors as for :func:`numerics.autoencoder.limits.mean_field.losses`.
    """
    times = checked_times(t)
    if isinstance(spectrum, EmpiricalSpectrum):
        return as_losses(times, sizes, mean_field_on(times, sizes, spectrum.rule(0)))
    law = spectrum or MarchenkoPastur(sizes.nu)
    if not isinstance(law, MarchenkoPastur):
        raise InputError(f"no correction for the spectrum {law}: give eigenvalues or a Marchenko-Pastur law")
    return as_losses(times, sizes, settled([mean_field_on(times, sizes, gauss(law.nu, n)) for n in NODES]))


def mean_field_on(t: Array, sizes: Sizes, rule: Rule) -> Array:
    """Corrections over p, shape (n, 1 or 2), on one rule.

    V_ij' = 2 k_ij V_ij has the solution (a0^2 p/H) e^{2 K_ij} with K_ij the integral of k_ij =
    2 (l_i + l_j) - (l_i + l_j)(a_i + a_j) - 2 (a_i l_i + a_j l_j); C_i' = k_ii C_i - 2 int (l_i + l_j) V_ij dmu(l_j).
    """
    l, w, a0 = rule.l, rule.w, sizes.a0
    sums = l[:, None] + l

    def logistic(time: float) -> Array:
        return 1 - residual(a0, 4 * l * time)

    def squares(time: float) -> Array:
        # the integral of 4 l a is log(1 - a0 + a0 e^{4 l t}); where l is tiny that of a is a0 t
        grown = 4 * l * time + np.log(a0 - (a0 - 1) * np.exp(-4 * l * time))
        integral = np.where(l > 1e-12, grown / np.where(l > 1e-12, 4 * l, 1), a0 * time)
        exponent = 2 * sums * time - sums * (integral[:, None] + integral) - (grown[:, None] + grown) / 2
        return a0**2 / sizes.eta * np.exp(2 * exponent)

    def velocity(time: float, c: Array) -> Array:
        return (4 * l - 8 * l * logistic(time)) * c - 2 * (sums * squares(time)) @ w

    flow = integrate(velocity, np.zeros_like(l), t)
    weights = w * np.stack([l] if rule.c is None else [l, rule.c])
    gaps = [squares(time) @ w - 2 * residual(a0, 4 * l * time) * c for time, c in zip(t, flow, strict=True)]
    return np.array(gaps) @ weights.T / 2


def large_data(t: ArrayLike, sizes: Sizes) -> Losses:
    """What p/N adds to both losses, shape (n,); errors are of order (p/N)^2 and 1/p.

    For H < p it grows with time, as the learned directions turn towards the largest eigenvalues of S: it holds while
    t sqrt(p/N) is small.

    Parameters as for :func:`numerics.autoencoder.limits.large_data.losses`.
    """
    times = checked_times(t)
    rules = [gauss(1 / sizes.eta, n) for n in NODES]
    return as_losses(times, sizes, settled([large_data_on(times, sizes, rule) for rule in rules]))


def large_data_on(t: Array, sizes: Sizes, rule: Rule) -> Array:
    """Corrections over p, shape (n, 2), on one rule for the law of A(0), with B_ij = b_ij (S - I)_ij.

    b_ij' = 4 (1 - a_i - a_j) b_ij + 2 (a_i + a_j) - (a_i + a_j)^2,
    C_i' = 4 (1 - 2 a_i) C_i + nu int [4 b_ij - 2 (a_i + a_j) b_ij - 4 a_i b_ij - 4 b_ij^2] dMP(a_j).

    In the null space of A, which no gradient reaches, the rank fixes C_i = nu int b_ij^2 / a_j dMP(a_j): the unstable
    equation has this solution.
    """
    start, w, n = sizes.a0 * np.where(rule.l > ATOM, rule.l, 0), rule.w, rule.l.size
    null = start == 0

    def velocity(time: float, state: Array) -> Array:
        a, b, c = 1 - residual(start, 4 * time), state[:-n].reshape(n, n), state[-n:]
        sums = a[:, None] + a
        source = b * (4 - 2 * sums - 4 * a[:, None] - 4 * b)
        rate = 4 * (1 - sums) * b + sums * (2 - sums)
        return np.concatenate([rate.ravel(), np.where(null, 0, 4 * (1 - 2 * a) * c + sizes.nu * source @ w)])

    found = []
    for time, state in zip(t, integrate(velocity, np.zeros(n * n + n), t), strict=True):
        gap, b, c = residual(start, 4 * time), state[:-n].reshape(n, n), state[-n:]
        c[null] = sizes.nu * b[np.ix_(null, ~null)] ** 2 @ (w[~null] / (1 - gap[~null]))
        population = w @ (sizes.nu / 2 * b**2 @ w - gap * c)
        found.append([population - sizes.nu * (w * gap) @ b @ w, population])
    return np.array(found)


def integrate(velocity: Callable[[float, Array], Array], start: Array, t: Array) -> Array:
    """States at the times t, shape (n, size of start)."""
    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    rule = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": ODE_ATOL}
    flow = solved(velocity, (0.0, grid[-1] or 1.0), start, "first correction", **rule)
    return flow.y.T[place[1:]]


def settled(curves: list[Array]) -> Array:
    """The last of two curves, if they agree."""
    coarse, fine = curves
    change = float(np.max(np.abs(fine - coarse)) / max(float(np.max(np.abs(fine))), np.finfo(float).tiny))
    if change > AGREEMENT:
        raise ConvergenceError(
            f"first correction still changes by {change:.1e} with the quadrature (asked {AGREEMENT}): "
            "give an earlier --t-max or leave --correction out"
        )
    return fine


def as_losses(t: Array, sizes: Sizes, curves: Array) -> Losses:
    """Raw corrections from corrections over p, shape (n, 1 or 2)."""
    train, *population = sizes.p * curves.T
    return Losses(t, train, population[0] if population else None)
