"""The bounds that say how many bits the coefficients need hold, and are not wasteful."""

import pytest

pytest.importorskip("numba", reason="compiled loops need the extra fast")

from theory.autoencoder.expansion import twice_expectation
from theory.autoencoder.fast import flow as fast_flow
from theory.autoencoder.fast.planar import coefficient_bound
from theory.autoencoder.fast.wide import decode
from theory.autoencoder.flow import derivative, twice_loss
from theory.autoencoder.request import Request
from theory.autoencoder.words import count


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_sizes_are_the_sums_of_absolute_coefficients(loss, target):
    for order in range(6):
        sums: dict[int, int] = {}
        for word, coefficient in derivative(loss, order, target=target).items():
            sums[count(word, 1)] = sums.get(count(word, 1), 0) + abs(coefficient)
        assert sums == {m: total for m, total in fast_flow.sizes(loss, order, target=target).items() if total}


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
def test_planar_coefficients_stay_below_their_bound(loss, target):
    for order in range(1, 8):
        largest = max(
            map(abs, twice_expectation(Request(loss, order, planar=True, target=target), compiled=True).values())
        )
        assert largest <= coefficient_bound(loss, order, target=target) < 100 * largest


@pytest.mark.parametrize("factor", [1, 1 << 55, (1 << 62) - 1])
def test_coefficients_beyond_64_bits(monkeypatch, factor):
    start = {word: c * factor for word, c in twice_loss("train").items()}
    monkeypatch.setattr(fast_flow.flow, "twice_loss", lambda *_, **__: start)
    found = {}
    for part in fast_flow.derivative("train", 4, target=True):
        keys, sizes = part.content()
        signs = fast_flow.signs(keys).tolist()
        found |= {key: sign * decode(size) for key, sign, size in zip(keys.tolist(), signs, sizes[:, 0], strict=True)}
    monkeypatch.undo()
    assert found == {word: factor * c for word, c in derivative("train", 4).items()}


def test_coefficients_beyond_128_bits_are_refused(monkeypatch):
    start = {word: c << 120 for word, c in twice_loss("train").items()}
    monkeypatch.setattr(fast_flow.flow, "twice_loss", lambda *_, **__: start)
    with pytest.raises(OverflowError, match="128 bits"):
        fast_flow.derivative("train", 4, target=True)
