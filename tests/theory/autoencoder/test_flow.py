"""The derivation on words against matrices: Tr of a word and its derivative evaluated on integer matrices."""

import pytest
import sympy as sp

from tests.oracles.tied import canonical, twice_derivative
from theory.autoencoder import fast

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
        for letter in word:
            product = product * (A0 if letter == "A" else S)
        total += weight * product.trace()
    return total


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_derivatives_are_those_of_the_matrix_flow(loss, target):
    for n in range(5):
        assert value(twice_derivative(loss, n, target)) == loss_derivative(loss, n, target)


@pytest.mark.skipif(not fast.available(), reason="compiled loops need the extra fast")
@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_compiled_words_are_those_of_the_general_flow(loss, target):
    from theory.autoencoder.fast.flow import traces
    from theory.autoencoder.fast.words import spell

    for n in range(6):
        groups = traces(loss, n, target=target)
        found = {canonical(spell(word)): c for words in groups.values() for word, c in words.items()}
        assert found == twice_derivative(loss, n, target)
        assert all((spell(w).count("A"), spell(w).count("S")) == size for size, words in groups.items() for w in words)


def test_numbers_of_letters_at_each_order():
    for order in range(1, 6):
        sizes = {(word.count("A"), word.count("S")) for word in twice_derivative("train", order)}
        assert sizes == {(m, order + 1) for m in range(1, order + 3)}
        free = {(word.count("A"), word.count("S")) for word in twice_derivative("population", order, target=False)}
        assert free == {(order + 2, order)}


def test_signs_alternate_with_the_letters_a():
    assert all((c > 0) == (w.count("A") % 2 == 0) for w, c in twice_derivative("train", 5).items())
