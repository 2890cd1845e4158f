"""A model as the engine works on it: letters that may be correlated, chosen so that the losses have few terms.

Where a fixed Gaussian letter always comes along with another of its shape, as Z in ``X - A (X + Z)``, the words
multiply for nothing: every X or Z is a choice of two. The letter ``Y = X + Z`` is Gaussian as well, with

    E Y Y = E X X + E Z Z,    E X Y = E X X    (entry by entry),

and leaves the three words of ``Tr (X - A Y)(X - A Y)^T`` in place of six. A moving letter may absorb a fixed one too:
``W - M`` moves as W does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product as choices

from theory.matrix.algebra import TracePolynomial
from theory.matrix.model import Model, Monomial
from theory.matrix.monomials import Polynomial, add_into
from theory.matrix.words import Alphabet, Word

Covariance = dict[tuple[int, int], Polynomial]
"""``E G_ij H_ij`` of letters G, H of one shape, by their numbers; pairs that are independent are left out."""


@dataclass(frozen=True)
class System:
    """``losses`` in the letters of ``alphabet``, ``rates`` of the trained ones, and the ``covariance`` at t = 0."""

    alphabet: Alphabet
    losses: Mapping[str, TracePolynomial]
    flow: str
    rates: Mapping[int, Monomial]
    covariance: Covariance


def independent(model: Model) -> System:
    """The model in its own letters."""
    return System(
        model.alphabet,
        {name: loss.terms for name, loss in model.losses.items()},
        model.flow,
        {i: letter.rate for i, letter in enumerate(model.letters) if letter.trained},
        {
            (i, i): {letter.variance.powers: letter.variance.coefficient}
            for i, letter in enumerate(model.letters)
            if not letter.symmetric
        },
    )


def fewest_terms(model: Model) -> System:
    """The model in the letters that give its losses the fewest terms."""
    found = independent(model)
    while better := min(_shifted(found), key=_terms, default=None):
        if _terms(better) >= _terms(found):
            break
        found = better
    return found


def _terms(found: System) -> int:
    return sum(map(len, found.losses.values()))


def _shifted(found: System) -> Iterator[System]:
    """Every system with one letter H replaced by ``H + sign G``, G being fixed and of its shape."""
    letters = sorted({letter for letter, _ in found.covariance})
    shape = {i: (found.alphabet.rows(2 * i), found.alphabet.columns(2 * i)) for i in letters}
    for h, g, sign in choices(letters, letters, (1, -1)):
        if h != g and g not in found.rates and shape[g] == shape[h]:
            losses = {name: _substituted(terms, h, g, -sign, found.alphabet) for name, terms in found.losses.items()}
            yield System(found.alphabet, losses, found.flow, found.rates, _covariance(found.covariance, h, g, sign))


def _substituted(terms: TracePolynomial, h: int, g: int, sign: int, alphabet: Alphabet) -> TracePolynomial:
    """H replaced by ``H + sign G`` in every word."""
    total: TracePolynomial = {}
    for traces, polynomial in terms.items():
        for words in choices(*(_expanded(word, h, g) for word in traces)):
            weight = Fraction(sign) ** sum(count for _, count in words)
            add_into(total.setdefault(alphabet.product([word for word, _ in words]), {}), polynomial, weight)
    return {traces: polynomial for traces, polynomial in total.items() if polynomial}


def _expanded(word: Word, h: int, g: int) -> list[tuple[Word, int]]:
    """Each choice of H or G at the letters H of ``word``, and how many G it put in."""
    options = [((code, 0), (2 * g + (code & 1), 1)) if code // 2 == h else ((code, 0),) for code in word]
    return [(bytes(code for code, _ in chosen), sum(count for _, count in chosen)) for chosen in choices(*options)]


def _covariance(covariance: Covariance, h: int, g: int, sign: int) -> Covariance:
    """The covariance after H has become ``H + sign G``."""
    result = {pair: dict(polynomial) for pair, polynomial in covariance.items()}
    for other in {letter for letter, _ in covariance}:
        for pair in {(h, other), (other, h)}:
            add_into(result.setdefault(pair, {}), covariance.get((g, other), {}), Fraction(sign))
    add_into(result[h, h], covariance.get((h, g), {}), Fraction(sign))
    add_into(result[h, h], covariance[g, g])
    return {pair: polynomial for pair, polynomial in result.items() if polynomial}
