r"""Exact expectations of products of traces over Gaussian letters.

Gaussian integration by parts removes two letters at once. For G of shape a x b with unit variance, Q the rest of the
trace of one occurrence of G:

    E Tr(G Q) R = sum over G^T in Q = Q1 G^T Q2          of E Tr_b(Q1) Tr_a(Q2) R
                + sum over G in Q = Q1 G Q2              of E Tr(Q1 Q2^T) R
                + sum over G^T in Tr(G^T Q'), R = Tr(..) R'  of E Tr(Q Q') R'
                + sum over G in Tr(G Q'), R = Tr(..) R'      of E Tr(Q Q'^T) R'

(docs/theory/matrix-models.md). For *complex* letters, the transpose being the adjoint and ``E G_ij^2 = 0``, the sums
over G^T alone remain; a trace and its transpose are then conjugates, and a product of several means that of their real
parts. With correlated letters the sums run over all of them, weighted by their covariance with
G. A whole combination is *pushed forward*: products with r letters of a family go over into products with r - 2, equal
ones are merged, and those that had r - 2 from the start join them. For example, W being p x H,

    Tr(W W^T W W^T)  ->  (H + p + 1) Tr(W W^T)  ->  (H + p + 1) p H.

      .--W--.          Q = W^T W W^T, the first W paired with
      |     |          the next W^T:  Q1 = 1 (space H), Q2 = W W^T      H Tr(W W^T)
      W^T   W^T        the other W:   Q1 Q2^T = W^T W                     Tr(W^T W)
      |     |          the last W^T:  Q1 = W^T W, Q2 = 1 (space p)      p Tr(W^T W)
      '--W--'
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product as choices
from math import lcm

from theory.matrix import compiled
from theory.matrix.flow import Combination, Sums, factors
from theory.matrix.monomials import variable
from theory.matrix.reach import largest_level, refuse_level
from theory.matrix.system import Covariance, System
from theory.matrix.words import Alphabet, Product, Word, smallest_rotation

Pieces = list[tuple[Product, int, int]]
"""What becomes of one trace or of two: (new traces, monomial, how often)."""


class Family:
    """Correlated letters: ``partners[code]`` lists, for each partner, its code in the same orientation and the terms
    (monomial, integer) of the covariance; ``scale`` is the factor (rational, monomial) that each pair has besides.
    """

    def __init__(self, letters: list[int], covariance: Covariance) -> None:
        self.codes = bytes(code for i in letters for code in (2 * i, 2 * i + 1))
        if len(letters) == 1 and len(covariance[letters[0], letters[0]]) == 1:
            ((monomial, coefficient),) = covariance[letters[0], letters[0]].items()
            self.scale = coefficient, monomial
            self.partners = {code: [(code, [(0, 1)])] for code in self.codes}
        else:
            inside = {pair: terms for pair, terms in covariance.items() if pair[0] in letters}
            common = lcm(*(c.denominator for terms in inside.values() for c in terms.values()))
            self.scale = Fraction(1, common), 0
            self.partners = {code: [] for code in self.codes}
            for (g, h), terms in inside.items():
                whole = [(monomial, int(c * common)) for monomial, c in terms.items()]
                for side in (0, 1):
                    self.partners[2 * g + side].append((2 * h + side, whole))

    def count(self, product: Product) -> int:
        """How many letters of the family a product holds."""
        return sum(map(self.count_word, product))

    def count_word(self, word: Word) -> int:
        """How many letters of the family a word holds."""
        return len(word) - len(word.translate(None, self.codes))


class Wick:
    """The expectations over the Gaussian letters of a system, real ones or complex ones of the same variances."""

    def __init__(self, system: System, complex_letters: bool = False) -> None:
        self.alphabet = system.alphabet
        self.complex_letters = complex_letters
        self.families = [Family(letters, system.covariance) for letters in families(system.covariance)]

    def expectation(self, traces: Combination) -> tuple[Sums, int]:
        """Exact ``E traces`` as products without Gaussian letters, and their denominator."""
        sums, denominator = self.unit_scale(traces)
        if self.complex_letters:
            sums, halves = real_parts(self.alphabet, sums)
            denominator *= halves
        return self.integrate(sums), denominator

    def integrate(self, sums: Sums) -> Sums:
        """Remove all Gaussian letters of unit scale."""
        if not self.complex_letters and all(len(family.partners) == 2 for family in self.families):
            sums = compiled.contracted(self.alphabet, [family.codes[0] // 2 for family in self.families], sums)
        return self.push_all(sums)

    def push_all(self, sums: Sums) -> Sums:
        """Remove all Gaussian letters of unit scale in plain Python, those of the rarest family first."""
        totals = {family: sum(map(family.count, sums)) for family in self.families}
        for family in sorted(self.families, key=lambda family: totals[family]):
            sums = Push(self.alphabet, family, self.complex_letters).integrate(sums)
        return sums

    def unit_scale(self, traces: Combination) -> tuple[Sums, int]:
        """Letters of unit scale instead, the scales of pairs being factors; odd products, of mean zero, dropped."""
        scaled: dict[Product, tuple[Fraction, int]] = {}
        for product in traces.sums:
            factor, shift, odd = Fraction(1), 0, 0
            for family in self.families:
                letters = family.count(product)
                odd |= letters % 2
                factor, shift = factor * family.scale[0] ** (letters // 2), shift + family.scale[1] * (letters // 2)
            if not odd:
                scaled[product] = factor, shift
        common = lcm(*(factor.denominator for factor, _ in scaled.values()))
        return {
            product: {m + shift: c * int(factor * common) for m, c in traces.sums[product].items()}
            for product, (factor, shift) in scaled.items()
        }, traces.denominator * common


class Push:
    """The rule for one family, with the traces that it makes of one word or of two remembered."""

    def __init__(self, alphabet: Alphabet, family: Family, complex_letters: bool = False) -> None:
        self.alphabet = alphabet
        self.family = family
        self.complex_letters = complex_letters
        self._inside: dict[Word, Pieces] = {}
        self._across: dict[tuple[Word, Word], Pieces] = {}

    def integrate(self, sums: Sums) -> Sums:
        """Remove every letter of the family."""
        levels: defaultdict[int, Sums] = defaultdict(dict)
        for product, polynomial in sums.items():
            levels[self.family.count(product)][product] = dict(polynomial)
        for r in range(max(levels, default=0), 0, -2):
            self.push(levels.pop(r, {}), levels[r - 2])
        return levels[0]

    def push(self, level: Sums, below: Sums) -> None:
        """Remove a pair of letters from every product of ``level`` and add what comes out to ``below``."""
        largest = largest_level()
        for product, polynomial in level.items():
            if len(below) > largest:
                refuse_level(len(below))
            terms = polynomial.items()
            for target, shift, often in self.contractions(product):
                into = below.get(target)
                if into is None:
                    below[target] = {monomial + shift: often * c for monomial, c in terms}
                else:
                    for monomial, c in terms:
                        key = monomial + shift
                        into[key] = into.get(key, 0) + often * c

    def contractions(self, product: Product) -> Iterator[tuple[Product, int, int]]:
        """The right-hand side of the rule: (product, monomial, how often); the trace with fewest letters is opened."""
        counts = list(map(self.family.count_word, product))
        place = counts.index(min(filter(None, counts)))
        pivot, rest = product[place], product[:place] + product[place + 1 :]
        for new, shift, often in self.inside(pivot):
            yield tuple(sorted(new + rest)), shift, often
        for other, spectators, times in factors(rest):
            for new, shift, often in self.across(pivot, other):
                yield tuple(sorted(new + spectators)), shift, often * times

    def inside(self, word: Word) -> Pieces:
        """The first letter of the family in a trace paired within it."""
        if word not in self._inside:
            code, opened = self._open(word)
            a, b = self.alphabet.rows(code), self.alphabet.columns(code)
            found: Counter[tuple[Product, int]] = Counter()
            for partner, covariance in self.family.partners[code]:
                for place, letter in enumerate(opened):
                    first, second = opened[:place], opened[place + 1 :]
                    if letter == partner ^ 1:
                        self._count(found, covariance, (first, b), (second, a))
                    elif letter == partner and not self.complex_letters:
                        self._count(found, covariance, (first + self.alphabet.transpose(second), b))
            self._inside[word] = [(new, shift, often) for (new, shift), often in found.items()]
        return self._inside[word]

    def across(self, word: Word, other: Word) -> Pieces:
        """The first letter of the family in ``word`` paired with each of ``other``."""
        if (word, other) not in self._across:
            code, opened = self._open(word)
            b = self.alphabet.columns(code)
            found: Counter[tuple[Product, int]] = Counter()
            for partner, covariance in self.family.partners[code]:
                for place, letter in enumerate(other):
                    tail = other[place + 1 :] + other[:place]
                    if letter == partner ^ 1:
                        self._count(found, covariance, (opened + tail, b))
                    elif letter == partner and not self.complex_letters:
                        self._count(found, covariance, (opened + self.alphabet.transpose(tail), b))
            self._across[word, other] = [(new, shift, often) for (new, shift), often in found.items()]
        return self._across[word, other]

    def _open(self, word: Word) -> tuple[int, Word]:
        place = next(i for i, code in enumerate(word) if code in self.family.codes)
        return word[place], word[place + 1 :] + word[:place]

    def _count(
        self, found: Counter[tuple[Product, int]], covariance: list[tuple[int, int]], *words: tuple[Word, int]
    ) -> None:
        """Add the traces of words on spaces to ``found``; empty ones become sizes."""
        sizes = sum(variable(space) for word, space in words if not word)
        left = [word for word, _ in words if word]
        new = tuple(sorted(map(smallest_rotation, left))) if self.complex_letters else self.alphabet.product(left)
        for monomial, weight in covariance:
            found[new, sizes + monomial] += weight


def real_parts(alphabet: Alphabet, sums: Sums) -> tuple[Sums, int]:
    """``Re z_1 Re z_2 ...`` as the real part of ``z_1 (z_2 + conj z_2) / 2 ...``, and the denominator.

    Words are from then on those of one orientation, up to rotations.
    """
    most = max(map(len, sums), default=0)
    result: Sums = {}
    for product, polynomial in sums.items():
        ways = [(word, alphabet.transpose(word)) for word in product]
        for chosen in choices(ways[0][:1], *ways[1:]) if ways else [()]:
            into = result.setdefault(tuple(sorted(map(smallest_rotation, chosen))), {})
            for monomial, c in polynomial.items():
                into[monomial] = into.get(monomial, 0) + (c << most - max(len(product), 1))
    return result, 1 << max(most - 1, 0)


def families(covariance: Covariance) -> list[list[int]]:
    """The letters in groups such that different groups are independent."""
    groups: list[list[int]] = []
    for letter in sorted({g for g, _ in covariance}):
        linked = [group for group in groups if any((letter, other) in covariance for other in group)]
        groups = [group for group in groups if group not in linked] + [sorted(sum(linked, [letter]))]
    return groups
