"""How long the expansion of any model takes.

``python -m pytest benchmarks/test_matrix.py -m "" -s``. One process, one thread, processor time. Where two ways are
compared, both run in turn in the same process, and their ratio counts.
"""

import time

import pytest

from theory.matrix.expansion import expansion
from theory.matrix.flow import derivative
from theory.matrix.regimes import regimes
from theory.matrix.system import fewest_terms, independent
from theory.matrix.wick import Wick
from theory.models import load, names


def timed(function, *arguments):
    """What the function returns, and its processor time."""
    began = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - began


def computed(model, loss, order, planar=False):
    """The expansion, not from memory."""
    return expansion.__wrapped__(model, loss, order, planar)


@pytest.mark.slow
@pytest.mark.parametrize(("order", "seconds"), [(6, 2), (8, 60)])
def test_untied_with_weight_decay(order, seconds):
    found, spent = timed(computed, load("untied-weight-decay"), "train", order)
    print(f"\nuntied-weight-decay, order {order}: {len(found.terms)} terms, {spent:.2f} s")
    assert spent < seconds


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_orders_one_to_five(name):
    model = load(name)
    spent = [timed(computed, model, model.flow, order)[1] for order in range(1, 6)]
    print(f"\n{name}, orders 1 to 5: {' '.join(f'{s:.2f}' for s in spent)} s")
    assert sum(spent) < 10


@pytest.mark.slow
def test_regimes_of_the_library():
    total, of_expansions = 0.0, 0.0
    for name in names():
        model = load(name)
        of_expansions += sum(timed(expansion, model, model.flow, order)[1] for order in range(1, 6))
        found, spent = timed(regimes.__wrapped__, model, None, 5)
        total += spent
        print(f"\n{name}: {len(found.regimes)} regimes, {spent:.2f} s beside the expansions", end="")
    print(f"\nall {total:.1f} s and {of_expansions:.1f} s for the expansions of orders 1 to 5")
    assert total < 5


@pytest.mark.slow
@pytest.mark.parametrize(("name", "order"), [("tied-noisy-inputs", 4), ("low-rank-adaptation", 5)])
def test_the_choice_of_letters(name, order):
    def expected(system):
        return Wick(system).expectation(derivative(system, "train", order))

    (few, quick), (own, slow) = (timed(expected, choose(load(name))) for choose in (fewest_terms, independent))
    print(f"\n{name}, order {order}: {quick:.2f} s with correlated letters, {slow:.2f} s, ratio {slow / quick:.1f}")
    assert few[0].keys() == own[0].keys()
    assert slow > 3 * quick
