r"""Leading covariances of traces: sums over annular non-crossing pairings.

Two traces, G of shape a x b with unit variance, Q the rest of the first one after an occurrence of G. Of the rule of
:mod:`theory.matrix.wick` the split and one join keep the highest degree,

    phi(G Q | w) = sum over G^T in Q = Q1 G^T Q2   of phi_b(Q1 | w) phi_a(Q2) + phi_b(Q1) phi_a(Q2 | w)
                 + sum over G^T in w = G^T Q'      of phi(Q Q')
                 + sum over G in w = G Q'          of phi(Q Q'^T),        phi(1 | w) = phi(w | 1) = 0,

phi(w) being the planar moments. The two traces are the circles of an annulus that the pairings do not cross::

        .----------.
       /  .------.  \         Tr W W^T | Tr W W^T: the W outside meets
      |  /  W     \  |        W^T inside, Q Q' = W^T W,   and W inside,
      | |    \____|_W|        Q Q'^T = W^T W: p H + p H
      |  \ W^T    /  |
       \  `------´ W^T        Var Tr W W^T = 2 p H, which is exact
        `----------´

It is the second-order moment of real matrices, Redelmeier, Int. Math. Res. Not. 2014, 3353 (derivation:
docs/theory/fluctuations.md).
"""

from theory.matrix.planar import Moments, times
from theory.matrix.words import EMPTY, Alphabet, Product, Word, openings

Sum = dict[int, int]
"""``{monomial: how often}``."""


class Annular:
    """Leading covariances of products of traces, remembered by pairs of words."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.moments = Moments(alphabet)
        self._known: dict[tuple[Word, Word], Sum] = {}

    def products(self, first: Product, second: Product) -> Sum:
        """Of two products of traces: one trace of each correlated, planar moments of the others."""
        total: Sum = {}
        for i, word in enumerate(first):
            for j, other in enumerate(second):
                spectators = first[:i] + first[i + 1 :] + second[:j] + second[j + 1 :]
                add(total, times(self.words(word, other), self.moments.product(spectators)))
        return total

    def words(self, first: Word, second: Word) -> Sum:
        """``phi(first | second)`` of canonical words."""
        if (first, second) not in self._known:
            self._known[first, second] = self._split(first, second)
            add(self._known[first, second], self._joined(first, second))
        return self._known[first, second]

    def _split(self, first: Word, second: Word) -> Sum:
        code, opened = first[0], first[1:]
        total: Sum = {}
        for place, letter in enumerate(opened):
            if letter == code ^ 1:
                inner, outer = opened[:place], opened[place + 1 :]
                around = self.moments.closed(outer, self.alphabet.rows(code))
                add(total, times(self._closed(inner, second), around))
                within = self.moments.closed(inner, self.alphabet.columns(code))
                add(total, times(within, self._closed(outer, second)))
        return total

    def _joined(self, first: Word, second: Word) -> Sum:
        code, opened = first[0], first[1:]
        rest = [*openings(second, code ^ 1), *map(self.alphabet.transpose, openings(second, code))]
        total: Sum = {}
        for other in rest:
            add(total, self.moments.closed(opened + other, self.alphabet.columns(code)))
        return total

    def _closed(self, word: Word, second: Word) -> Sum:
        return self.words(self.alphabet.canonical(word), second) if word != EMPTY else {}


def add(total: Sum, other: Sum) -> None:
    """``total += other`` in place."""
    for monomial, often in other.items():
        total[monomial] = total.get(monomial, 0) + often
