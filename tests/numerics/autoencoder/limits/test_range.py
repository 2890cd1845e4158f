"""Numbers at the ends of what is taken: losses without warnings and NaN, or one error; times in any order."""

import numpy as np
import pytest

from linear_ae import Sizes
from numerics import best_losses, first_correction, predict
from numerics.autoencoder.limits import limits
from numerics.errors import ConvergenceError
from theory.errors import InputError

NAMES = [name for name in limits() if name != "free"]  # whose losses are those of the planar limit
SIZES = Sizes(12, 8, 20, 0.05)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sigma2", "last"),
    [(1e98, 2.0), (1e-98, 2.0), (0.05, 1e100), (0.05, 1e-200)],
    ids=["large", "small", "late", "early"],
)
def test_finite_or_refused(name, sigma2, last):
    """Warnings are errors here."""
    try:
        found = predict(name, [0, last], Sizes(12, 8, 20, sigma2))
    except (ConvergenceError, InputError):  # the latter of losses that grow for ever
        assert sigma2 > 1 or last > 1
    else:
        assert np.isfinite(found.rows).all()


@pytest.mark.parametrize("name", NAMES)
def test_times_in_any_order(name):
    up, order = np.array([0, 0.05, 0.3, 0.3, 1]), [4, 0, 3, 1, 2]
    assert np.array_equal(predict(name, up, SIZES).rows[:, order], predict(name, up[order], SIZES).rows)


@pytest.mark.parametrize("sizes", [100, None, (6, 3, 9, 0.1), {"p": 6}])
def test_what_is_no_sizes(sizes):
    for call in (predict, first_correction):
        with pytest.raises(InputError, match="sizes are Sizes"):
            call("mean-field", [0, 1], sizes)
    with pytest.raises(InputError, match="sizes are Sizes"):
        best_losses([0, 1], sizes)
