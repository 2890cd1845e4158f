r"""The first corrections to large-data, in p/N and 1/p (docs/theory/corrections.md).

Perturbation around the commuting solution: A = a + B with off-diagonal elements B_ij = b_ij (S - I)_ij of first order
in sqrt(p/N) and diagonal means C_i of second order: linear equations on the nodes of a Gauss rule for the law of A(0).
That law at finite p adds 1/p.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.perturbation import NODES, agreed, integrated, raw_losses
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import Arcsine, MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, mean

ATOM = 1e-12  # nodes of a Gauss rule below this stand for an atom at zero, to rounding


def ratio_correction(t: ArrayLike, sizes: Sizes) -> Losses:
    """What p/N adds to both losses, shape (n,); errors are of order (p/N)^2 and 1/p.

    For H < p it grows with time, as the learned directions turn towards the largest eigenvalues of S: it holds while
    t sqrt(p/N) is small.

    Parameters as for :func:`numerics.autoencoder.limits.large_data.losses`.
    """
    times = checked_times(t)
    rules = [MarchenkoPastur(1 / sizes.eta).gauss_rule(n) for n in NODES]
    return raw_losses(times, sizes, agreed([ratio_correction_on(rule, times, sizes) for rule in rules]))


def ratio_correction_on(rule: Rule, t: Array, sizes: Sizes) -> Array:
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
    for time, state in zip(t, integrated(velocity, np.zeros(n * n + n), t), strict=True):
        gap, b, c = residual(start, 4 * time), state[:-n].reshape(n, n), state[-n:]
        c[null] = sizes.nu * b[np.ix_(null, ~null)] ** 2 @ (w[~null] / (1 - gap[~null]))
        population = w @ (sizes.nu / 2 * b**2 @ w - gap * c)
        found.append([population - sizes.nu * (w * gap) @ b @ w, population])
    return np.array(found)


def finite_size_correction(t: ArrayLike, sizes: Sizes) -> Array:
    """What finite p adds to the loss at N = inf, shape (n,), up to terms of order 1/p.

    The mean of Tr f(A) over Gaussian W is p int f dMP + (f(a+) + f(a-))/4 - (1/2) int f d(arcsine), a+- the edges of
    the law of A (the 1/p correction of real Wishart matrices: Jonsson 1982; Bai and Silverstein 2004, eq. 1.6).
    """
    times, root = checked_times(t)[:, None], np.sqrt(sizes.eta)
    lower, upper = sizes.alpha * (1 - root) ** 2, sizes.alpha * (1 + root) ** 2

    def loss(a: Array) -> Array:
        return residual(a, 4 * times) ** 2 / 2

    return loss(np.array([lower, upper])).sum(axis=1) / 4 - mean(loss, Arcsine(lower, upper)) / 2
