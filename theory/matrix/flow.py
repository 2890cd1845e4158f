r"""Gradient flow as a derivation on products of traces.

The *cyclic derivative*: an occurrence ``Tr(G Q)`` of a letter contributes ``Q^T`` to dL/dG and an occurrence
``Tr(G^T Q)`` contributes ``Q``; the other traces of a product stay as factors. The flow ``dG/dt = -rate dL/dG`` of the
trained letters moves a product of traces by the product rule: each occurrence in turn is replaced by its velocity.

Coefficients are integers over one common denominator, which grows by that of the velocity with every derivative.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import lcm

from theory.matrix.algebra import TracePolynomial
from theory.matrix.monomials import variable
from theory.matrix.reach import require_order
from theory.matrix.system import System
from theory.matrix.words import Alphabet, Product, Word, openings

Sums = dict[Product, dict[int, int]]
"""``{product of traces: {monomial: integer}}``."""


@dataclass
class Combination:
    """``sums / denominator``."""

    sums: Sums
    denominator: int


def combination(terms: TracePolynomial) -> Combination:
    """A trace polynomial over one denominator."""
    denominator = lcm(*(c.denominator for polynomial in terms.values() for c in polynomial.values()))
    sums = {
        product: {monomial: int(c * denominator) for monomial, c in polynomial.items()}
        for product, polynomial in terms.items()
    }
    return Combination(sums, denominator)


@dataclass(frozen=True)
class Term:
    """``weight * monomial * others * word``: an open word and traces."""

    word: Word
    others: Product
    monomial: int
    weight: int


class Flow:
    """The derivation d/dt of a system; ``velocity`` maps each trained letter and its transpose to its terms over
    ``denominator``.
    """

    def __init__(self, system: System) -> None:
        self.alphabet = system.alphabet
        rates = {2 * letter: rate for letter, rate in system.rates.items()}
        loss = combination(system.losses[system.flow])
        common = lcm(*(rate.coefficient.denominator for rate in rates.values()))
        self.denominator = loss.denominator * common
        self.velocity: dict[int, list[Term]] = {}
        for code, rate in rates.items():
            weight = -int(rate.coefficient * common)
            terms = [
                Term(word, others, monomial + rate.powers, weight * coefficient)
                for (word, others), polynomial in gradient(loss.sums, code, self.alphabet).items()
                for monomial, coefficient in polynomial.items()
            ]
            self.velocity[code] = terms
            self.velocity[code ^ 1] = [replace(term, word=self.alphabet.transpose(term.word)) for term in terms]

    def differentiate(self, traces: Combination) -> Combination:
        """The time derivative: each trained letter of each trace replaced in turn by its velocity."""
        result: Sums = {}
        for product, polynomial in traces.sums.items():
            for word, rest, times in factors(product):
                for code, terms in self.velocity.items():
                    for opened in openings(word, code):
                        for term in terms:
                            self._add(result, term, opened, code, rest, times, polynomial)
        sums = {product: found for product, sums in result.items() if (found := {m: c for m, c in sums.items() if c})}
        return Combination(sums, traces.denominator * self.denominator)

    def _add(
        self, result: Sums, term: Term, opened: Word, code: int, rest: Product, times: int, polynomial: dict[int, int]
    ) -> None:
        word, shift, weight = term.word + opened, term.monomial, term.weight * times
        if word:
            key = tuple(sorted((self.alphabet.canonical(word), *term.others, *rest)))
        else:
            key, shift = tuple(sorted(term.others + rest)), shift + variable(self.alphabet.rows(code))
        into = result.setdefault(key, {})
        for monomial, coefficient in polynomial.items():
            into[monomial + shift] = into.get(monomial + shift, 0) + weight * coefficient


def factors(product: Product) -> Iterator[tuple[Word, Product, int]]:
    """Each different trace of a product, the others, and how often it occurs."""
    for position, word in enumerate(product):
        if not position or product[position - 1] != word:
            yield word, product[:position] + product[position + 1 :], product.count(word)


def gradient(sums: Sums, code: int, alphabet: Alphabet) -> dict[tuple[Word, Product], dict[int, int]]:
    """dL/dG of the letter ``code``, as ``{(open word, other traces): polynomial}``."""
    result: dict[tuple[Word, Product], dict[int, int]] = {}
    for product, polynomial in sums.items():
        for word, rest, times in factors(product):
            found = [alphabet.transpose(opened) for opened in openings(word, code)]
            for opened in found + list(openings(word, code ^ 1)):
                into = result.setdefault((opened, rest), {})
                for monomial, coefficient in polynomial.items():
                    into[monomial] = into.get(monomial, 0) + times * coefficient
    return result


def derivative(system: System, loss: str, order: int) -> Combination:
    """``d^order loss / dt^order`` at t = 0; :class:`theory.memory.OutOfReachError` where memory would not do."""
    flow = Flow(system)
    traces = combination(system.losses[loss])
    sizes = [len(traces.sums)]
    for _ in range(order):
        traces = flow.differentiate(traces)
        sizes.append(len(traces.sums))
        require_order(sizes, order, f"the loss {loss}")
    return traces
