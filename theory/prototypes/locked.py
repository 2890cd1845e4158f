"""The locked lattice: M = N prototypes, each on its own sample, at spacing d and softness ``k = tau / d^2``.

Everything is dimensionless in the spacing; derived in docs/theory/critical-ratio.md.
"""

import sympy as sp

from theory.prototypes.symbols import N

k = sp.Symbol("k", positive=True)
q = sp.Symbol("q", real=True)
u = sp.Symbol("u", nonnegative=True)
m = sp.Symbol("m", integer=True)


def first_estimate() -> sp.Expr:
    """``lambda_s / lambda_c`` at which the edge, on a spring 2 lambda_c / N, yields by one spacing to separation."""
    push = sp.Sum(m * sp.exp(-(m**2) / k), (m, 1, N - 1))
    return k / (2 * (N - 1) * push)


def overlap_estimate() -> sp.Expr:
    """The same for overlap on the samples with widths ``w^2 = 2 / tau``."""
    n = sp.Symbol("n", integer=True)
    neighbours = sp.Sum(sp.exp(-2 * (m - n) ** 2 / k), (n, 1, N - 1))
    push = sp.Sum(m * sp.exp(-2 * m**2 / k) * neighbours, (m, 1, N - 1))
    return N * k / (4 * (N - 1) * push)


def edge_pull() -> sp.Expr:
    """Coverage on the edge prototype, displaced outwards by u spacings, all others locked; in spacings times 2/N."""
    share, n = sp.exp(-((m + u) ** 2) / k), sp.Symbol("n", integer=True)
    others = sp.Sum(sp.exp(-((m - n) ** 2) / k), (n, 1, N - 1))
    return sp.Sum((m + u) * share / (share + others), (m, 0, N - 1))


def edge_push() -> sp.Expr:
    """Separation on the same prototype in the same unit: ``(2 (N-1) / k) sum_m (m + u) exp(-(m + u)^2 / k)``."""
    return 2 * (N - 1) / k * sp.Sum((m + u) * sp.exp(-((m + u) ** 2) / k), (m, 1, N - 1))


def edge_ratio() -> sp.Expr:
    """Ratio that holds the edge at u if nothing else moves; its maximum over u estimates the critical ratio."""
    return edge_pull() / edge_push()


def coverage_dispersion() -> sp.Expr:
    """Hessian of coverage on an infinite locked lattice at wave number q per spacing, in units of 2/N.

    ``1 - 2 v / k + (2 / k) s(q)^2`` with ``v = sum m^2 p_m``, ``s = sum m p_m sin(q m)``,
    ``p_m ~ exp(-m^2 / k)``.
    """
    weight = sp.exp(-(m**2) / k)
    total = 1 + 2 * sp.Sum(weight, (m, 1, sp.oo))
    variance = 2 * sp.Sum(m**2 * weight, (m, 1, sp.oo)) / total
    wave = 2 * sp.Sum(m * weight * sp.sin(q * m), (m, 1, sp.oo)) / total
    return 1 - 2 * variance / k + 2 * wave**2 / k


def separation_dispersion() -> sp.Expr:
    """Hessian of separation on an infinite lattice at wave number q, in units of 2/N (N prototypes on a unit hull).

    ``(2 (N-1) / k) sum_{m >= 1} (4 m^2 / k - 2) exp(-m^2 / k) (1 - cos q m)``: never negative (Poisson
    summation), so separation destabilizes the edges of a lattice, not its interior.
    """
    bend = (4 * m**2 / k - 2) * sp.exp(-(m**2) / k) * (1 - sp.cos(q * m))
    return 2 * (N - 1) / k * sp.Sum(bend, (m, 1, sp.oo))
