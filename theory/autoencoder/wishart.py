r"""Exact expectations of products of trace words over Gaussian W and X.

``A = W W^T`` with W of size p x H, ``S = X X^T / N`` with X of size p x N. Gaussian integration by parts
removes one letter (``G`` is A or S, ``n`` is H or N, the letter's prefactor sigma^2 or 1/N apart):

    E Tr(G Q) R = n E Tr(Q) R
                + sum over G in Q = Q1 G Q2              of E [Tr(Q2) Tr(G Q1) + Tr(G Q1 reverse(Q2))] R
                + sum over G in Tr(G Q'), R = Tr(G Q') R' of E [Tr(G Q Q') + Tr(G Q reverse(Q'))] R'

(docs/theory/expectations.md). The rule is *pushed forward*: a whole combination of products of traces
is carried from the products with r letters G to those with r - 1 at once, equal products are merged, and only
the powers of n and of the traces of the empty word (= p each) collected so far travel along. When one letter
is used up, the traces of the other are power sums of a Wishart matrix.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from theory.autoencoder.words import EMPTY, canonical, count, join, openings, reverse, splits

State = tuple[int, ...]
"""A product of traces: its canonical words, sorted, the empty word left out."""
Powers = dict[tuple[int, int], int]
"""``{(power of n, number of empty words): coefficient}``."""
Terms = dict[tuple[int, int, int, int], int]
"""``{(power of p, of H, of N, of sigma^2): coefficient}``."""


def state(*words: int) -> State:
    """The product of the traces of ``words``, empty words left out."""
    return tuple(sorted(canonical(word) for word in words if word != EMPTY))


def without(product: State, *positions: int) -> State:
    """``product`` less the traces at ``positions``."""
    return tuple(word for i, word in enumerate(product) if i not in positions)


def contractions(product: State, letter: int) -> Iterator[tuple[tuple[int, ...], State, int]]:
    """The right-hand side of the rule for one ``letter``: (new words, spectators, power of n)."""
    pivot = next(i for i, word in enumerate(product) if count(word, letter))
    rest = without(product, pivot)
    opened = next(openings(product[pivot], letter))
    yield (opened,), rest, 1
    for left, right in splits(opened, letter):
        closed = join(2 | letter, left)
        yield (right, closed), rest, 0
        yield (join(closed, reverse(right)),), rest, 0
    for i, other in enumerate(rest):
        for tail in openings(other, letter):
            for turned in (tail, reverse(tail)):
                yield (join(join(2 | letter, opened), turned),), without(rest, i), 0


def push(level: Mapping[State, Powers], letter: int) -> dict[State, Powers]:
    """Remove one ``letter`` from every product of ``level`` and merge equal products."""
    result: dict[State, Powers] = {}
    for product, powers in level.items():
        for words, spectators, raised in contractions(product, letter):
            target = result.setdefault(tuple(sorted(state(*words) + spectators)), {})
            empty = words.count(EMPTY)
            for (n, closed), coefficient in powers.items():
                key = (n + raised, closed + empty)
                target[key] = target.get(key, 0) + coefficient
    return result


def integrate(level: Mapping[State, Powers], letter: int) -> dict[State, Powers]:
    """Remove every ``letter``; each product of ``level`` must hold the same number of them."""
    first = next(iter(level), ())
    for _ in range(sum(count(word, letter) for word in first)):
        level = push(level, letter)
    return dict(level)


@cache
def power_sums(product: State, letter: int) -> tuple[tuple[tuple[int, int], int], ...]:
    """``E`` of a product of traces of powers of one ``letter``: pairs ``((power of n, power of p), coefficient)``."""
    return tuple(integrate({product: {(0, 0): 1}}, letter)[()].items())


def close(level: Mapping[State, Powers], letter: int) -> dict[tuple[int, int, int], int]:
    """Finish a level without ``letter``: ``{(n of letter, n of the other, power of p): coefficient}``."""
    result: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    for product, powers in level.items():
        for (other, inner), weight in power_sums(product, 1 - letter):
            for (n, empty), coefficient in powers.items():
                result[n, other, empty + inner] += coefficient * weight
    return result


def rarer(a: int, s: int) -> int:
    """The letter to integrate first, of ``a`` letters A and ``s`` letters S: fewer products arise."""
    return 1 if a <= s else 0


def expectation(products: Mapping[State, int]) -> Terms:
    """Exact ``E sum coefficient * prod Tr word`` as ``{(p, H, N, sigma^2 exponents): coefficient}``.

    ``products`` maps tuples of words, canonical or not, to coefficients, integer or rational. Source: the
    rule above, derived in docs/theory/expectations.md.
    """
    groups: defaultdict[tuple[int, int], dict[State, Powers]] = defaultdict(dict)
    for words, coefficient in products.items():
        size = Counter(letter for letter in (0, 1) for word in words for _ in range(count(word, letter)))
        powers = groups[size[1], size[0]].setdefault(state(*words), {})
        key = (0, words.count(EMPTY))
        powers[key] = powers.get(key, 0) + coefficient
    terms: Terms = {}
    for (a, s), level in groups.items():
        terms |= collect(close(integrate(level, rarer(a, s)), rarer(a, s)), a, s)
    return terms


def collect(closed: Mapping[tuple[int, int, int], int], a: int, s: int) -> Terms:
    """Name the exponents: powers of n are those of H and N in the order of integration; S brings 1/N, A sigma^2."""
    letter = rarer(a, s)
    return {
        (p, *((n, other - s) if letter else (other, n - s)), a): weight
        for (n, other, p), weight in closed.items()
        if weight
    }
