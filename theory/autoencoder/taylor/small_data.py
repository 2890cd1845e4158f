r"""Small-data faces: one sample in the time tau = nu t, by the moments g_k = e^T A^{k+1} e (docs/theory/small-data.md).

They follow from the lattice c_k' = 2 c_k (c_{k-1} - c_{k+1}) + 4 c_1 (1 - c_1) [k = 1] - 4 c_1 c_2 [k = 2]; the free
flow drops the 1 in the force. It is integrated term by term; site k is needed up to order + 2 - k only, so the work
grows as order^3. At t = 0 c_odd = alpha eta and c_even = alpha: n! times the n-th coefficient of g_k is an integer
polynomial in those two of degree n + k + 1, found from its values at integer points modulo primes.

    site           1    2    3    4    5          each step in n needs one neighbour more to the right:
    n = 0          y    x    y    x    y          x = alpha, y = alpha eta at integer points (i, j)
    n = 1          .    .    .    .               c_k' = 2 c_k (c_{k-1} - c_{k+1}) + force on sites 1 and 2
    n = 2          .    .    .                    g_0 = c_1, g_1 = c_1 (c_1 + c_2) need two sites, g_2 three

>>> moment_series(1)[0]  # g_0 = c_1 = a0 + 2 a0 (2 - 2 a0 - alpha) tau + ...
[alpha*eta, -4*alpha**2*eta**2 - 2*alpha**2*eta + 4*alpha*eta]
"""

from itertools import zip_longest
from math import factorial
from typing import Any

import numpy as np
import sympy as sp

from theory.autoencoder.symbols import alpha, eta
from theory.autoencoder.taylor.modular import TERMS, Residues, coefficients, integers, primes, triangle
from theory.autoencoder.taylor.ring import NU, RING, Poly, Series, series
from theory.errors import InputError

MOST = TERMS - 4
CHUNK = 128  # points at a time: the lattice's coefficients up to order 100 take 11 MB


def small_data_series(order: int, *, target: bool) -> Series:
    """Both losses up to t^order, with tau = nu t.

    Train is (1 - 2 g_0 + g_1) / 2, population (1 - a0)^2 / 2 + alpha a0 / 2 plus 1/nu times the integral of
    4 (2 g_1 - g_2 - g_0) over tau. If free, g_1 / 2 and the integral of -4 g_2.
    """
    c = int(target)
    g = moment_polynomials(order, target=target)
    train = [(y - 2 * c * x) * NU**s * sp.QQ(1, 2) for s, (x, y) in enumerate(zip(*g[:2], strict=True))]
    train[0] += sp.QQ(c, 2)
    rates = [4 * (c * (2 * y - x) - z) for x, y, z in zip(*g, strict=True)]
    moved = [rate * NU**s * sp.QQ(1, s + 1) for s, rate in enumerate(rates[:-1])]
    return series(train, [train[0], *moved])


def moment_series(
    order: int, a: sp.Expr = alpha, e: sp.Expr = eta, *, target: bool = True
) -> tuple[list[sp.Expr], ...]:
    """Exact Taylor coefficients up to tau^order of (g_0, g_1, g_2): polynomials in a = alpha, e = eta, or rationals."""
    if a.is_Rational and e.is_Rational:
        found = rational_moments(order, sp.QQ(a.p, a.q), sp.QQ(e.p, e.q), target=target)
        return tuple([sp.QQ.to_sympy(x) for x in g] for g in found)
    return tuple([x.as_expr(a, e, NU.as_expr()) for x in g] for g in moment_polynomials(order, target=target))


def rational_moments(order: int, a: Any, e: Any, *, target: bool) -> tuple[list[Any], ...]:
    """The same at rational parameters."""
    c = [[a * e if k % 2 == 0 else a] for k in range(order + 3)]
    for n in range(order):
        for k in range(order + 2 - n):
            before = c[k - 1] if k else []
            rate = [2 * (x - y) for x, y in zip_longest(before, c[k + 1][: n + 1], fillvalue=sp.QQ(0))]
            if k < 2:
                rate = [x - 4 * y for x, y in zip(rate, c[0], strict=False)]
            if k == 0 and target:
                rate[0] += 4
            c[k].append(_product_term(c[k], rate, n) / (n + 1))
    total = [x + y for x, y in zip(c[0], c[1], strict=False)]
    inner = [_product_term(total, total, n) + _product_term(c[1], c[2], n) for n in range(order + 1)]
    return c[0][: order + 1], *([_product_term(c[0], x, n) for n in range(order + 1)] for x in (total, inner))


def _product_term(x: list[Any], y: list[Any], n: int) -> Any:
    """The coefficient of order n of the product of two series."""
    return sum((x[i] * y[n - i] for i in range(1, n + 1)), x[0] * y[n])


def require_order(order: int) -> None:
    """Raise :class:`theory.errors.InputError` beyond the orders whose sums fit 64 bits."""
    if order > MOST:
        raise InputError(f"symbolic small-data series go to order {MOST}, got {order}: give numbers for alpha and eta")


def moment_polynomials(order: int, *, target: bool = True) -> tuple[list[Poly], ...]:
    """The Taylor coefficients of (g_0, g_1, g_2) in tau as polynomials in alpha and eta."""
    require_order(order)
    moduli = primes(integer_bound(order))
    values = [moments_modulo(order, q, target=target) for q in moduli]
    return tuple(
        [interpolated(n, k, order, [v[k, n] for v in values], moduli) for n in range(order + 1)] for k in range(3)
    )


def interpolated(n: int, k: int, order: int, values: list[Residues], moduli: tuple[int, ...]) -> Poly:
    """The n-th coefficient of g_k from n! times its values at the points of the triangle of degree order + 3."""
    degree = n + k + 1
    inside = np.add(*triangle(order + 3)) <= degree
    found = np.array([coefficients(v[inside], degree, q) for v, q in zip(values, moduli, strict=True)])
    i, j = triangle(degree)
    kept = found.any(axis=0)
    powers = zip(i[kept].tolist(), j[kept].tolist(), integers(found[:, kept], moduli), strict=True)
    return RING.from_dict({(x + y, x, 0): sp.QQ(value, factorial(n)) for x, y, value in powers})


def integer_bound(order: int) -> int:
    """A bound on the integers n! times coefficients, n <= order.

    With all signs positive, at alpha = alpha eta = 1, each c_k is at most u, where u' = 8 u^2 + 4 u, u(0) = 1, and each
    g_k at most 5 u^3.
    """
    u = [sp.QQ(1)]
    for n in range(order):
        u.append((8 * _product_term(u, u, n) + 4 * u[n]) / (n + 1))
    square = [_product_term(u, u, n) for n in range(order + 1)]
    return int(5 * factorial(order) * _product_term(square, u, order))


def moments_modulo(order: int, q: int, *, target: bool) -> Residues:
    """n! times the n-th coefficients of g_0, g_1, g_2 mod q at the triangle of degree order + 3.

    Shape (3, order + 1, points).
    """
    x, y = triangle(order + 3)
    parts = [slice(start, start + CHUNK) for start in range(0, x.size, CHUNK)]
    return np.concatenate([lattice_modulo(order, q, x[part], y[part], target=target) for part in parts], axis=2)


def lattice_modulo(order: int, q: int, x: Residues, y: Residues, *, target: bool) -> Residues:
    """The same at the points given, c_odd = x and c_even = y at t = 0."""
    c, rate = (np.zeros((order + 1, order + 3, x.size), dtype=np.int64) for _ in range(2))
    c[0, ::2], c[0, 1::2] = x, y
    for n in range(order):
        sites = order + 2 - n
        rate[n, :sites] = -2 * c[n, 1 : sites + 1]
        rate[n, 1:sites] += 2 * c[n, : sites - 1]
        rate[n, :2] -= 4 * c[n, 0]
        rate[n, 0] += 4 * (target and n == 0)
        rate[n] %= q
        c[n + 1, :sites] = product_term_modulo(c[:, :sites], rate[:, :sites], n, q) * pow(n + 1, -1, q) % q
    first, second, third = c[:, 0], c[:, 1], c[:, 2]
    total = (first + second) % q
    inner = (product_modulo(total, total, q) + product_modulo(second, third, q)) % q
    g = first, product_modulo(first, total, q), product_modulo(first, inner, q)
    scale = np.array([factorial(n) % q for n in range(order + 1)])[:, None]
    return np.array([x * scale % q for x in g])


def product_term_modulo(x: Residues, y: Residues, n: int, q: int) -> Residues:
    """The coefficient of order n of the product of two series, mod q."""
    return np.einsum("i...,i...->...", x[: n + 1], y[n::-1]) % q


def product_modulo(x: Residues, y: Residues, q: int) -> Residues:
    """The product of two series of the same length, mod q."""
    return np.array([product_term_modulo(x, y, n, q) for n in range(len(x))])
