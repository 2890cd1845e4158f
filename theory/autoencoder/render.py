"""A coefficient of the expansion as plain text and as LaTeX, term by term."""

from collections.abc import Sequence
from fractions import Fraction

from theory.autoencoder.expansion import Coefficient, Exponents


def coefficient_text(found: Coefficient) -> str:
    """For example ``1/2 p - p H sigma^2 + ...``; a coefficient without terms is ``0``."""
    pieces = [piece(c, plain_fraction(abs(c)), plain_powers(e)) for e, c in found.terms.items()]
    return total(pieces)


def coefficient_latex(found: Coefficient) -> str:
    r"""For example ``\frac{1}{2} p - p H \sigma^{2} + ...``, in math mode."""
    pieces = [piece(c, latex_fraction(abs(c)), latex_powers(e)) for e, c in found.terms.items()]
    return total(pieces)


def total(pieces: Sequence[tuple[str, str]]) -> str:
    """Signs and terms in a row."""
    if not pieces:
        return "0"
    (sign, first), *others = pieces
    return ("-" if sign == "-" else "") + first + "".join(f" {sign} {term}" for sign, term in others)


def piece(coefficient: Fraction, factor: str, powers: str) -> tuple[str, str]:
    """The sign and the term without it; a factor 1 is not written before powers."""
    shown = powers if factor == "1" and powers else f"{factor} {powers}".strip()
    return "-" if coefficient < 0 else "+", shown


def plain_fraction(value: Fraction) -> str:
    """``7/2``."""
    return str(value)


def latex_fraction(value: Fraction) -> str:
    r"""``\frac{7}{2}``."""
    return str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def plain_powers(exponents: Exponents) -> str:
    """``p^2 H N^-1 sigma^4``."""
    i, j, k, m = exponents
    named = (("p", i), ("H", j), ("N", k), ("sigma", 2 * m))
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in named if power)


def latex_powers(exponents: Exponents) -> str:
    r"""``p^{2} H N^{-1} \sigma^{4}``."""
    i, j, k, m = exponents
    named = (("p", i), ("H", j), ("N", k), (r"\sigma", 2 * m))
    return " ".join(name if power == 1 else f"{name}^{{{power}}}" for name, power in named if power)
