"""The derivation on words against matrices: Tr of a word and its derivative evaluated on integer matrices."""

from itertools import islice

import pytest
import sympy as sp

from theory.autoencoder.flow import derivative, derivatives, twice_loss
from theory.autoencoder.words import spell
from theory.errors import InputError

A0 = sp.Matrix([[2, 1, 0], [1, 3, -1], [0, -1, 1]])
S = sp.Matrix([[1, 0, 2], [0, 2, 1], [2, 1, 5]])
ONE = sp.eye(3)


def series_of_flow(orders, target):
    """Derivatives of A at t = 0 from dA/dt = 2 (SA + AS) - (S AA + 2 ASA + AA S) by Leibniz's rule, without words."""
    found = [A0]
    for n in range(orders):
        square = sum((sp.binomial(n, i) * found[i] * found[n - i] for i in range(n + 1)), sp.zeros(3))
        sandwich = sum((sp.binomial(n, i) * found[i] * S * found[n - i] for i in range(n + 1)), sp.zeros(3))
        linear = 2 * (S * found[n] + found[n] * S) if target else sp.zeros(3)
        found.append(linear - S * square - 2 * sandwich - square * S)
    return found


def loss_derivative(loss, n, target):
    """d^n/dt^n of Tr (c - A) Q (c - A), c = I or 0, Q = S or I."""
    Q = S if loss == "train" else ONE
    path = series_of_flow(n, target)
    path[0] = path[0] - ONE if target else path[0]
    return sum(sp.binomial(n, i) * (path[i] * Q * path[n - i]).trace() for i in range(n + 1))


def value(traces):
    """A combination of traces on the matrices A0 and S."""
    total = 0
    for word, weight in traces.items():
        product = ONE
        for letter in spell(word):
            product = product * (A0 if letter == "A" else S)
        total += weight * product.trace()
    return total


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_derivatives_are_those_of_the_matrix_flow(loss, target):
    for n, traces in enumerate(islice(derivatives(loss, target=target), 5)):
        assert value(traces) == loss_derivative(loss, n, target)


def test_numbers_of_letters_at_each_order():
    for order in range(1, 6):
        sizes = {(spell(word).count("A"), spell(word).count("S")) for word in derivative("train", order)}
        assert sizes == {(m, order + 1) for m in range(1, order + 3)}
        free = {
            (spell(word).count("A"), spell(word).count("S")) for word in derivative("population", order, target=False)
        }
        assert free == {(order + 2, order)}


def test_signs_alternate_with_the_letters_a():
    assert all((c > 0) == (spell(w).count("A") % 2 == 0) for w, c in derivative("train", 5).items())


def test_unknown_loss():
    with pytest.raises(InputError, match="train or population, got 'test'"):
        twice_loss("test")
