"""The choice of letters changes the work and never the result."""

from fractions import Fraction

import pytest

from theory.matrix import Gaussian, define
from theory.matrix.flow import derivative
from theory.matrix.moments import polynomial
from theory.matrix.system import fewest_terms, independent
from theory.matrix.wick import Wick
from theory.models import load


def terms(system):
    return sum(map(len, system.losses.values()))


@pytest.mark.parametrize("name", ["tied-noisy-inputs", "regression", "low-rank-adaptation"])
def test_both_choices_agree(name):
    model = load(name)
    few, own = fewest_terms(model), independent(model)
    assert terms(few) < terms(own)
    for loss in model.losses:
        for order in range(4):
            one, other = (polynomial(model, *Wick(s).expectation(derivative(s, loss, order))) for s in (few, own))
            assert one == other


def test_noise_is_absorbed():
    """X and Y = X + Z: E YY = 1 + delta2, E XY = 1, three words in place of six."""
    model = load("tied-noisy-inputs")
    system = fewest_terms(model)
    assert len(system.losses["train"]) == 3
    x, z = (model.alphabet.names.index(name) for name in "XZ")
    delta2 = 1 << 16 * model.names.index("delta2")
    assert system.covariance[z, z] == {0: 1, delta2: 1}
    assert system.covariance[x, z] == system.covariance[z, x] == system.covariance[x, x] == {0: 1}


def test_a_moving_letter_is_not_absorbed():
    """W + V with both trained: W does not move by the gradient of the sum alone."""
    matrices = {name: Gaussian(["p", "p"], trained=True, rate=rate) for name, rate in (("W", "1"), ("V", "2"))}
    model = define("m", {"p": ""}, {}, matrices, {"L": "Tr((W + V)*(W + V).T)/2"}, "L")
    system = fewest_terms(model)
    assert system.losses == independent(model).losses
    # D = W + V obeys D' = -3 D, so E Tr D D^T / 2 = p^2 e^{-6t}.
    found = polynomial(model, *Wick(system).expectation(derivative(system, "L", 3)))
    assert found == {2: Fraction(-216)}
