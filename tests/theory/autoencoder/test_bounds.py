"""The bounds that say how many bits the coefficients need hold, and are not wasteful."""

import pytest

pytest.importorskip("numba", reason="compiled loops need the extra fast")

from tests.oracles.tied import twice_derivative
from theory.autoencoder.fast import flow as fast_flow
from theory.autoencoder.fast.planar import coefficient_bound, expectation
from theory.autoencoder.fast.words import twice_loss


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_sizes_are_the_sums_of_absolute_coefficients(loss, target):
    for order in range(6):
        sums: dict[int, int] = {}
        for word, coefficient in twice_derivative(loss, order, target).items():
            sums[word.count("A")] = sums.get(word.count("A"), 0) + abs(coefficient)
        assert sums == {m: total for m, total in fast_flow.sizes(loss, order, target=target).items() if total}


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize("orders", [range(1, 7), pytest.param([7], marks=pytest.mark.slow)])
def test_planar_coefficients_stay_below_their_bound(loss, target, orders):
    for order in orders:
        largest = max(map(abs, expectation(loss, order, target=target).values()))
        assert largest <= coefficient_bound(loss, order, target=target) < 100 * largest


@pytest.mark.parametrize("factor", [1, 1 << 55, (1 << 62) - 1])
def test_coefficients_beyond_64_bits(monkeypatch, factor):
    expected = fast_flow.traces("train", 4, target=True)
    start = {word: c * factor for word, c in twice_loss("train", target=True).items()}
    monkeypatch.setattr(fast_flow, "twice_loss", lambda *_, **__: start)
    found = fast_flow.traces("train", 4, target=True)
    assert found == {size: {w: factor * c for w, c in words.items()} for size, words in expected.items()}


def test_coefficients_beyond_128_bits_are_refused(monkeypatch):
    start = {word: c << 120 for word, c in twice_loss("train", target=True).items()}
    monkeypatch.setattr(fast_flow, "twice_loss", lambda *_, **__: start)
    with pytest.raises(OverflowError, match="128 bits"):
        fast_flow.derivative("train", 4, target=True)
