r"""The 1/p correction from the spectrum of a real Wishart matrix at finite size.

The mean of Tr f over S = X X^T / N with Gaussian p x N X is, up to terms of order 1/p,

    p int f dMP + (f(l+) + f(l-)) / 4 - (1/2) int f d(arcsine on [l-, l+]),    l+- = (1 +- sqrt(p/N))^2

(Jonsson 1982; Bai and Silverstein 2004, eq. 1.6). As a signed measure of mass zero its first moment vanishes too.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.methods.quadrature import Rule

NODES = 128  # of the Gauss-Chebyshev rule, exact to twice that degree


def edge_rule(ratio: float) -> Rule:
    """Nodes and signed weights of the correction to p times the Marchenko-Pastur law."""
    root = np.sqrt(ratio)
    x = np.cos((np.arange(NODES) + 0.5) * np.pi / NODES)
    l = np.r_[(1 - root) ** 2, (1 + root) ** 2, 1 + ratio + 2 * root * x]
    return Rule(l, np.r_[0.25, 0.25, np.full(NODES, -0.5 / NODES)], np.ones(NODES + 2))


def mean_field(t: ArrayLike, sizes: Sizes) -> Losses:
    """What finite p adds to the mean-field losses, whose S is a real Wishart matrix; shape (n,), of order 1/p."""
    times = checked_times(t)
    rule = edge_rule(sizes.nu)
    squares = residual(sizes.a0, 4 * times[:, None] * rule.l) ** 2 / 2
    return Losses(times, squares @ (rule.w * rule.l), squares @ rule.w)
