r"""Mean-field losses at late times: powers of t where the spectrum reaches zero, exponentials where it ends above.

Source: docs/theory/covariance.md.
"""

import sympy as sp

from theory.autoencoder.symbols import a0, p, t


def residual_mellin(s: sp.Expr) -> sp.Expr:
    """int_0^oo u^(s-1) (1 - a)^2 du for s > 0, where 1 - a = 1 / (1 + k e^u) and k = a_0 / (1 - a_0).

    From int u^(s-1) / (1 + k e^u) du = -Gamma(s) Li_s(-1/k) and (1 - a)^2 = (1 - a) + k d(1 - a)/dk.
    """
    x = -(1 - a0) / a0
    return sp.gamma(s) * (sp.polylog(s - 1, x) - sp.polylog(s, x))


def from_zero(strength: sp.Expr, s: sp.Expr) -> sp.Expr:
    """(p/2) int v (1 - a)^2 dmu at late times, where the variances' measure v dmu is strength l^(s-1) dl near l = 0.

    v = l for the train loss and c for the population loss. Of order t^-s; what comes next is of the order of the next
    power in the measure.
    """
    return p / 2 * strength * (4 * t) ** -s * residual_mellin(s)


def from_edge(edge: sp.Expr, variance: sp.Expr, density: sp.Expr) -> sp.Expr:
    """The same where the spectrum ends at ``edge`` > 0 with the density ``density`` sqrt(l - edge).

    ``variance`` is v at the edge. The next order is smaller by 1/t.
    """
    decay = ((1 - a0) / a0) ** 2 * sp.exp(-8 * edge * t)
    return p / 2 * variance * density * decay * sp.gamma(sp.Rational(3, 2)) * (8 * t) ** sp.Rational(-3, 2)


def hard_edge(inverse: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Train and population loss at p = N, for any population of mean inverse eigenvalue ``inverse`` = Tr C^-1 / p.

    Near zero z = -inverse omega^2, so that the density is sqrt(inverse / l) / pi and c = 1 / inverse.
    """
    density = sp.sqrt(inverse) / sp.pi
    half = sp.Rational(1, 2)
    return from_zero(density, 3 * half), from_zero(density / inverse, half)
