r"""The small-data faces' Taylor coefficients, from the moments G_k = E^T A^k E of A in the span E = (e, f).

With M = 2 C - (D A + A D), A' = M A + A M gives a closed hierarchy of 2 x 2 matrices,

    G_k' = X_0k + 2 (X_1,k-1 + ... + X_k-1,1) + X_k0,    X_ij = 2 G_i C G_j - d (G_i+1 P G_j + G_i P G_j+1),

P the projector on e and d the element of D. Elements between e and f are odd in delta: the ring has its root.
"""

from collections.abc import Callable
from itertools import zip_longest

import sympy as sp

from theory.solutions.denoising.pair_terms import PairTerms
from theory.solutions.denoising.series import Powers
from theory.solutions.laws import Moments, narrow
from theory.solutions.polynomials import Poly
from theory.solutions.solution import Series
from theory.solutions.symbols import alpha, eta, noise, nu

RING, ALPHA, ETA, NU, ROOT = sp.ring([alpha, eta, nu, sp.Symbol("delta", positive=True)], sp.QQ)
Matrix = tuple[Poly, Poly, Poly, Poly]
ZERO, ONE, HALF = RING(0), RING(1), sp.QQ(1, 2)
IDENTITY: Matrix = (ONE, ZERO, ZERO, ONE)


def times(x: Matrix, y: Matrix) -> Matrix:
    """The product of two 2 x 2 matrices, by rows."""
    return (
        x[0] * y[0] + x[1] * y[2],
        x[0] * y[1] + x[1] * y[3],
        x[2] * y[0] + x[3] * y[2],
        x[2] * y[1] + x[3] * y[3],
    )


def combined(*terms: tuple[object, Matrix]) -> Matrix:
    """A sum of multiples of matrices."""
    a, b, c, d = (sum((k * m[i] for k, m in terms), ZERO) for i in range(4))
    return a, b, c, d


class Span:
    """C and D of a face in the ring."""

    def __init__(self, terms: PairTerms) -> None:
        half = terms.chance * ROOT * HALF
        self.covariance: Matrix = (ONE * terms.signal, half, half, ZERO)
        self.power = terms.reconstruction + terms.noise * ROOT**2
        self.projector: Matrix = (ONE, ZERO, ZERO, ZERO)

    def pushed(self, g: list[list[Matrix]], i: int, j: int, n: int) -> Matrix:
        """The coefficient of tau^n of X_ij, from the series of the moments."""
        found = []
        for m in range(n + 1):
            x, y = times(g[i][m], self.covariance), times(g[i + 1][m], self.projector)
            z = times(g[i][m], self.projector)
            found += [
                (2, times(x, g[j][n - m])),
                (-self.power, times(y, g[j][n - m])),
                (-self.power, times(z, g[j + 1][n - m])),
            ]
        return combined(*found)


def moments(terms: PairTerms, of_weights: Moments, order: int) -> list[list[Matrix]]:
    """The series in tau of G_0 .. G_3, at least up to tau^order: n orders need n moments more at the start."""
    span, last = Span(terms), order + 3
    g = [[combined((of_weights(k), IDENTITY))] for k in range(last + 1)]
    g[0] += [combined()] * order
    for n in range(order):
        for k in range(1, last - n):
            pairs = [(1 if i in (0, k) else 2, span.pushed(g, i, k - i, n)) for i in range(k + 1)]
            g[k].append(combined(*((c * sp.QQ(1, n + 1), x) for c, x in pairs)))
    return g


def column(terms: PairTerms, order: int) -> list[list[Matrix]]:
    """The same for a few columns, where G_k = alpha^(k-1) Q and Q' = B Q + Q B, B = 2 C - alpha D."""
    span = Span(terms)
    b = combined((2, span.covariance), (-ALPHA * span.power, span.projector))
    q = [combined((ALPHA * ETA, IDENTITY))]
    for n in range(order):
        q.append(combined((sp.QQ(1, n + 1), times(b, q[n])), (sp.QQ(1, n + 1), times(q[n], b))))
    return [[IDENTITY, *[combined()] * order], *([combined((ALPHA**k, x)) for x in q] for k in range(3))]


def expansion(terms: PairTerms, law: Callable[[object], Moments], order: int) -> Series:
    """The Taylor coefficients of both losses in t over p; ``law`` is that of A(0), few columns if it is ``narrow``."""
    span, of_weights = Span(terms), law(RING)
    g = column(terms, order) if law is narrow else moments(terms, of_weights, order)
    weight = terms.error + terms.passed * ROOT**2
    learned, spread = ([trace(times(span.covariance, x)) for x in g[k]] for k in (1, 2))
    train = [HALF * span.power * x[0] - c for x, c in zip(g[2], learned, strict=False)]
    rates = [
        4 * (weight * (c2 - span.power * g3[0]) - terms.deviation * (c1 - span.power * g2[0]))
        for c1, c2, g2, g3 in zip(learned, spread, g[2], g[3], strict=False)
    ]
    losses = (
        [terms.target * HALF + train[0], *(c * NU**n for n, c in enumerate(train[1 : order + 1], start=1))],
        [ZERO, *(c * NU**n * sp.QQ(1, n + 1) for n, c in enumerate(rates[:order]))],
    )
    return {
        name: tuple(plain(c + x) for c, x in zip_longest(loss, added, fillvalue=ZERO))[: order + 1]
        for name, loss, added in zip(("train", "population"), losses, started(terms, of_weights), strict=True)
    }


def started(terms: PairTerms, of_weights: Moments) -> tuple[Powers, Powers]:
    """What is in both losses over p beside the span: powers of t, from the start and from fresh noise.

    Fresh noise adds delta2 a^2 / 2 and moves a' = -4 delta2 a^2; further powers of t, which is of order N / p, are
    negligible.
    """
    mean, square, cube, fourth = (of_weights(k) for k in (1, 2, 3, 4))
    noise, weight = ROOT**2, terms.error + terms.passed * ROOT**2
    start = terms.target * (HALF - terms.deviation * mean) + HALF * weight * square
    if not terms.fresh:
        return [ZERO], [start]
    falling = 4 * noise * (terms.deviation * square - weight * cube)
    train = [HALF * noise * square, -4 * terms.strong * noise**2 * cube]
    return train, [start, falling, 24 * terms.strong * noise**3 * fourth]


def trace(x: Matrix) -> Poly:
    """The trace of a 2 x 2 matrix."""
    return x[0] + x[3]


def plain(polynomial: Poly) -> sp.Expr:
    """With delta2 in the place of the square of its root; odd powers cancel in every loss."""
    even = {(*powers[:-1], powers[-1] // 2): c for powers, c in polynomial.terms()}
    assert all(powers[-1] % 2 == 0 for powers, _ in polynomial.terms()), "losses are even in the root of delta2"
    return sp.Poly.from_dict(even, alpha, eta, nu, noise).as_expr()
