r"""What finite p adds to the law of S for real Gaussian data of any population spectrum, and to Tr C f(S).

With omega(z) of `numerics.autoencoder.covariance.subordination` and z' = dz/domega, up to terms of order 1/p,

    E Tr f(S)   - p int f dmu   = (1 / 4 pi i) oint f(z) dlog z'
    E Tr C f(S) - p int c f dmu = (1 / 4 pi i) oint f(z) / z (omega^2 dlog z' - 2 omega domega + 2 omega dz)

around the bulks. The first is eq. 1.6 of Bai and Silverstein, Ann. Probab. 32, 553 (2004), in omega, where it becomes
this short; the second is its derivative under tau -> tau + epsilon tau^2 (docs/theory/covariance.md). On the curve z is
real, so both are integrals over its eigenvalues, and each edge, where z' = 0, adds f / 4 or c f / 4.
"""

import numpy as np

from numerics.autoencoder.covariance.pieces import Piece, Points
from numerics.autoencoder.covariance.subordination import Subordination
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule

NOTHING = 1e-200  # a weight for a node that only the second measure has: c times it is that measure's weight


def finite_size_rule(curve: Subordination, pieces: list[Piece], at: list[Points]) -> Rule:
    """Nodes l, signed weights w of Tr f and w c of Tr C f; ``at`` are points of the pieces.

    Both measures have mass zero; the second keeps that by an atom at zero where there are directions without samples.
    """
    xi, s, dxi = (np.concatenate(column) for column in zip(*at, strict=True))
    l, plain, weighted = _along(curve, xi, s, dxi)
    ends = np.array([end for piece in pieces for end, edge in zip(piece[:2], piece[2:], strict=True) if edge])
    q = curve.ratio(ends)
    l = np.concatenate([l, ends**2 * q, [0.0]])
    plain = np.concatenate([plain, np.full(ends.size, 0.25), [0.0]])
    weighted = np.concatenate([weighted, 0.25 / q])
    weighted = np.append(weighted, -weighted.sum())
    plain[plain == 0] = NOTHING
    return Rule(l, plain, weighted / plain)


def _along(curve: Subordination, xi: Array, s: Array, dxi: Array) -> tuple[Array, Array, Array]:
    """Eigenvalues on the curve and the weights of both measures.

    With z' = 2 eta (eta B + i A) and domega/dxi = (eta B - i A) / (eta B) the rates of log |z'| and of its angle are
    written so that nothing cancels where eta -> 0.
    """
    found, eta, size = curve.sums(xi, s), np.sqrt(s), xi**2 + s
    A, B, U, V = found.A, found.B, found.U, found.V
    norm, split = s * B**2 + A**2, s * B**2 - A**2
    growth = (U * split + 2 * s * V * A * B) / (2 * s * B * norm)
    angle = (V * split - 2 * U * A * B) / (2 * eta * B * norm)
    turned = 2 * xi * eta * growth + (xi**2 - s) * angle
    straight = -2 * (eta - xi * A / (eta * B)) + 4 * eta * norm / B
    l = size * found.q
    return l, -angle * dxi / (2 * np.pi), -(turned + straight) / l * dxi / (2 * np.pi)
