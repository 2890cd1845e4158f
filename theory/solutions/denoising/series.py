"""Truncated power series in time whose coefficients are polynomials: lists, lowest order first."""

from theory.solutions.polynomials import Poly

Powers = list[Poly]


def product(x: Powers, y: Powers) -> Powers:
    """The product of two series of the same length."""
    return [sum(x[i] * y[n - i] for i in range(n + 1)) for n in range(len(x))]


def quotient(x: Powers, y: Powers) -> Powers:
    """The series f = x / (1 + y) for y without constant term, from f = x - y f."""
    found: Powers = []
    for n, start in enumerate(x):
        found.append(start - sum((y[i] * found[n - i] for i in range(1, n + 1)), 0 * start))
    return found
