"""Control variates of a simulation: traces of its starts, whose means the Wick rule gives exactly."""

from functools import lru_cache

from theory.matrix.flow import Combination, Flow, combination
from theory.matrix.model import Model
from theory.matrix.moments import polynomial
from theory.matrix.monomials import Polynomial
from theory.matrix.system import independent
from theory.matrix.wick import Wick
from theory.matrix.words import Product

MOST = 24
"""Controls that are kept, words of few letters first: each costs products of all runs and a coefficient."""


@lru_cache(maxsize=32)
def controls(model: Model, complex_letters: bool) -> tuple[tuple[Product, Polynomial], ...]:
    """Products of traces in the losses and their first derivatives, and their exact means over the random letters."""
    system = independent(model)
    wick, flow = Wick(system, complex_letters), Flow(system)
    found: set[Product] = set()
    for terms in system.losses.values():
        start = combination(terms)
        found |= set(start.sums) | set(flow.differentiate(start).sums)
    ordered = sorted(filter(None, found), key=lambda product: (sum(map(len, product)), product))[:MOST]
    return tuple((product, _mean(model, wick, product)) for product in ordered)


def _mean(model: Model, wick: Wick, product: Product) -> Polynomial:
    return polynomial(model, *wick.expectation(Combination({product: {0: 1}}, 1)))
