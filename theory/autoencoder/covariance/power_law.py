r"""Population eigenvalues l_k = L k^-a, k = 1, 2, ...: the exponents of the losses and the times at which they end.

For a > 1 the number of eigenvalues above l is (L / l)^(1/a), so that p l dmu = (L^(1/a) / a) l^(s-1) dl near zero with
s = 1 - 1/a. Source: docs/theory/covariance.md.
"""

import sympy as sp

from theory.autoencoder.covariance.late_times import from_zero
from theory.autoencoder.symbols import N, a0, p, t

a = sp.Symbol("a", positive=True)
"""The exponent of the power law, above 1."""
L = sp.Symbol("L", positive=True)
"""Its largest eigenvalue."""
s = 1 - 1 / a
"""The exponent of the losses: they fall as t^-s."""


def loss() -> sp.Expr:
    """Train and population loss while 1 / L << 4 t << 1 / l_p and, for finite N, << 1 / l_N.

    For p = N = oo what is left out falls faster than any power of t: the sum over k is a Mellin integral whose only
    pole to the right is that of zeta.
    """
    return from_zero(L ** (1 / a) / (a * p), s)


def missing_tail() -> sp.Expr:
    """What eigenvalues beyond the p-th would add, at 4 t << 1 / l_p: to be subtracted for finite p."""
    return (1 - a0) ** 2 * L * p ** (1 - a) / (2 * (a - 1))


def last_eigenvalue() -> sp.Expr:
    """l_p; beyond t = 1 / (4 l_p) the losses fall exponentially."""
    return L * p**-a


def last_mode() -> sp.Expr:
    """Both losses at t >> 1 / (4 l_p): the p-th eigenvalue alone, N = oo."""
    return last_eigenvalue() / 2 * ((1 - a0) / a0) ** 2 * sp.exp(-8 * last_eigenvalue() * t)


def hidden_scale() -> sp.Expr:
    """kappa, down to which N samples see: sum_k l_k / (l_k + kappa) = N, for p >> N.

    The sum is the integral (L / kappa)^(1/a) (pi/a) / sin(pi/a) over k from zero, less 1/2.
    """
    return L * (sp.pi / a / sp.sin(sp.pi / a) / (N + sp.Rational(1, 2))) ** a


def plateau() -> sp.Expr:
    """The population loss at t -> oo for p >> N: N kappa is the variance in directions without samples."""
    return (1 - a0) ** 2 / 2 * N * hidden_scale()


def smallest_seen() -> sp.Expr:
    """The smallest positive eigenvalue of S for p >> N; beyond t = 1 / (4 l) the train loss falls exponentially.

    At the edge omega = -kappa' with sum l_k^2 / (l_k + kappa')^2 = N, whose integral is s = 1 - 1/a times that in
    `hidden_scale`: kappa' = s^a kappa, and z = kappa' (1 + 1/(2 N)) / (a - 1).
    """
    return s**a * hidden_scale() * (1 + 1 / (2 * N)) / (a - 1)
