"""Which values a sweep accepts."""

import numpy as np
import pytest

from numerics.prototypes.axes import positive_axis
from theory.errors import InputError


def test_good_values_come_back_as_floats():
    np.testing.assert_array_equal(positive_axis("tau", [1, 2]), [1.0, 2.0])


@pytest.mark.parametrize("values", [[], 0.1, [0.0], [-1.0], [0.1, 0.1], [2.0, 1.0], [np.nan], [1.0, np.inf], [[0.1]]])
def test_bad_values(values):
    with pytest.raises(InputError, match=r"^tau .*: give finite numbers > 0 in increasing order"):
        positive_axis("tau", values)
