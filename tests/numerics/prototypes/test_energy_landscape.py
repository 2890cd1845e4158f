"""Vectorized fields against the symbolic ones, and the statements of docs/theory/prototype-forces.md on random
configurations."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.errors import ConvergenceError
from numerics.prototypes.data_measure import lattice, samples, uniform
from numerics.prototypes.energy_landscape import landscape
from theory.errors import InputError
from theory.prototypes import forces as symbolic
from theory.prototypes.energy import PairEnergy
from theory.prototypes.losses import LOSSES
from theory.prototypes.symbols import left, right, tau
from theory.prototypes.system import sampled, squared_distance

seeds = st.integers(0, 2**32 - 1)


def _case(name: str, dimension: int, seed: int = 5):
    rng = np.random.default_rng(seed)
    system = sampled(2, 3, dimension)
    centres, points = rng.random((2, dimension)), rng.random((3, dimension))
    widths = rng.uniform(0.5, 2, 2)
    values = dict(zip(system.coordinates, centres.ravel(), strict=True))
    values |= {s: v for z, row in zip(system.data.points, points, strict=True) for s, v in zip(z, row, strict=True)}
    values |= {p.width: w for p, w in zip(system.prototypes, widths, strict=True)}
    values |= {tau: 0.3, left: points.min(), right: points.max()}
    field = landscape({name: 1.0}, samples(points), 0.3)
    return LOSSES[name], system, values, field, (centres if dimension > 1 else centres[:, 0]), widths


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("name", LOSSES)
def test_field_is_the_symbolic_one(name, dimension):
    if name == "uniform-overlap" and dimension == 2:
        pytest.skip("uniform data on an interval are one-dimensional")
    energy, system, values, field, centres, widths = _case(name, dimension)
    by_centre, by_width = field.gradient(centres, widths)
    expected = np.array(symbolic.forces(energy, system).subs(values).evalf(), dtype=float)
    slope = np.array(symbolic.width_gradient(energy, system).subs(values).evalf(), dtype=float)
    # All entries are O(1) sums of a few dozen terms in double precision.
    assert np.abs(-by_centre.reshape(expected.shape) - expected).max() < 1e-13
    assert np.abs(by_width - slope[:, 0]).max() < 1e-13
    assert field.value(centres, widths) == pytest.approx(float(energy.value(system).subs(values)), rel=1e-13)


@pytest.mark.parametrize("name", [n for n in LOSSES if not n.startswith("hard")])
def test_hessian_is_the_symbolic_one(name):
    energy, system, values, field, centres, widths = _case(name, 1)
    expected = np.array(symbolic.hessian(energy, system).subs(values).evalf(), dtype=float)
    assert np.abs(field.hessian(centres, widths) - expected).max() < 1e-12


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("name", LOSSES)
def test_hessian_is_the_derivative_of_the_gradient(name, dimension):
    if name == "uniform-overlap" and dimension == 2:
        pytest.skip("uniform data on an interval are one-dimensional")
    _, _, _, field, centres, widths = _case(name, dimension)
    step = 1e-5
    columns = []
    for direction in np.eye(centres.size):
        shift = step * direction.reshape(centres.shape)
        difference = field.gradient(centres + shift, widths)[0] - field.gradient(centres - shift, widths)[0]
        columns.append(difference.ravel() / (2 * step))
    # Truncation step^2 times third derivatives of O(100), rounding 1e-16 / step.
    assert np.abs(field.hessian(centres, widths) - np.array(columns).T).max() < 1e-7


def test_overlap_on_quadrature_is_the_closed_form():
    """Two routes to uniform data: 200 Gauss-Legendre nodes, and the erf kernel; w = 6 is resolved to
    rounding."""
    rng = np.random.default_rng(2)
    centres, widths = rng.uniform(-0.3, 1.3, 6), rng.uniform(1, 6, 6)
    data = uniform()
    summed, closed = landscape({"overlap": 1.0}, data), landscape({"uniform-overlap": 1.0}, data)
    for a, b in zip(summed.gradient(centres, widths), closed.gradient(centres, widths), strict=True):
        assert np.abs(a - b).max() < 1e-14


@given(seed=seeds, dimension=st.integers(1, 3), outside=st.booleans())
@settings(max_examples=40, deadline=None)
def test_coverage_points_into_the_hull(seed, dimension, outside):
    """``F_j`` is a positive multiple of (a convex combination of samples) - c_j, so against every outer
    half space.

    A prototype beyond the data in a direction is pushed against that direction.
    """
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(6, dimension))
    direction = rng.normal(size=dimension)
    direction /= np.linalg.norm(direction)
    centres = rng.normal(size=(4, dimension))
    if outside:
        centres[0] += direction * (max(0, np.max(points @ direction) - centres[0] @ direction) + 0.1)
    field = landscape({"coverage": 1.0}, samples(points), 1.0)
    force = field.forces(centres, np.ones(4))
    beyond = centres @ direction > np.max(points @ direction)
    assert not outside or beyond[0]
    assert np.all((force @ direction)[beyond] < 0)


@given(seed=seeds, dimension=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_separation_balances_spreads_and_pushes_the_outermost(seed, dimension):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(5, dimension))
    force = landscape({"separation": 1.0}, samples(centres), 1.0).forces(centres, np.ones(5))
    direction = rng.normal(size=dimension)
    assert np.abs(force.sum(axis=0)).max() < 1e-15
    assert np.sum((centres - centres.mean(axis=0)) * force) > 0
    assert force[np.argmax(centres @ direction)] @ direction > 0


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_overlap_pushes_the_mean_of_a_pair_outwards(seed):
    """The net force of a pair on uniform data points away from the middle, whatever the widths."""
    rng = np.random.default_rng(seed)
    centres, widths = rng.uniform(-0.2, 1.2, 2), rng.uniform(0.5, 3, 2)
    mean = np.sum(widths**2 * centres) / np.sum(widths**2)
    net = landscape({"uniform-overlap": 1.0}, uniform()).forces(centres, widths).sum()
    assert np.sign(net) == np.sign(mean - 0.5)


def test_normalized_overlap_does_not_reward_leaving_the_data():
    """Far outside, both responses sit on the nearest sample alone: normalized overlap tends to its maximum
    1, overlap to 0.

    The next sample, at 1/8, has less by exp(-2 w^2 gap / 8 - ...): at gap 3 and w = 2, by e^-3.
    """
    data, widths = lattice(9), np.full(2, 2.0)
    plain, normalized = landscape({"overlap": 1.0}, data), landscape({"normalized-overlap": 1.0}, data)
    inside, outside = np.array([0.2, 0.8]), np.array([4.2, 4.8])
    assert plain.value(outside, widths) < 1e-30 < plain.value(inside, widths)
    assert normalized.value(inside, widths) < 0.6
    assert normalized.value(outside, widths) > 0.999


def test_underflow_is_reported():
    """Both sides of the edge: exp(-2 w^2 gap^2) leaves the range of double precision at w gap = 19.3."""
    field, widths = landscape({"normalized-overlap": 1.0}, samples([0.0])), np.ones(2)
    assert field.value(np.array([17.0, 17.5]), widths) == pytest.approx(1.0)
    with pytest.raises(ConvergenceError, match="normalized-overlap is not finite with prototypes as far out as 21"):
        field.value(np.array([20.0, 21.0]), widths)


def test_users_energy_with_a_parameter():
    strength = sp.Symbol("a", positive=True)
    energy = PairEnergy("power", (lambda _, p, q: squared_distance(p.centre, q.centre) ** -strength,), lambda u: u[0])
    centres = np.array([0.0, 1.0, 3.0])
    field = landscape({energy: 2.0}, lattice(2), parameters={strength: 1.0})
    # 2 * mean over the 3 unordered pairs of 1/g^2
    assert field.value(centres, np.ones(3)) == pytest.approx(2 * (1 + 1 / 4 + 1 / 9) / 3, rel=1e-14)
    with pytest.raises(InputError, match=r"no value for the parameter\(s\) a"):
        landscape({energy: 1.0}, lattice(2))


def test_asymmetric_kernel_is_refused():
    energy = PairEnergy("lopsided", (lambda _, p, q: p.centre[0] ** 2 * q.centre[0],), lambda u: u[0])
    with pytest.raises(InputError, match="lopsided is not symmetric"):
        landscape({energy: 1.0}, lattice(2))


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan])
def test_bad_temperature(temperature):
    with pytest.raises(InputError, match="temperature"):
        landscape({"coverage": 1.0}, lattice(3), temperature)


def test_bad_shapes():
    field = landscape({"coverage": 1.0}, lattice(3))
    with pytest.raises(InputError, match="give \\(M, d\\) and \\(M,\\)"):
        field.value(np.zeros((2, 2)), np.ones(2))
    with pytest.raises(InputError, match="pairs got 1 prototype"):
        landscape({"separation": 1.0}, lattice(3)).value(np.zeros(1), np.ones(1))
    with pytest.raises(InputError, match="no spacing"):
        lattice(1)
    with pytest.raises(InputError, match="not finite"):
        samples([0.0, np.nan])


def test_coverage_is_finite_far_from_the_data():
    """Log-sum-exp does not underflow: at distance 100 and tau = 1e-3 the force is that of the nearest
    prototype."""
    field = landscape({"coverage": 1.0}, samples([0.0]), 1e-3)
    force = field.forces(np.array([100.0, 101.0]), np.ones(2))
    assert force == pytest.approx([-200.0, 0.0])
