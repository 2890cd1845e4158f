"""Expulsion over softness and ratio: the flow against the fold, bookkeeping of the sweep, bad input."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.prototypes.expulsion import NUDGE, column, critical, expulsion_sweep, flow_expelled
from numerics.prototypes.locked import first_estimate, locked
from theory.errors import InputError


@pytest.mark.parametrize(("softness", "repulsor"), [(0.3, "separation"), (0.5, "separation")])
def test_flow_expels_beyond_the_fold_only(softness, repulsor, rng):
    """Nothing leaves at 0.9 of the least critical ratio, the edges do at 1.1 of the fold (the flow has 10^4 relaxation
    times; near the fold it would need more)."""
    balance = locked(10, softness, repulsor)
    found = critical(balance)
    start = balance.start + NUDGE * rng.uniform(-1, 1, 10)
    assert found["limit"] <= found["fold"]
    assert flow_expelled(balance, 0.9 * found["limit"], start, 1e4) == 0
    assert flow_expelled(balance, 1.1 * found["fold"], start, 1e4) >= 0.1


def test_no_fold_is_no_number(monkeypatch):
    """Where continuation finds no fold there is no critical ratio, but the first estimate and both fractions."""

    def none(_):
        raise ConvergenceError("no fold")

    monkeypatch.setattr("numerics.prototypes.expulsion.critical_fold", none)
    balance = locked(6, 1.0, "separation")
    assert critical(balance)["estimate"] == first_estimate(balance)
    assert np.isnan([critical(balance)["fold"], critical(balance)["limit"]]).all()


def test_column_has_all_ratios():
    point = {"softness": 1.0, "size": 6, "repulsor": "separation", "ratios": (0.001, 10.0), "sets": 1, "steps": 50,
             "elapsed": 100.0}  # fmt: skip
    found = column(point, 0)
    assert found["flow"].shape == found["training"].shape == (2,)
    assert found["flow"][0] == 0 < found["flow"][1]
    assert found["limit"] <= found["fold"]
    np.testing.assert_array_equal(found["training"], column(point, 0)["training"])


@pytest.mark.parametrize(
    "change",
    [{"size": 2}, {"ratios": [2.0, 1.0]}, {"repulsor": "coverage"}, {"sets": 0}, {"elapsed": -1.0}, {"steps": 0}],
)
def test_bad_sweeps_end_before_they_start(change):
    given = {"size": 6, "repulsor": "separation", "ratios": [0.1]} | change
    with pytest.raises(InputError):
        expulsion_sweep([1.0], **given)
