r"""The exact expansion in time of the variance of a model's loss over its Gaussian letters.

With L(t) the loss of one run, ``Var L = E L^2 - (E L)^2``, so by Leibniz

    d^s Var L / dt^s (0) = sum_i binom(s, i) Cov(L^(i), L^(s-i)),        L^(i) = d^i L / dt^i (0),

covariances of sums of products of traces. ``Cov`` of the products A and B is ``E AB - E A E B``; its leading part is
the sum over annular pairings of A with B (:mod:`theory.matrix.annular`). Derived in docs/theory/fluctuations.md.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import comb

from theory.matrix.annular import Annular
from theory.matrix.expansion import Expansion, named, require
from theory.matrix.flow import Combination, Flow, Sums, combination
from theory.matrix.model import Model
from theory.matrix.moments import polynomial
from theory.matrix.monomials import Polynomial, add_into, multiply
from theory.matrix.planar import Cut
from theory.matrix.reach import require_order
from theory.matrix.system import System, fewest_terms, independent
from theory.matrix.wick import Wick
from theory.matrix.words import EMPTY, Product

BAR: Product = (EMPTY,)
"""Stands between A and B where a product AB must be told apart: no product of traces has an empty word."""

PAIR = 5
"""A product AB takes up to so many times what one of a mean does: 27 kB were measured (tied autoencoder, order 6)."""


@lru_cache(maxsize=128, typed=True)
def variance(model: Model, loss: str, order: int, planar: bool = False) -> Expansion:
    """``d^order Var(loss) / dt^order`` at t = 0 under the flow of ``model``, exact at every size.

    The variance is that of one run, over all Gaussian matrices of the model: initialization, samples, noise. With
    ``planar`` only the terms of highest total degree in the sizes at each monomial in the scalars: of degree 0 where
    the loss has degree 1 once scalars scale so that all its terms have, so a variance of order 1.

    Raises :class:`theory.errors.InputError` for an unknown loss or a negative order and
    :class:`theory.memory.OutOfReachError` where the memory would not do. Source: docs/theory/fluctuations.md.

    >>> from theory.models import load
    >>> variance(load("regression"), "population", 0).to_sympy()
    mu2**2*p*q/2 + mu2*p*q*sigma2 + p*q*sigma2**2/2
    """
    require(model, loss, order)
    names, terms = named(model, _leading(model, loss, order) if planar else _exact(model, loss, order))
    return Expansion(model.name, loss, order, planar, names, terms, "variance")


def _exact(model: Model, loss: str, order: int) -> Polynomial:
    """``E (L^2)^(s) - sum_i binom(s, i) E L^(i) E L^(s-i)``."""
    system = fewest_terms(model)
    wick, derivatives = Wick(system), _derivatives(system, loss, order)
    means = [polynomial(model, *wick.expectation(derivative)) for derivative in derivatives]
    total = polynomial(model, *wick.expectation(_products(derivatives, ())))
    for i, j, weight in _leibniz(order):
        add_into(total, multiply(means[i], means[j]), Fraction(-weight))
    return total


def _leading(model: Model, loss: str, order: int) -> Polynomial:
    """The annular pairings, and what is exact at those monomials in the scalars where they cancel or there are none."""
    cut = Cut(model)
    if any(letter.symmetric for letter in model.letters):
        return cut.leading(_exact(model, loss, order))
    system = independent(model)
    pairs, denominator = Wick(system).unit_scale(_products(_derivatives(system, loss, order), BAR))
    found, bound = _annular_sums(Annular(system.alphabet), pairs, cut)
    leading = cut.leading({monomial: Fraction(c, denominator) for monomial, c in found.items() if c})
    reached = {cut.scalars(monomial): cut.degree(monomial) for monomial in leading}
    open_groups = {group for group, degree in bound.items() if reached.get(group) != degree}
    if not open_groups:
        return leading
    rest = {m: c for m, c in _exact(model, loss, order).items() if cut.scalars(m) in open_groups}
    return {m: c for m, c in leading.items() if cut.scalars(m) not in open_groups} | cut.leading(rest)


def _annular_sums(annular: Annular, pairs: Sums, cut: Cut) -> tuple[dict[int, int], dict[int, int]]:
    """The sum over annular pairings, and the highest degree that any could have, by monomial in the scalars.

    A split adds a trace for a pair of letters, a join takes one away: n pairs of letters in r traces leave at most
    n + r - 2 empty words once A and B have met.
    """
    found: dict[int, int] = {}
    bound: dict[int, int] = {}
    for pair, terms in pairs.items():
        first, second = pair[: pair.index(EMPTY)], pair[pair.index(EMPTY) + 1 :]
        degree = sum(map(len, pair)) // 2 + len(first) + len(second) - 2
        for monomial in terms:
            group = cut.scalars(monomial)
            bound[group] = max(cut.degree(monomial) + degree, bound.get(group, cut.degree(monomial) + degree))
        for shift, often in annular.products(first, second).items():
            for monomial, c in terms.items():
                found[monomial + shift] = found.get(monomial + shift, 0) + often * c
    return found, bound


def _derivatives(system: System, loss: str, order: int) -> list[Combination]:
    """``L^(0) .. L^(order)``, constants left out: they are correlated with nothing."""
    flow, rows, pairs = Flow(system), [combination(system.losses[loss])], []
    for s in range(order + 1):
        rows[s].sums.pop((), None)
        pairs.append(PAIR * sum(len(rows[i].sums) * len(rows[j].sums) for i, j, _ in _leibniz(s)))
        require_order(pairs, order, f"the variance of the loss {loss}")
        if s < order:
            rows.append(flow.differentiate(rows[s]))
    return rows


def _products(derivatives: list[Combination], between: Product) -> Combination:
    """``sum_i binom(s, i) L^(i) L^(s-i)``; with a bar ``between`` them the two factors stay apart."""
    order = len(derivatives) - 1
    common = max(derivatives[i].denominator * derivatives[j].denominator for i, j, _ in _leibniz(order))
    sums: Sums = {}
    for i, j, weight in _leibniz(order):
        first, second = derivatives[i], derivatives[j]
        times = weight * (common // (first.denominator * second.denominator))
        for key, terms in _paired(first.sums, second.sums, between):
            into = sums.setdefault(key, {})
            for monomial, c in terms.items():
                into[monomial] = into.get(monomial, 0) + times * c
    return Combination(sums, common)


def _paired(first: Sums, second: Sums, between: Product) -> Iterator[tuple[Product, dict[int, int]]]:
    for a, p in first.items():
        for b, q in second.items():
            terms: dict[int, int] = {}
            for m, c in p.items():
                for n, d in q.items():
                    terms[m + n] = terms.get(m + n, 0) + c * d
            yield (a + between + b if between else tuple(sorted(a + b))), terms


def _leibniz(order: int) -> list[tuple[int, int, int]]:
    """``(i, order - i, weight)`` with i <= order - i, the two orders of factors taken together."""
    return [(i, order - i, comb(order, i) * (1 if 2 * i == order else 2)) for i in range(order // 2 + 1)]
