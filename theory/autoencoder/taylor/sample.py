r"""Small-data faces: one sample in the time tau = nu t, by the moments g_k = e^T A^{k+1} e (docs/theory/small-data.md).

They follow from the lattice c_k' = 2 c_k (c_{k-1} - c_{k+1}) + 4 c_1 (1 - c_1) [k = 1] - 4 c_1 c_2 [k = 2]; the free
flow drops the 1 in the force.
"""

from itertools import zip_longest
from typing import Any

import sympy as sp

from theory.autoencoder.symbols import alpha, eta, nu
from theory.autoencoder.taylor.ring import Series


def sample(target: bool, order: int) -> Series:
    """Both losses up to t^order: (1 - 2 g_0 + g_1) / 2, and (1 - a0)^2 / 2 + alpha a0 / 2 plus the integral of
    4 (2 g_1 - g_2 - g_0) over tau, over nu. If free, g_1 / 2 and the integral of -4 g_2.
    """
    c = int(target)
    g = moment_series(order, target=target)
    train = [sp.expand(nu**s * (y - 2 * c * x) / 2) for s, (x, y) in enumerate(zip(*g[:2], strict=True))]
    train[0] += sp.Rational(c, 2)
    rates = [4 * (c * (2 * y - x) - z) for x, y, z in zip(*g, strict=True)]
    moved = [sp.expand(nu**s * rate / (s + 1)) for s, rate in enumerate(rates[:-1])]
    return Series(tuple(train), (train[0], *moved))


def moment_series(order: int, a: sp.Expr = alpha, e: sp.Expr = eta, target: bool = True) -> tuple[list[sp.Expr], ...]:
    """Taylor coefficients up to tau^order of (g_0, g_1, g_2), exact: polynomials in a = alpha, e = eta, or rationals.

    The lattice is integrated term by term; site k is needed up to order + 2 - k only, so the work grows as order^3.
    """
    if a.is_Rational and e.is_Rational:
        one, a_, e_, back = sp.QQ(1), sp.QQ(a.p, a.q), sp.QQ(e.p, e.q), sp.QQ.to_sympy
    else:
        ring, a_, e_ = sp.ring("alpha eta", sp.QQ)
        one, back = ring(1), lambda c: c.as_expr().subs(dict(zip(ring.symbols, (a, e), strict=True)))
    c = [[a_ * e_ if k % 2 == 0 else a_] for k in range(order + 3)]
    for n in range(order):
        for k in range(order + 2 - n):
            before = c[k - 1] if k else []
            rate = [2 * (x - y) for x, y in zip_longest(before, c[k + 1][: n + 1], fillvalue=0 * one)]
            if k < 2:
                rate = [x - 4 * y for x, y in zip(rate, c[0], strict=False)]
            if k == 0 and target:
                rate[0] += 4 * one
            c[k].append(_convolved(c[k], rate, n) * sp.QQ(1, n + 1))
    total = [x + y for x, y in zip(c[0], c[1], strict=False)]
    inner = [_convolved(total, total, n) + _convolved(c[1], c[2], n) for n in range(order + 1)]
    series = c[0], *([_convolved(c[0], x, n) for n in range(order + 1)] for x in (total, inner))
    return tuple([back(x) for x in g[: order + 1]] for g in series)


def _convolved(x: list[Any], y: list[Any], n: int) -> Any:
    """The coefficient of order n of the product of two series."""
    return sum((x[i] * y[n - i] for i in range(1, n + 1)), x[0] * y[n])
