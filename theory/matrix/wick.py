r"""Exact expectations of products of traces over Gaussian letters.

Gaussian integration by parts removes two letters at once. For G of shape a x b with unit variance, Q the rest of the
trace of one occurrence of G:

    E Tr(G Q) R = sum over G^T in Q = Q1 G^T Q2          of E Tr_b(Q1) Tr_a(Q2) R
                + sum over G in Q = Q1 G Q2              of E Tr(Q1 Q2^T) R
                + sum over G^T in Tr(G^T Q'), R = Tr(..) R'  of E Tr(Q Q') R'
                + sum over G in Tr(G Q'), R = Tr(..) R'      of E Tr(Q Q'^T) R'

(docs/theory/matrix-models.md). A whole combination is *pushed forward*: products with r letters G go over into products
with r - 2, equal ones are merged, and those that had r - 2 from the start join them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from theory.errors import InputError
from theory.matrix.flow import Combination, Sums, factors
from theory.matrix.model import Model
from theory.matrix.monomials import Polynomial, variable
from theory.matrix.words import Product, Word, openings, splits

Pieces = tuple[tuple[Product, int, int], ...]
"""What becomes of one trace or of two: (new traces, monomial, how often)."""


class Wick:
    """The expectations of a model's letters."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.alphabet = model.alphabet
        self._alone: dict[tuple[Word, int], Pieces] = {}
        self._merged: dict[tuple[Word, Word, int], Pieces] = {}

    def alone(self, word: Word, code: int) -> Pieces:
        """The first letter ``code`` of a trace paired within it."""
        key = word, code
        if key not in self._alone:
            a, b = self.alphabet.rows(code), self.alphabet.columns(code)
            opened = next(openings(word, code))
            found = [self._product((first, b), (second, a)) for first, second in splits(opened, code ^ 1)]
            found += [
                self._product((first + self.alphabet.transpose(second), b)) for first, second in splits(opened, code)
            ]
            self._alone[key] = _counted(found)
        return self._alone[key]

    def merged(self, word: Word, other: Word, code: int) -> Pieces:
        """The first letter ``code`` of ``word`` paired with each of ``other``."""
        key = word, other, code
        if key not in self._merged:
            b = self.alphabet.columns(code)
            opened = next(openings(word, code))
            found = [self._product((opened + tail, b)) for tail in openings(other, code ^ 1)]
            found += [self._product((opened + self.alphabet.transpose(tail), b)) for tail in openings(other, code)]
            self._merged[key] = _counted(found)
        return self._merged[key]

    def _product(self, *words: tuple[Word, int]) -> tuple[Product, int]:
        """The traces of words on spaces; empty ones become sizes."""
        sizes = sum(variable(space) for word, space in words if not word)
        return self.alphabet.product([word for word, _ in words if word]), sizes

    def contractions(self, product: Product, letter: int) -> Iterator[tuple[Product, int, int]]:
        """The right-hand side of the rule for one letter: (product, monomial, how often)."""
        codes = (2 * letter, 2 * letter + 1)
        pivot = min((w for w in product if codes[0] in w or codes[1] in w), key=lambda w: sum(map(w.count, codes)))
        code = codes[0] if codes[0] in pivot else codes[1]
        place = product.index(pivot)
        rest = product[:place] + product[place + 1 :]
        for new, sizes, often in self.alone(pivot, code):
            yield tuple(sorted(new + rest)), sizes, often
        for other, spectators, times in factors(rest):
            for new, sizes, often in self.merged(pivot, other, code):
                yield tuple(sorted(new + spectators)), sizes, often * times

    def push(self, level: Sums, letter: int, below: Sums) -> None:
        """Remove a pair of ``letter`` from every product of ``level`` and add what comes out to ``below``."""
        for product, polynomial in level.items():
            for target, shift, often in self.contractions(product, letter):
                into = below.get(target)
                if into is None:
                    into = below[target] = {}
                for monomial, coefficient in polynomial.items():
                    key = monomial + shift
                    into[key] = into.get(key, 0) + often * coefficient

    def integrate(self, sums: Sums, letter: int) -> Sums:
        """Remove every ``letter`` of unit variance."""
        levels: defaultdict[int, Sums] = defaultdict(dict)
        for product, polynomial in sums.items():
            levels[count(product, letter)][product] = polynomial
        for r in range(max(levels, default=0) // 2 * 2, 0, -2):
            self.push(levels.pop(r, {}), letter, levels[r - 2])
        return levels[0]

    def expectation(self, traces: Combination) -> Polynomial:
        """Exact ``E traces``, a polynomial in sizes, scalars and moments."""
        sums, denominator = self._unit_variance(traces)
        letters = [i for i, letter in enumerate(self.model.letters) if not letter.symmetric]
        totals = Counter({i: sum(count(product, i) for product in sums) for i in letters})
        for letter in sorted(letters, key=lambda i: totals[i]):
            sums = self.integrate(sums, letter)
        result: dict[int, int] = {}
        for product, polynomial in sums.items():
            shift = sum(map(self._moment, product))
            for monomial, coefficient in polynomial.items():
                result[monomial + shift] = result.get(monomial + shift, 0) + coefficient
        return {monomial: Fraction(c, denominator) for monomial, c in result.items() if c}

    def _unit_variance(self, traces: Combination) -> tuple[Sums, int]:
        """The variances as factors, letters of unit variance being left; odd products, of mean zero, dropped."""
        scaled: dict[Product, tuple[Fraction, int]] = {}
        for product in traces.sums:
            factor, shift, even = Fraction(1), 0, True
            for i, letter in enumerate(self.model.letters):
                pairs, odd = divmod(count(product, i), 2)
                even = even and (letter.symmetric or not odd)
                factor, shift = factor * letter.variance.coefficient**pairs, shift + letter.variance.powers * pairs
            if even:
                scaled[product] = factor, shift
        common = lcm(*(factor.denominator for factor, _ in scaled.values()))
        return {
            product: {m + shift: c * int(factor * common) for m, c in traces.sums[product].items()}
            for product, (factor, shift) in scaled.items()
        }, traces.denominator * common

    def _moment(self, word: Word) -> int:
        """``Tr C^k = size * c_k`` of a deterministic letter."""
        if len(set(word)) > 1:
            raise InputError(
                f"model {self.model.name}: the trace Tr({self.alphabet.spell(word)}) of different deterministic matrices is "
                "not known; only traces of powers of one are"
            )
        return variable(self.alphabet.rows(word[0])) + self.model.moment(word[0] // 2, len(word))


def count(product: Product, letter: int) -> int:
    """How often a letter or its transpose occurs."""
    return sum(word.count(2 * letter) + word.count(2 * letter + 1) for word in product)


def _counted(found: list[tuple[Product, int]]) -> Pieces:
    return tuple((new, sizes, often) for (new, sizes), often in Counter(found).items())
