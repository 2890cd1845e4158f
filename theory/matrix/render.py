"""A polynomial with named exponents as plain text and as LaTeX, term by term.

A variance is named by its square: ``sigma2`` is written sigma^2, its square sigma^4.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import sympy as sp

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
    "phi chi psi omega"
)
SQUARE = re.compile(rf"({'|'.join(GREEK.split())})2")

E = TypeVar("E", bound=tuple[int, ...])


def text(names: Sequence[str], terms: Mapping[E, Fraction]) -> str:
    """For example ``1/2 p - p H sigma^2 + ...``; a polynomial without terms is ``0``."""
    return total([piece(c, str(abs(c)), plain_powers(names, e)) for e, c in terms.items()])


def latex(names: Sequence[str], terms: Mapping[E, Fraction]) -> str:
    r"""For example ``\frac{1}{2} p - p H \sigma^{2} + ...``, in math mode."""
    return total([piece(c, latex_fraction(abs(c)), latex_powers(names, e)) for e, c in terms.items()])


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


def latex_fraction(value: Fraction) -> str:
    r"""``\frac{7}{2}``."""
    return str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def plain_powers(names: Sequence[str], exponents: Sequence[int]) -> str:
    """``p^2 H N^-1 sigma^4``."""
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in based(names, exponents))


def latex_powers(names: Sequence[str], exponents: Sequence[int | Fraction]) -> str:
    r"""``p^{2} H N^{-1} \sigma^{4}``."""
    shown = [(sp.latex(sp.Symbol(name)), power) for name, power in based(names, exponents)]
    return " ".join(name if power == 1 else f"{name}^{{{power}}}" for name, power in shown)


def latex_monomial(names: Sequence[str], exponents: Sequence[int | Fraction]) -> str:
    r"""A product as a fraction: ``\frac{p H \sigma^{2}}{N}``, ``1``.

    >>> print(latex_monomial(["p", "N", "sigma2"], [1, -1, Fraction(1, 2)]))
    \frac{p \sigma}{N}
    """
    above = latex_powers(names, [max(e, 0) for e in exponents]) or "1"
    below = latex_powers(names, [max(-e, 0) for e in exponents])
    return rf"\frac{{{above}}}{{{below}}}" if below else above


def based(names: Sequence[str], exponents: Sequence[int | Fraction]) -> list[tuple[str, int | Fraction]]:
    """Bases and powers, squares counted twice, without those of power 0."""
    found = []
    for name, power in zip(names, exponents, strict=True):
        square = SQUARE.fullmatch(name)
        if power:
            found.append((square[1], 2 * power) if square else (name, power))
    return found
