r"""Narrow-latent faces: one column w, by r = |w|^2 and the means m_k of l^k over its direction.

w' = (c - r) S w - q w with q = r m_1 and c = 2 (c = 0 without target) gives

    r' = 2 (c - 2 r) r m_1,      m_k' = 2 (c - r) (m_{k+1} - m_k m_1).
"""

from math import factorial

import sympy as sp

from theory.autoencoder.taylor.ring import (
    ALPHA,
    ETA,
    HALF,
    NU,
    Poly,
    Series,
    product,
    sample_moment,
    series,
    times,
)


def narrow_latent_series(order: int, *, target: bool) -> Series:
    """Both losses up to t^order.

    They are 1/2 - eta (1 - r/2) r m_1 and 1/2 - eta (1 - r/2) r, if free eta r^2 m_1 / 2 and eta r^2 / 2.

    >>> narrow_latent_series(1, target=True).population
    (alpha**2*eta/2 - alpha*eta + 1/2, -4*alpha**3*eta + 8*alpha**2*eta - 4*alpha*eta)
    """
    c = int(target)
    r, m = column_flow(order, target=target)
    moved = times([x * HALF - c * (n == 0) for n, x in enumerate(r)], [ETA * x for x in r])
    train, population = times(moved, m), moved
    return series([train[0] + c * HALF, *train[1:]], [population[0] + c * HALF, *population[1:]])


def one_sample_column_series(order: int, *, target: bool) -> Series:
    """The same to leading order in nu, where m_k = nu^{k-1} m_1: r stays at alpha and m_1 = e^{2 (c - alpha) nu t}."""
    c = int(target)
    m = [(2 * NU * (2 * c - ALPHA)) ** n * sp.QQ(1, factorial(n)) for n in range(order + 1)]
    slope = ETA * (ALPHA - c) * 4 * (c - ALPHA) * ALPHA
    start = ETA * ALPHA * (ALPHA * HALF - c)
    train = [start * x for x in m]
    population = [start, *(slope * x * sp.QQ(1, n + 1) for n, x in enumerate(m[:-1]))]
    return series([train[0] + c * HALF, *train[1:]], [population[0] + c * HALF, *population[1:]])


def column_flow(order: int, *, target: bool) -> tuple[list[Poly], list[Poly]]:
    """The series of r and m_1 up to t^order."""
    c = 2 * int(target)
    r, m = [ALPHA], [[sample_moment(k)] for k in range(order + 2)]
    for n in range(order):
        growth = [c * (i == 0) - x for i, x in enumerate(r)]
        pull = [c * (i == 0) - 2 * x for i, x in enumerate(r)]
        slope = times(r, m[1])
        for k in range(1, order + 1 - n):
            gap = [x - y for x, y in zip(m[k + 1], times(m[k], m[1][: n + 1]), strict=False)]
            m[k].append(product(growth, gap, n) * sp.QQ(2, n + 1))
        r.append(product(pull, slope, n) * sp.QQ(2, n + 1))
    return r, m[1]
