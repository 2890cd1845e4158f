r"""Planar parts: the terms of highest total degree in the sizes, at each monomial in the scalars.

Of the rule of ``theory.matrix.wick`` only the split keeps the degree: for G of shape a x b and unit variance

    phi(G Q) = sum over G^T in Q = Q1 G^T Q2 of phi_b(Q1) phi_a(Q2),     phi(1 on a space) = its size,

and traces factorize (docs/theory/matrix-models.md). A product of r traces with n pairs of letters has degree n + r in
its non-crossing pairings and less in the others. So where the non-crossing ones of the products of highest degree do
not cancel, they are the planar part; where they cancel or there are none, the exact expectation is computed and cut.
"""

from collections.abc import Mapping
from fractions import Fraction

from theory.matrix.flow import Combination, Sums
from theory.matrix.model import Model
from theory.matrix.moments import polynomial
from theory.matrix.monomials import Polynomial, exponents, variable
from theory.matrix.system import System
from theory.matrix.wick import Wick
from theory.matrix.words import Alphabet, Product, Word


def expectation(model: Model, system: System, traces: Combination) -> Polynomial:
    """The planar part of ``E traces``; the letters of ``system`` are independent."""
    wick = Wick(system)
    cut = Cut(model)
    if any(letter.symmetric for letter in model.letters):
        return cut.leading(polynomial(model, *wick.expectation(traces)))
    sums, denominator = wick.unit_scale(traces)
    found, bound = planar_sums(system.alphabet, sums, cut)
    planar = cut.leading({monomial: Fraction(c, denominator) for monomial, c in found.items() if c})
    reached = {cut.scalars(monomial): cut.degree(monomial) for monomial in planar}
    open_groups = {group for group, degree in bound.items() if reached.get(group) != degree}
    planar = {monomial: c for monomial, c in planar.items() if cut.scalars(monomial) not in open_groups}
    rest = {
        product: left
        for product, terms in sums.items()
        if (left := {monomial: c for monomial, c in terms.items() if cut.scalars(monomial) in open_groups})
    }
    return planar | cut.leading(polynomial(model, wick.integrate(rest), denominator))


class Cut:
    """Degrees in the sizes, and what of a monomial is not sizes."""

    def __init__(self, model: Model) -> None:
        self.sizes = len(model.sizes)

    def degree(self, monomial: int) -> int:
        """The total degree in the sizes."""
        return sum(exponents(monomial, self.sizes))

    def scalars(self, monomial: int) -> int:
        """The monomial without its sizes."""
        return monomial - sum(e * variable(i) for i, e in enumerate(exponents(monomial, self.sizes)))

    def leading(self, terms: Mapping[int, Fraction]) -> Polynomial:
        """The terms of highest degree at each monomial in the scalars."""
        highest: dict[int, int] = {}
        for monomial in terms:
            group = self.scalars(monomial)
            highest[group] = max(self.degree(monomial), highest.get(group, self.degree(monomial)))
        return {m: c for m, c in terms.items() if self.degree(m) == highest[self.scalars(m)]}


def planar_sums(alphabet: Alphabet, sums: Sums, cut: Cut) -> tuple[dict[int, int], dict[int, int]]:
    """The sum over non-crossing pairings, and the highest degree that any could have, by monomial in the scalars."""
    moments = Moments(alphabet)
    found: dict[int, int] = {}
    bound: dict[int, int] = {}
    for product, terms in sums.items():
        degree = sum(map(len, product)) // 2 + len(product)
        for monomial in terms:
            group = cut.scalars(monomial)
            bound[group] = max(cut.degree(monomial) + degree, bound.get(group, cut.degree(monomial) + degree))
        for shift, often in moments.product(product).items():
            for monomial, c in terms.items():
                found[monomial + shift] = found.get(monomial + shift, 0) + often * c
    return found, bound


class Moments:
    """Sums over non-crossing pairings, remembered by word."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self._known: dict[Word, dict[int, int]] = {}

    def product(self, product: Product) -> dict[int, int]:
        """The product of the traces' moments."""
        total = {0: 1}
        for word in product:
            total = times(total, self.word(word))
        return total

    def word(self, word: Word) -> dict[int, int]:
        """``phi(word)`` of a canonical word, ``{monomial: how often}``."""
        if word not in self._known:
            code, opened = word[0], word[1:]
            total: dict[int, int] = {}
            for place, letter in enumerate(opened):
                if letter == code ^ 1:
                    inner = self.closed(opened[:place], self.alphabet.columns(code))
                    outer = self.closed(opened[place + 1 :], self.alphabet.rows(code))
                    for monomial, often in times(inner, outer).items():
                        total[monomial] = total.get(monomial, 0) + often
            self._known[word] = total
        return self._known[word]

    def closed(self, word: Word, space: int) -> dict[int, int]:
        """``phi`` of an open word whose ends meet in a space."""
        return self.word(self.alphabet.canonical(word)) if word else {variable(space): 1}


def times(first: dict[int, int], second: dict[int, int]) -> dict[int, int]:
    """The product of two polynomials with integer coefficients."""
    total: dict[int, int] = {}
    for monomial, often in first.items():
        for other, times in second.items():
            total[monomial + other] = total.get(monomial + other, 0) + often * times
    return total
