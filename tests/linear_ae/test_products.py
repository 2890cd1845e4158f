"""Products in blocks against the same products whole."""

import pytest
import torch

from linear_ae import products
from linear_ae.products import add_product, add_transpose, blocks, multiply, row_products


@pytest.fixture(params=[(3, 100), (1, 3)])
def small_blocks(request, monkeypatch):
    """Blocks of three rows, or of a third of the matrix, of which the last rows are again cut in three."""
    for name, value in zip(("BLOCK_ROWS", "BLOCKS", "BLOCK_ENTRIES"), (*request.param, 1), strict=True):
        monkeypatch.setattr(products, name, value)


def matrices(rng, *shape):
    return torch.tensor(rng.normal(size=shape))


@pytest.mark.parametrize(("keep", "scale"), [(0, 1), (0, -2.0), (1, 3.0), (0.5, -1.0)])
def test_products_are_added(keep, scale, rng):
    a, b, out = matrices(rng, 2, 5, 4), matrices(rng, 2, 4, 3), matrices(rng, 2, 5, 3)
    expected = keep * out + scale * a @ b
    if keep == 0:
        out.fill_(torch.nan)  # what was there must not matter
    add_product(out, a, b, keep, scale)
    assert out.numpy() == pytest.approx(expected.numpy(), abs=1e-14)


def test_a_matrix_times_its_own_transpose_is_symmetric(rng):
    w = matrices(rng, 2, 9, 4)
    for found, expected in ((multiply(w.mT, w), w.mT @ w), (multiply(w, w.mT), w @ w.mT)):
        assert torch.equal(found, found.mT)
        assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-14)


@pytest.mark.usefixtures("small_blocks")
def test_blocks_cover_all_rows_once(rng):
    assert [(rows.start, rows.stop) for rows in blocks(2, 10, 8)] == [(2, 5), (5, 8), (8, 10)]
    x, y = matrices(rng, 2, 8, 5), matrices(rng, 2, 8, 5)
    assert row_products(x, y).numpy() == pytest.approx((x * y).sum(-1).numpy(), abs=1e-14)
    square = matrices(rng, 2, 8, 8)
    expected = square + square.mT
    add_transpose(square)
    assert torch.equal(square, expected)


def test_a_block_is_a_sixteenth_of_a_large_matrix():
    assert max(rows.stop - rows.start for rows in blocks(0, 4000, 4000)) == 250
    assert len(list(blocks(0, 300, 300))) == 1
