"""Ticks of logarithmic axes: few, at round numbers, written out."""

import math

from matplotlib.axis import Axis

MOST = 4


def set_ticks(axis: Axis, low: float, high: float, most: int = MOST) -> None:
    """At most so many round numbers between two positive ones as ticks, without minor ones."""
    places = round_numbers(low, high, most)
    labels = [written(x) for x in places]
    if any("$" in label for label in labels) and all(map(is_decade, places)):
        labels = [as_power(x) for x in places]
    axis.set_ticks(places, labels, minor=False)
    axis.set_ticks([], minor=True)


def round_numbers(low: float, high: float, most: int = MOST) -> list[float]:
    """At most so many of 1, 2, 3, ... times powers of ten, or of 1, 2, 5 times these, or powers of ten, or every second
    of these, and so on; the ends of a range that holds less than two.

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
        if len(found) <= most:
            break
    return found if len(found) > 1 else [float(f"{x:.3g}") for x in (low, high)]


def written(x: float) -> str:
    """``0.01``, ``1``, ``$10^{4}$``."""
    return f"{x:g}" if 1e-3 < x < 1e4 else as_power(x)


def as_power(x: float) -> str:
    r"""x to three digits.

    >>> print(as_power(1e-7), as_power(2e-5), as_power(23400))
    $10^{-7}$ $2\times10^{-5}$ $2.34\times10^{4}$
    """
    digits, _, exponent = f"{x:.2e}".partition("e")
    return rf"$10^{{{int(exponent)}}}$" if is_decade(x) else rf"${float(digits):g}\times10^{{{int(exponent)}}}$"


def is_decade(x: float) -> bool:
    """Whether x is a power of ten."""
    return math.isclose(10 ** round(math.log10(x)), x)
