r"""Population eigenvalues l_k = l_1 k^-beta, k = 1, 2, ...: exponents of the losses, and the times at which they end.

For beta > 1 the number of eigenvalues above l is (l_1 / l)^(1/beta), so that p l dmu = (l_1^(1/beta) / beta) l^(s-1) dl
near zero with s = 1 - 1/beta. Source: docs/theory/covariance.md.
"""

import sympy as sp

from theory.autoencoder.covariance.late_times import from_zero
from theory.autoencoder.symbols import N, a0, p, t

beta = sp.Symbol("beta", positive=True)
"""The exponent of the power law, above 1."""
top = sp.Symbol("l_1", positive=True)
"""Its largest eigenvalue."""
s = 1 - 1 / beta
"""The exponent of the losses: they fall as t^-s."""


def loss() -> sp.Expr:
    """Train and population loss while 1 / l_1 << 4 t << 1 / l_p and, for finite N, << 1 / l_N.

    For p = N = oo what is left out falls faster than any power of t: the sum over k is a Mellin integral whose only
    pole to the right is that of zeta.
    """
    return from_zero(top ** (1 / beta) / (beta * p), s)


def missing_tail() -> sp.Expr:
    """What eigenvalues beyond the p-th would add, at 4 t << 1 / l_p: to be subtracted for finite p."""
    return (1 - a0) ** 2 * top * p ** (1 - beta) / (2 * (beta - 1))


def last_eigenvalue() -> sp.Expr:
    """l_p; beyond t = 1 / (4 l_p) the losses fall exponentially."""
    return top * p**-beta


def last_mode() -> sp.Expr:
    """Both losses at t >> 1 / (4 l_p): the p-th eigenvalue alone, N = oo."""
    return last_eigenvalue() / 2 * ((1 - a0) / a0) ** 2 * sp.exp(-8 * last_eigenvalue() * t)


def hidden_scale() -> sp.Expr:
    """kappa, down to which N samples see: sum_k l_k / (l_k + kappa) = N, for p >> N.

    The sum is the integral (l_1 / kappa)^(1/beta) (pi/beta) / sin(pi/beta) over k from zero, less 1/2.
    """
    return top * (sp.pi / beta / sp.sin(sp.pi / beta) / (N + sp.Rational(1, 2))) ** beta


def plateau() -> sp.Expr:
    """The population loss at t -> oo for p >> N: N kappa is the variance in directions without samples."""
    return (1 - a0) ** 2 / 2 * N * hidden_scale()


def smallest_seen() -> sp.Expr:
    """The smallest positive eigenvalue of S for p >> N; beyond t = 1 / (4 l) the train loss falls exponentially.

    At the edge omega = -kappa' with sum l_k^2 / (l_k + kappa')^2 = N, whose integral is s = 1 - 1/beta times that in
    `hidden_scale`: kappa' = s^beta kappa, and z = kappa' (1 + 1/(2 N)) / (beta - 1).
    """
    return s**beta * hidden_scale() * (1 + 1 / (2 * N)) / (beta - 1)
