r"""Sums of products of matrices as a straight-line program with few multiplications.

A sum of words is written as products of shorter sums where that costs less, each word is multiplied in its cheapest
order, and what occurs twice, or once and transposed, is made once. What holds fixed letters only is made before the
flow starts and then costs nothing. For the gradient of ``Tr (I - V U) X X^T (I - V U)^T`` with respect to V (p x H),

    V U X X^T U^T - X X^T U^T         fixed: S = X X^T          p x p
                                      A = S U^T                 p^2 H multiplications
                                      B = U A                   p H^2
                                      V B - A                   p H^2

and that with respect to U, ``V^T V U X X^T - V^T X X^T``, takes A again: ``V^T V A^T - V^T S``. For H > p/2 the program
is ``M = V U``, ``B = M S - S``, ``B U^T`` and ``V^T B`` instead.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from theory.matrix.words import EMPTY, Alphabet, Product, Word

Weight = tuple[tuple[Product, float], ...]
"""A number times products of traces, summed: ``(((), 2.0),)`` is 2."""
Sum = frozenset[tuple[Word, Weight]]
"""Open words with their weights."""
EXHAUSTIVE = 9
"""Words up to which every way to take out common factors is tried; of longer sums the most frequent factor goes out."""
OVERHEAD = 2000.0
"""What an operation costs beside its multiplications, in multiplications: small matrices are dear by their number."""


@dataclass(frozen=True)
class Ref:
    """A node of the program, perhaps transposed."""

    node: int
    transposed: bool = False

    @property
    def mT(self) -> "Ref":
        """The transpose."""
        return Ref(self.node, not self.transposed)


@dataclass(frozen=True)
class Leaf:
    """A letter."""

    letter: int


@dataclass(frozen=True)
class Multiply:
    """The product of two matrices."""

    left: Ref
    right: Ref


@dataclass(frozen=True)
class Trace:
    """``Re Tr(left right)``, or ``Re Tr left``."""

    left: Ref
    right: Ref | None


@dataclass(frozen=True)
class Add:
    """``sum weight * matrix + identity * 1``; a weight is a sum of (number, nodes of traces to multiply)."""

    parts: tuple[tuple[tuple[tuple[float, tuple[int, ...]], ...], Ref | None], ...]
    size: int


Node = Leaf | Multiply | Trace | Add
ONE: Weight = (((), 1.0),)


@dataclass(frozen=True)
class Plan:
    """The cost of a sum made as ``factor * inner + rest`` (``inner * factor`` if ``right``), or word by word."""

    cost: float
    factor: Word = EMPTY
    inner: Sum = frozenset()
    rest: Sum = frozenset()
    right: bool = False


class Program:
    """Nodes in the order in which they can be evaluated; ``sizes`` are those of the alphabet's spaces.

    ``fixed`` letters do not move, ``diagonal`` ones are diagonal matrices.
    """

    def __init__(
        self, alphabet: Alphabet, sizes: Sequence[int], fixed: Iterable[int], diagonal: Iterable[int] = ()
    ) -> None:
        self.alphabet, self.sizes = alphabet, tuple(sizes)
        self.diagonal = bytes(code for i in diagonal for code in (2 * i, 2 * i + 1))
        self.fixed = bytes(code for i in fixed for code in (2 * i, 2 * i + 1))
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._words: dict[Word, Ref] = {}
        self._forget()

    def _forget(self) -> None:
        """Costs anew: words made so far cost nothing from now on."""
        self._chain = cache(self._cheapest)
        self._plan = cache(self._planned)

    def rows(self, word: Word) -> int:
        """The number of rows of a word that is not empty."""
        return self.sizes[self.alphabet.rows(word[0])]

    def columns(self, word: Word) -> int:
        """The number of columns of a word that is not empty."""
        return self.sizes[self.alphabet.columns(word[-1])]

    def matrix(self, terms: Mapping[Word, Weight], size: int) -> Ref:
        """A node for a sum of words; ``size`` is that of the identity, where an empty word stands for it."""
        made = self._make(frozenset(terms.items()), size)
        self._forget()
        return made

    def scalar(self, weight: Weight) -> tuple[tuple[float, tuple[int, ...]], ...]:
        """A weight whose traces are nodes."""
        return tuple((number, tuple(self._trace(word) for word in product)) for product, number in weight)

    def _add_node(self, node: Node) -> int:
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]

    def is_fixed(self, word: Word) -> bool:
        """Whether a word holds fixed letters only."""
        return not word.translate(None, self.fixed)

    def is_diagonal(self, word: Word) -> bool:
        """Whether a word holds diagonal letters only."""
        return not word.translate(None, self.diagonal)

    # costs

    def _product_cost(self, left: Word, right: Word) -> float:
        if self.is_fixed(left) and self.is_fixed(right):
            return 0.0
        inner = 1 if self.is_diagonal(left) or self.is_diagonal(right) else self.columns(left)
        return OVERHEAD + self.rows(left) * inner * self.columns(right)

    def _cheapest(self, word: Word) -> tuple[float, int]:
        """The multiplications that a word takes, and the place of the last one."""
        if len(word) == 1 or word in self._words:
            return 0.0, 0
        return min(
            (self._chain(word[:k])[0] + self._chain(word[k:])[0] + self._product_cost(word[:k], word[k:]), k)
            for k in range(1, len(word))
        )

    def _planned(self, terms: Sum) -> Plan:
        """The cheapest plan for a sum."""
        plans = [Plan(sum(self._chain(word)[0] for word, _ in terms if word))]
        for right in (False, True) if len(terms) > 1 else ():
            for factor, group in self._factors(terms, right):
                inner = frozenset((word[: -len(factor)] if right else word[len(factor) :], c) for word, c in group)
                rest = terms - group
                cost = self._chain(factor)[0] + self._plan(inner).cost + self._factored_cost(factor, inner, right)
                cost += self._plan(rest).cost + OVERHEAD if rest else 0.0
                plans.append(Plan(cost, factor, inner, rest, right))
        return min(plans, key=lambda plan: plan.cost)

    def _factored_cost(self, factor: Word, inner: Sum, right: bool) -> float:
        longest = max((word for word, _ in inner), key=len)
        moving = next((word for word, _ in inner if not self.is_fixed(word)), longest)
        size = self.columns(factor) if not right else self.rows(factor)
        other = (self.rows(longest) if right else self.columns(longest)) if longest else size
        outer = self.columns(factor) if right else self.rows(factor)
        size = 1 if self.is_diagonal(factor) else size
        free = self.is_fixed(factor) and self.is_fixed(moving) and self._numeric(inner)
        return 0.0 if free else 2 * OVERHEAD + size * other * outer

    @staticmethod
    def _numeric(terms: Sum) -> bool:
        return all(not product for _, weight in terms for product, _ in weight)

    def _factors(self, terms: Sum, right: bool) -> list[tuple[Word, Sum]]:
        """Common beginnings (or ends) of several words, with the words that have them."""
        counts = Counter(word[-k:] if right else word[:k] for word, _ in terms for k in range(1, len(word) + 1))
        shared = [factor for factor, count in counts.items() if count > 1]
        if len(terms) > EXHAUSTIVE:
            shared = sorted(shared, key=lambda f: -(counts[f] - 1) * len(f))[:1]
        has = Word.endswith if right else Word.startswith
        return [(factor, frozenset(term for term in terms if has(term[0], factor))) for factor in shared]

    # nodes

    def _make(self, terms: Sum, size: int) -> Ref:
        plan = self._plan(terms)
        if not plan.factor:
            parts = [(weight, self._word(word) if word else None) for word, weight in sorted(terms)]
            alone = parts[0][1] if len(parts) == 1 and parts[0][0] == ONE else None
            return alone or self._combined(parts, size)
        outer = self._word(plan.factor)
        inner = self._make(plan.inner, self.rows(plan.factor) if plan.right else self.columns(plan.factor))
        made = Ref(self._add_node(Multiply(inner, outer) if plan.right else Multiply(outer, inner)))
        return self._combined([(ONE, made), (ONE, self._make(plan.rest, size))], size) if plan.rest else made

    def _combined(self, parts: list[tuple[Weight, Ref | None]], size: int) -> Ref:
        return Ref(self._add_node(Add(tuple((self.scalar(weight), ref) for weight, ref in parts), size)))

    def _word(self, word: Word) -> Ref:
        """A node for a product of letters."""
        if word not in self._words:
            turned = self.alphabet.transpose(word)
            if len(word) == 1:
                letter = Ref(self._add_node(Leaf(word[0] // 2)))
                made = letter.mT if word[0] & 1 else letter
            else:
                k = self._chain(word)[1]
                made = Ref(self._add_node(Multiply(self._word(word[:k]), self._word(word[k:]))))
            self._words[word], self._words[turned] = made, made if turned == word else made.mT
        return self._words[word]

    def _trace(self, word: Word) -> int:
        """A node for the trace of a word: the cheapest product of two parts of one of its rotations."""
        if len(word) == 1:
            return self._add_node(Trace(self._word(word), None))
        halves = [
            (turned[:k], turned[k:])
            for turned in (word[i:] + word[:i] for i in range(len(word)))
            for k in range(1, len(word))
        ]
        left, right = min(
            halves,
            key=lambda two: self._chain(two[0])[0] + self._chain(two[1])[0] + self.rows(two[0]) * self.columns(two[0]),
        )
        return self._add_node(Trace(self._word(left), self._word(right)))
