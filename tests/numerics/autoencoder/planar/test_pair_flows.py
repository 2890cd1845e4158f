"""The three forms of the flow are one flow."""

import numpy as np
import pytest

from numerics.autoencoder.planar.free_pair import block, isometry
from numerics.autoencoder.planar.pair_flows import COLUMNS, COMPRESSED, WHOLE, adjoint, cheapest


def start(rng):
    """W of 30 rows and 7 columns with 20 rows in the null space of S, its compressed form, and eigenvalues of S."""
    w = (rng.standard_normal((30, 7)) + 1j * rng.standard_normal((30, 7))) / 5
    live = rng.uniform(0.5, 2, 10)
    return w, np.concatenate([w[20:], adjoint(w[:20]) @ w[:20]]), live, np.r_[np.zeros(20), live]


@pytest.mark.parametrize("target", [True, False])
def test_the_compressed_form_moves_as_the_columns_do(target, rng):
    w, state, live, l = start(rng)
    rate = COLUMNS.rate(w, l, target=target)
    moved = adjoint(w[:20]) @ rate[:20]
    expected = np.concatenate([rate[20:], moved + adjoint(moved)])
    assert np.allclose(COMPRESSED.rate(state, live, target=target), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("target", [True, False])
def test_all_forms_have_the_same_losses_and_derivatives(target, rng):
    w, state, live, l = start(rng)
    forms = [(COLUMNS, w, l), (COMPRESSED, state, live), (WHOLE, w @ adjoint(w), l)]
    for name in ("losses", "slopes"):
        first, *others = [getattr(form, name)(y, values, 30, target=target) for form, y, values in forms]
        for other in others:
            assert other == pytest.approx(first, rel=1e-12)


def test_rows_of_an_isometry(rng):
    """Their mean squares are those of the whole: 1/size for each entry, within five standard errors of 200 draws."""
    some = np.array([block(3, 12, 4, rng) for _ in range(200)])
    whole = np.array([isometry(12, 4, rng)[:3] for _ in range(200)])
    for power in (2, 4):
        one, other = (np.abs(x) ** power for x in (some, whole))
        error = np.hypot(one.std(), other.std()) / np.sqrt(one.size / 4)  # entries of a column are dependent
        assert abs(one.mean() - other.mean()) <= 5 * error


def test_the_cheapest_form():
    assert cheapest(400, 12, 20)[0] is COMPRESSED
    assert cheapest(400, 400, 20)[0] is WHOLE
    assert cheapest(400, 12, 400)[0] is COLUMNS
