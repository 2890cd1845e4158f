"""The stabilized steps on flows with a known solution, and the samples' flow against another integrator."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from linear_ae.chebyshev import stages
from numerics.autoencoder.planar import free_pair
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.pair_flows import columns_rate, whole_losses, whole_rate
from numerics.autoencoder.planar.stabilized_steps import between, follow, step
from numerics.errors import ConvergenceError

TIMES = np.array([0.0, 0.3, 1.0, 2.0])


def test_stages_are_consistent_of_second_order():
    """On y' = z y one step is 1 + z + z^2 / 2 + O(z^3), for every number of stages."""
    for s in (2, 3, 7, 30):
        for z in (1e-2, 1e-3):
            y = np.array([1 + 0j])
            found = step(lambda x, z=z: z * x, y, z * y, 1.0, s)[0].real
            assert abs(found - np.exp(z)) <= z**3


def test_stages_are_stable_far_along_the_negative_axis():
    """|R(z)| <= 1 for -z up to (2/3) (s^2 - 1) (1 - (2/15) (2/13)), the paper's equation (2.8)."""
    for s in (2, 5, 20):
        reach = 2 / 3 * (s**2 - 1) * (1 - 2 / 15 * 2 / 13)
        z = -np.linspace(0, 0.99 * reach, 200)
        y = np.ones(200, dtype=complex)
        assert np.abs(step(lambda x, z=z: z * x, y, z * y, 1.0, s)).max() <= 1 + 1e-12
        beyond = -1.3 * reach * y
        assert abs(step(lambda x, b=beyond: b * x, y, beyond * y, 1.0, s)[0]) > 1
    assert len(stages(9)[1]) == 8


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6])
def test_a_stiff_decay_is_followed(tolerance):
    """Rates from 1 to 3000: the error shrinks with the tolerance's power 2/3."""
    rates = np.geomspace(1, 3000, 9)
    exact = np.exp(-np.multiply.outer(TIMES, rates))
    found = follow(lambda y: -rates * y, np.ones(9, dtype=complex), TIMES, tolerance, lambda y: y.real)
    assert np.abs(found - exact).max() <= 3 * tolerance ** (2 / 3)


def test_interpolation_is_exact_for_cubics():
    y = np.polynomial.Polynomial([1.0, -2.0, 0.5, 3.0])
    ends = [np.array([part(x)]) for part in (y, y.deriv()) for x in (0.0, 1.0)]
    assert between(*ends, 0.3)[0] == pytest.approx(y(0.3), abs=1e-14)


def test_a_flow_that_blows_up_is_refused():
    """y' = y^2 from 1 ends at t = 1."""
    with np.errstate(all="ignore"), pytest.raises(ConvergenceError, match="does not get beyond t = "):
        follow(lambda y: y * y, np.ones(1, dtype=complex), np.array([0.0, 2.0]), 1e-4, lambda y: y.real)


@pytest.mark.parametrize(("alpha", "eta", "nu"), [(5, 5, 5), (0.2, 5, 5), (0.5, 0.5, 1), (2, 0.3, 3)])
def test_samples_flow_as_another_integrator_has_it(alpha, eta, nu):
    """Up to the 1e-4 of L(0) that the tolerance promises: the complex unitary of one sample, in double precision."""
    t, planar = np.linspace(0, 2, 9), Planar(alpha, eta, nu)
    found, _ = free_pair.sampled_flow(t, planar, 40, np.random.default_rng(3))
    rng = np.random.default_rng(3)
    l = free_pair.stratified(nu, 40, rng)
    a = alpha * eta * free_pair.stratified(1 / eta, 40, rng)
    basis = free_pair.isometry(40, np.count_nonzero(a), rng)
    start = (basis * a[a > 0]) @ basis.conj().T

    def velocity(_, state):
        x = state.view(complex).reshape(40, 40)
        half = (2 * np.diag(l) - l[:, None] * x - x * l) @ x
        return (half + half.conj().T).ravel().view(float)

    flow = solve_ivp(velocity, (0, 2), start.ravel().view(float), "DOP853", t, rtol=1e-8, atol=1e-9)
    exact = np.array([whole_losses(y.view(complex).reshape(40, 40), l, 40, target=True) for y in flow.y.T.copy()]).T
    assert np.all(np.abs(found - exact) <= 1e-4 * exact[:, :1])


@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize(("zeros", "rank"), [(20, 30), (20, 25), (5, 25), (20, 6), (5, 6)])
def test_rates_by_rows_are_those_by_whole_matrices(zeros, rank, target, rng):
    l = np.r_[np.zeros(zeros), rng.uniform(0.5, 2, 30 - zeros)]
    w = rng.standard_normal((30, rank)) + 1j * rng.standard_normal((30, rank))
    a, s = w @ w.conj().T, np.diag(l)
    rate = (2 * target * s - a @ s - s @ a) @ w
    assert np.allclose(columns_rate(w, l, target=target), rate, rtol=1e-10, atol=1e-9)
    assert np.allclose(whole_rate(a, l, target=target), rate @ w.conj().T + w @ rate.conj().T, rtol=1e-10, atol=1e-9)
