"""A table of a model's losses has a column for each."""

import numpy as np
import pytest

from figures.cli.model_point import columns
from theory.errors import InputError

T, CURVE, ERROR = np.array([0.0, 1.0]), np.array([3.0, 2.0]), np.array([0.1, 0.2])


def test_losses_stand_beside_their_errors_and_before_bands():
    found = columns(T, {"a": CURVE, "b": CURVE}, {"a": ERROR, "b": ERROR}, "error", {"band": {"a": ERROR, "b": CURVE}})
    assert list(found) == ["t", "a", "a_error", "b", "b_error", "a_band", "b_band"]


@pytest.mark.parametrize("other", ["a_error", "a_band"])
def test_a_loss_with_the_name_of_another_column_is_refused(other):
    """One of them covered the other in silence."""
    losses = {"a": CURVE, other: CURVE}
    with pytest.raises(InputError, match=f"the loss {other} has the name of another column: rename it, or take --json"):
        columns(T, losses, dict.fromkeys(losses, ERROR), "error", {"band": dict.fromkeys(losses, ERROR)})
