"""The tied autoencoder by the general rules in plain Python: its derivatives as words in A and S, its expectations."""

from fractions import Fraction

from theory.autoencoder.expansion import FREE, MODEL
from theory.matrix import planar
from theory.matrix.compiled import blocks
from theory.matrix.flow import derivative
from theory.matrix.moments import polynomial
from theory.matrix.system import independent
from theory.matrix.wick import Wick


def model(target=True):
    """With its target or without."""
    return MODEL if target else FREE


def canonical(text):
    """The first in alphabetical order, S before A, of the rotations of a word and of its reversal."""
    turns = [turned[i:] + turned[:i] for turned in (text, text[::-1]) for i in range(max(len(text), 1))]
    return max(turns)


def twice_derivative(loss, order, target=True):
    """``2 d^order L/dt^order`` at N = 1 as ``{canonical word: coefficient}``."""
    found = derivative(independent(model(target)), loss, order)
    words = {product: blocks(product, [0, 1]) if product else "" for product in found.sums}
    return {
        canonical(words[product]): Fraction(2 * sum(terms.values()), found.denominator)
        for product, terms in found.sums.items()
    }


def expectation(loss, order, *, planar_only=False, target=True):
    """``E d^order L/dt^order`` as a polynomial of the model, by the general rule in plain Python."""
    chosen = model(target)
    system = independent(chosen)
    traces = derivative(system, loss, order)
    if planar_only:
        return planar.expectation(chosen, system, traces)
    wick = Wick(system)
    sums, denominator = wick.unit_scale(traces)
    return polynomial(chosen, wick.push_all(sums), denominator)
