"""Exact numbers from a user's text, of a size that computations can hold."""

import re
from fractions import Fraction

from theory.errors import InputError

SPELLING = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE](?P<power>[-+]?\d+)|/\d+)?\s*", re.ASCII)
LARGEST_POWER = 100
"""Numbers lie between 1e-100 and 1e100: their products and ratios are then finite in double precision."""
LONGEST = 200
"""Characters that spell a number."""


def rational(text: str) -> Fraction:
    """The number that a text spells, such as ``0.5``, ``1e-3`` or ``2/3``.

    Raises
    ------
    InputError
        If it spells none, or one that is not zero and not between 1e-100 and 1e100 in size.

    Examples
    --------
    >>> rational("2.5e-1"), rational("1/3")
    (Fraction(1, 4), Fraction(1, 3))
    """
    found = SPELLING.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise InputError(f"a number such as 0.5, 1e-3 or 2/3 is needed, got {text[:40]!r}")
    if abs(int(found["power"] or 0)) > 10 * LARGEST_POWER:  # an exact 1e99999999 would take for ever
        raise out_of_range(text)
    try:
        number = Fraction(text.strip())
    except ZeroDivisionError:
        raise InputError(f"a number such as 0.5, 1e-3 or 2/3 is needed, got {text!r}") from None
    if number and not Fraction(1, 10**LARGEST_POWER) <= abs(number) <= 10**LARGEST_POWER:
        raise out_of_range(text)
    return number


def plainly_written(text: str) -> bool:
    """Whether a number is written as people do: Python's ``int`` and ``float`` also take ``1_0`` and other digits.

    >>> plainly_written("10"), plainly_written("1_0"), plainly_written("\u0662")
    (True, False, False)
    """
    return text.isascii() and "_" not in text


def out_of_range(text: str) -> InputError:
    """The refusal of a number that is too large or too small."""
    return InputError(f"numbers lie between 1e-{LARGEST_POWER} and 1e{LARGEST_POWER} in size, got {text[:40]}")
