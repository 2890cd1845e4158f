"""The reach of the series grows with its order and with what is known of it."""

import numpy as np
import pytest

from figures.autoencoder.series_reach import TIMES, data, draw, reach


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))


def test_more_orders_and_the_limit_reach_further():
    found = reach(6, (3, 6))
    alone, anchored = found.mean(axis=(0, 3)).T
    assert found.shape == (6, 2, 2, TIMES.size)
    assert alone[1] > alone[0]
    assert np.all(anchored >= alone)  # the better of the two families is taken
    assert found[:, 1, 1, 0].mean() > found[:, 1, 1].mean()  # early times first


def test_it_draws_both_panels():
    left, right = draw(data(quick=True)).axes
    assert len(left.containers) == 2
    assert len(right.lines) == 2
