"""Flows against closed forms, conserved quantities and their events."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expi

from numerics.errors import ConvergenceError
from numerics.prototypes import flow
from numerics.prototypes.data_measure import lattice, samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.events import Watch, beyond, find_events
from numerics.prototypes.flow import centre_flow, weight_flow, weight_gradient
from numerics.prototypes.loss_texts import read_loss
from theory.errors import InputError
from theory.memory import OutOfReachError
from theory.prototypes.energy import PairEnergy
from theory.prototypes.system import squared_distance

TAU = 0.2


def test_two_prototypes_separate_by_the_exponential_integral():
    """``Ei(g^2 / tau)`` grows by ``8 / tau`` per unit time (docs/theory/prototype-forces.md)."""
    times = np.linspace(0, 3, 4)
    centres = np.array([0.4, 0.6])
    path = centre_flow(landscape({"separation": 1.0}, lattice(2), TAU), centres, np.ones(2), times)
    gap = path.centres[:, 1] - path.centres[:, 0]
    expected = [
        brentq(lambda g, s=s: expi(g**2 / TAU) - expi(0.04 / TAU) - 8 * s / TAU, 0.1, 3, xtol=1e-14) for s in times
    ]
    assert gap == pytest.approx(expected, rel=1e-6)  # the flow's rtol is 1e-8 a step


@pytest.mark.parametrize("rounding", [0.0, 1e-6])
def test_hull_is_left_at_the_predicted_time(rounding):
    """Two prototypes leave together when their gap is 1: ``t = (tau / 8) (Ei(1/tau) - Ei(g_0^2 / tau))``.

    Separation has no kink, so that a length to round kinks off blurs no end of the hull.
    """
    field = landscape({"separation": 1.0}, lattice(2), TAU, rounding=rounding)
    path = centre_flow(field, [0.4, 0.6], np.ones(2), [0.0, 5.0])
    expected = TAU / 8 * (expi(1 / TAU) - expi(0.04 / TAU))
    assert [(e.kind, e.prototypes) for e in path.events] == [("leaves", (0,)), ("leaves", (1,))]
    assert [e.time for e in path.events] == pytest.approx([expected] * 2, rel=1e-6)


@pytest.mark.parametrize("tau", [1e-4, 2e-4, 3e-4, 5e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("count", [5, 10, 11])
@pytest.mark.parametrize("loss", ["separation", "uniform-overlap"])
def test_mirror_symmetric_sets_leave_at_both_ends(tau, count, loss):
    """From forces far below rounding (exp(-123) at tau = 1e-4 and 10 prototypes) to those that expel at once."""
    start, w = np.linspace(0, 1, count), np.full(count, np.sqrt(2 / tau))
    field = landscape({loss: 1.0}, lattice(10), tau)
    path = centre_flow(field, start, w, np.linspace(0, 10, 11))
    leaving = {e.prototypes[0]: e.time for e in path.events if e.kind == "leaves"}
    assert {count - 1 - j for j in leaving} == set(leaving)
    assert all(leaving[count - 1 - j] == pytest.approx(time, rel=1e-3, abs=1e-9) for j, time in leaving.items())
    # an even number is outside, and as many at the left end as at the right one
    assert np.all(path.outside(field.data.hull) * count % 2 == 0)
    if tau <= 2e-4 and count == 10:
        assert not leaving
        assert np.all(path.outside(field.data.hull) == 0)


@pytest.mark.parametrize("shift", [0.0, -0.5, 1e3])
def test_a_way_out_counts_from_the_resolution_on(shift):
    """On hulls [0, 1], [-1/2, 1/2], [1000, 1001]: 1e-9 is inside, 1e-4 outside, on both sides."""
    hull = (shift, shift + 1)
    for step, out in ((0.0, False), (1e-12, False), (1e-9, False), (1e-4, True), (1.0, True)):
        assert (beyond(np.array([hull[0] - step, hull[1] + step]), hull) > 0).tolist() == [out, out]


def test_one_sample_merges_two_prototypes_at_the_predicted_time():
    """Coverage of one sample between two prototypes: each is drawn by c' = -c, so the gap is 2 e^-t = 1e-3
    at log 2000."""
    data = samples([-0.5, 0.5])
    field = landscape({"coverage": 1.0}, samples([0.0]), 1.0)
    path = centre_flow(field, [-1.0, 1.0], np.ones(2), np.linspace(0, 9, 10))
    assert path.centres[:, 1] == pytest.approx(np.exp(-path.times), rel=1e-5)
    events = find_events(path.times, lambda t: (np.exp(-t) * np.array([-1.0, 1.0]), np.ones(2)), Watch(data.hull, 1e-3))
    assert [(e.kind, e.time) for e in events] == [("merges", pytest.approx(np.log(2000)))]


def test_prototypes_that_pass_between_two_times_have_merged():
    def state(time: float):
        return np.array([time, 1 - time, 5.0]), np.ones(3)

    events = find_events(np.array([0.0, 0.6]), state, Watch((0.0, 1.0), 1e-3))
    # |2 t - 1| < 1e-3 from t = 0.4995 on
    assert [(e.kind, e.prototypes, e.time) for e in events] == [("merges", (0, 1), pytest.approx(0.4995))]


def test_only_a_kink_blurs_the_ends_of_the_hull():
    """A rounded kink holds what the sharp one holds from a hundred roundings on."""
    for energy, resolution in (("coverage", 1e-8), ("hard-coverage", 1e-8), (read_loss("min_i(r)"), 1e-4)):
        field = landscape({energy: 1.0}, lattice(3), TAU, rounding=1e-6)
        assert centre_flow(field, [0.1, 0.8], np.ones(2), [0.0, 0.1]).resolution == pytest.approx(resolution)


def test_energy_falls_and_the_mobility_scales_time():
    field, widths = landscape({"coverage": 1.0, "overlap": 0.5}, lattice(5), TAU), np.full(4, 2.0)
    start = np.array([0.1, 0.2, 0.6, 0.7])
    slow = centre_flow(field, start, widths, np.linspace(0, 2, 9))
    fast = centre_flow(field, start, widths, np.linspace(0, 0.5, 9), mobility=4.0)
    energies = [field.value(c, widths) for c in slow.centres]
    assert np.all(np.diff(energies) < 0)
    assert fast.centres == pytest.approx(slow.centres, abs=1e-6)


def test_weights_keep_their_norm_and_follow_the_mobility():
    """Separation depends on the centres alone: rho is conserved, ``dc/dt = (1 + c^2)^2 F / rho^2``."""
    field = landscape({"separation": 1.0, "coverage": 0.2}, lattice(4), TAU)
    w, b = np.array([2.0, -1.5, 3.0]), np.array([-0.4, 0.9, -2.9])
    path = weight_flow(field, w, b, np.linspace(0, 2, 5))
    norms = path.widths**2 * (1 + path.centres**2)
    assert norms == pytest.approx(np.broadcast_to(w**2 + b**2, norms.shape), rel=1e-7)
    dw, db = weight_gradient(field, w, b)
    c = -b / w
    speed = db / w + b * -dw / w**2
    assert speed == pytest.approx((1 + c**2) ** 2 / (w**2 + b**2) * field.forces(c, np.abs(w)), rel=1e-12)


def test_overlap_lets_a_prototype_escape_through_infinity():
    """A wide response beyond the right end: w falls through zero and the centre returns at minus infinity.

    In (w, b) nothing is singular there: overlap alone is a smooth function of the weights.
    """
    w, b = np.array([0.35, 1.2]), np.array([-0.5, -0.2])
    path = weight_flow(landscape({"overlap": 1.0}, lattice(8)), w, b, np.linspace(0, 60, 61))
    (escape,) = [e for e in path.events if e.kind == "escapes"]
    assert escape.prototypes == (0,)
    before, after = path.times < escape.time, path.times > escape.time
    assert np.all(path.centres[before, 0] > 1)
    assert np.all(path.centres[after, 0] < 0)
    assert np.all(path.widths[after, 0] < 0)


def test_bad_input():
    field = landscape({"coverage": 1.0}, lattice(3))
    with pytest.raises(InputError, match="w = 0 has no prototype"):
        weight_flow(field, [0.0], [1.0], [0.0, 1.0])
    with pytest.raises(InputError, match="increasing times"):
        centre_flow(field, [0.0], [1.0], [0.0, 0.0])
    with pytest.raises(InputError, match="one-dimensional"):
        centre_flow(landscape({"coverage": 1.0}, samples(np.zeros((2, 2)))), [0.0], [1.0], [0.0, 1.0])
    with pytest.raises(InputError, match="finite"):
        centre_flow(field, [np.inf], [1.0], [0.0, 1.0])


def test_a_flow_into_a_pole_is_reported():
    """An attraction like a power law brings two prototypes together in finite time."""
    pole = PairEnergy("pole", (lambda _, p, q: -1 / squared_distance(p.centre, q.centre),), lambda u: u[0])
    with pytest.raises(ConvergenceError), pytest.warns(UserWarning, match="lsoda"):
        centre_flow(landscape({pole: 1.0}, lattice(2)), [0.4, 0.6], np.ones(2), [0.0, 1.0])


@pytest.mark.parametrize("span", [1e-200, 1e-320, 1e20])
def test_spans_at_the_ends_of_the_range_of_floats(span):
    """A step of 1e-200 underflows when squared; after 1e20 two prototypes are as far as ``Ei(g^2 / tau)`` says."""
    path = centre_flow(landscape({"separation": 1.0}, lattice(2), TAU), [0.4, 0.6], np.ones(2), [0.0, span])
    gap = path.centres[-1, 1] - path.centres[-1, 0]
    if span < 1:
        assert gap == pytest.approx(0.2, rel=1e-15)
    else:
        # an error of 1e-6 in the gap, at g^2 / tau = 51, is one of 1e-4 in Ei
        assert expi(gap**2 / TAU) == pytest.approx(8 * span / TAU, rel=1e-3)


def test_too_many_prototypes_for_the_memory():
    with pytest.raises(OutOfReachError, match="take fewer prototypes"):
        centre_flow(landscape({"separation": 1.0}, lattice(2)), np.arange(1e6), np.ones(10**6), [0.0, 1.0])


def test_forces_too_strong_end_with_an_error(monkeypatch):
    monkeypatch.setattr(flow, "EVALUATIONS", 2000)
    with pytest.raises(ConvergenceError, match="more than 2000 evaluations"):
        centre_flow(landscape({"separation": 1e300}, lattice(2), TAU), [0.4, 0.6], np.ones(2), [0.0, 1.0])


def test_a_width_is_the_modulus_of_w():
    """An energy that is odd in the width: its gradient flips with the sign of w, its value does not."""
    energy = PairEnergy("wide", (lambda _, p, q: 1 / (p.width * q.width),), lambda u: u[0])
    field, b = landscape({energy: 1.0}, lattice(2)), np.array([0.1, 0.2])
    positive, negative = (weight_gradient(field, s * np.array([1.0, 2.0]), b)[0] for s in (1, -1))
    assert positive == pytest.approx([-1 / 2, -1 / 4])  # of 1 / (w_1 w_2)
    assert negative == pytest.approx(-positive)
