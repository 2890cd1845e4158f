"""Sizes and times that are none, from Python: one line each."""

import numpy as np
import pytest

from linear_ae import Sizes, simulate
from linear_ae.errors import ExperimentError

GOOD = {"p": 6, "H": 3, "N": 9, "sigma2": 0.1}
NONE = [0, -1, float("nan"), -float("inf"), "6", None, 1j, [6], 10**400, 1e200]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", [*NONE, 1e-200])
def test_sizes(name, value):
    with pytest.raises(ExperimentError, match=r"^(?!.*\n).{10,160}$"):
        Sizes(**GOOD | {name: value})


@pytest.mark.parametrize("sizes", [{"p": 10**60, "sigma2": 1e60}, {"H": 10**60, "sigma2": 1e60}])
def test_products_beyond_double_precision(sizes):
    with pytest.raises(ExperimentError, match="is beyond 1e-100 to 1e"):
        Sizes(**GOOD | sizes)


@pytest.mark.parametrize("kind", [int, float, np.int64, np.float32, bool])
def test_numbers_of_any_type(kind):
    assert Sizes(kind(1), 3, np.inf, np.float64(0.1)).p == 1


@pytest.mark.parametrize(
    "t", [[1, 0], [], [0, np.nan], [-1, 1], [[0, 1]], [0, np.inf], "abc", None, [1j], ["1"], [[0], [1, 2]], [0, 1e200]]
)
def test_times(t):
    with pytest.raises(ExperimentError, match="times must be a list of one or more numbers from 0 to 1e"):
        simulate(Sizes(**GOOD), t, runs=1)
