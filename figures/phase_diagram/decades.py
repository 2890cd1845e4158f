"""Ticks of logarithmic axes: few, at round numbers, written out."""

import math

from matplotlib.axis import Axis

MOST = 4


def set_ticks(axis: Axis, low: float, high: float) -> None:
    """Round numbers between two positive ones as ticks, without minor ones."""
    places = round_numbers(low, high)
    axis.set_ticks(places, [written(x) for x in places], minor=False)
    axis.set_ticks([], minor=True)


def round_numbers(low: float, high: float) -> list[float]:
    """At most MOST of 1, 2, 3, ... times powers of ten, or of 1, 2, 5 times these, or powers of ten, or every second of
    these, and so on; the ends of a range that holds less than two.

    >>> round_numbers(0.4, 6)
    [0.5, 1.0, 2.0, 5.0]
    >>> round_numbers(0.05, 20)
    [0.1, 1.0, 10.0]
    >>> round_numbers(0.24, 0.62)
    [0.3, 0.4, 0.5, 0.6]
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    choices = [[(m, k) for k in decades for m in mantissas] for mantissas in (range(1, 10), (1, 2, 5))]
    choices += [[(1, k) for k in decades if k % step == 0] for step in range(1, len(decades) + 1)]
    for choice in choices:
        found = [x for m, k in choice if low <= (x := float(f"{m}e{k}")) <= high]
        if len(found) <= MOST:
            break
    return found if len(found) > 1 else [float(f"{x:.3g}") for x in (low, high)]


def written(x: float) -> str:
    """``0.01``, ``1``, ``$10^{4}$``."""
    return f"{x:g}" if 1e-3 < x < 1e4 else rf"$10^{{{round(math.log10(x))}}}$" if is_decade(x) else f"{x:.0e}"


def is_decade(x: float) -> bool:
    """Whether x is a power of ten."""
    return math.isclose(10 ** round(math.log10(x)), x)
