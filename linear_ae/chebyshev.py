"""The stages of Runge-Kutta-Chebyshev steps of second order, stable to h lambda = -0.65 s^2 with s of them.

Sommeijer, Shampine and Verwer, J. Comput. Appl. Math. 88 (1998) 315-326.
"""

from functools import cache

DAMPING = 2 / 13


@cache
def stages(s: int) -> tuple[float, list[tuple[float, float, float, float]]]:
    """The first stage's weight, and (mu, nu, mu~, gamma~) of the stages 2 .. s, with their paper's names."""
    w0 = 1 + DAMPING / s**2
    T, d, dd = [1.0, w0], [0.0, 1.0], [0.0, 0.0]  # Chebyshev polynomials at w0 and two derivatives
    for j in range(2, s + 1):
        T.append(2 * w0 * T[-1] - T[-2])
        dd.append(4 * d[-1] + 2 * w0 * dd[-1] - dd[-2])
        d.append(2 * T[j - 1] + 2 * w0 * d[-1] - d[-2])
    w1 = d[s] / dd[s]
    b = [dd[max(j, 2)] / d[max(j, 2)] ** 2 for j in range(s + 1)]
    steps = [(b[j] / b[j - 1], -b[j] / b[j - 2], 1 - b[j - 1] * T[j - 1]) for j in range(2, s + 1)]
    return b[1] * w1, [(2 * w0 * q, nu, 2 * w1 * q, -2 * w1 * q * a) for q, nu, a in steps]
