"""Lattices held by kinks of the attractor; the critical ratio with two temperatures, own losses."""

import numpy as np
import pytest

from numerics.methods.ode import solved
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.kinks import holding_ratio
from numerics.prototypes.locked import first_estimate, locked
from theory.errors import InputError
from theory.prototypes.expressions import parse_loss


def test_the_edge_is_held_by_half_the_jump():
    """``min_i(r)`` pulls each of N prototypes with 1/N; separation pushes the edge most, which the ratio balances."""
    balance = locked(5, 0.5, "separation", parse_loss("min_i(r)"))
    push = balance.repulsor.forces(np.linspace(0, 1, 5), np.ones(5))
    assert holding_ratio(balance) == pytest.approx(1 / 5 / np.abs(push).max(), rel=1e-4)  # steps of 1e-6 spacings


@pytest.mark.parametrize("factor", [0.95, 1.1])
def test_the_flow_leaves_beyond_the_ratio(factor):
    """The kink, rounded off over 1e-4 so that a flow has a solution, holds the edge up to the ratio only."""
    ratio = factor * holding_ratio(locked(5, 0.5, "separation", parse_loss("min_i(r)")))
    rounded = locked(5, 0.5, "separation", parse_loss("min_i(sqrt(r**2 + s**2))"), parameters={"s": 1e-4})
    assert (_way_out(rounded, ratio) < 0.01) is (factor < 1)


def _way_out(balance, ratio):
    """How many spacings the flow carries the edge out by time 10."""
    span, method = (0.0, 10.0), {"method": "LSODA", "rtol": 1e-6}
    found = solved(lambda _, y: balance.forces(y, ratio), span, balance.start, "stopped", **method)
    return balance.displacement(found.y[:, -1])


@pytest.mark.parametrize("attractor", ["coverage", parse_loss("a*min_i(r**2)")])
def test_smooth_attractors_have_no_kink(attractor):
    own = None if attractor == "coverage" else {"a": 3.0}
    assert holding_ratio(locked(8, 0.5, "separation", attractor, parameters=own)) is None


def test_the_fold_of_a_formula_is_that_of_the_built_in_loss():
    own = locked(8, 0.5, parse_loss("a*exp(-d**2/tau)"), parameters={"a": 2.0})
    assert critical_fold(own).parameter == pytest.approx(critical_fold(locked(8, 0.5, "separation")).parameter / 2)


def test_a_colder_attractor_holds_more():
    """Coverage too soft to hold its lattice yields earlier than a stiff one; the repulsor's estimate knows neither."""
    stiff, soft = (locked(10, 0.5, "separation", attractor_softness=k, width=4.0) for k in (0.1, 0.5))
    ratios = [stability_limit(b, critical_fold(b)) for b in (stiff, soft)]
    assert ratios[0] > 1.5 * ratios[1]
    assert first_estimate(stiff) == first_estimate(soft)
    assert (stiff.width, stiff.attractor.terms[0][1] is soft.attractor.terms[0][1]) == (4.0, False)


def test_bad_input():
    with pytest.raises(InputError, match="attractor's softness tau / spacing\\^2 = 0"):
        locked(5, 0.5, "separation", attractor_softness=0)
    with pytest.raises(InputError, match="width -1: give a positive number"):
        locked(5, 0.5, "separation", width=-1)
    with pytest.raises(InputError, match="no loss has a parameter 'a': they have none"):
        locked(5, 0.5, "separation", parameters={"a": 1.0})
