"""Two ways to the same limit, both in this process: ``python -m pytest benchmarks/test_regimes.py -m "" -s``.

The processor's time is compared, and with it the error.
"""

import time

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from linear_ae.curves import mean_and_stderr
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import small_data
from numerics.autoencoder.planar import free_pair, interior
from numerics.autoencoder.planar.free_pair import Planar, sample

TAU = np.linspace(0, 3, 31)


def timed(name, call, repeats=3):
    """The result and the least time of a few calls."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        result = call()
        seconds.append(time.process_time() - start)
    print(f"\n{name}: {min(seconds):.3f} s", end="")
    return result, min(seconds)


def by_matrix(alpha, eta, pairs):
    """The train loss of one sample from the flow of the bidiagonal W itself, near its rounding floor."""
    w = np.sqrt(alpha * eta) * np.eye(pairs + 1, pairs) + np.sqrt(alpha) * np.eye(pairs + 1, pairs, k=-1)

    def velocity(_, state):
        y = state.reshape(w.shape)
        met = y @ y[0]  # A e
        rate = -np.outer(met, y[0])
        rate[0] += 2 * y[0] - met @ y
        return rate.ravel()

    flow = solve_ivp(velocity, (0, TAU[-1]), w.ravel(), "DOP853", TAU, rtol=3e-13, atol=1e-15)
    gaps = [np.eye(pairs + 1)[0] - y @ y[0] for y in flow.y.T.reshape(-1, *w.shape)]
    return np.array([gap @ gap / 2 for gap in gaps])


@pytest.mark.slow
@pytest.mark.parametrize(("alpha", "eta", "pairs"), [(0.5, 0.5, 40), (2, 0.5, 40), (8, 0.5, 40), (30, 1, 160)])
def test_lattice_against_the_matrix_flow(alpha, eta, pairs, record_ratio):
    """Both confirmed by twice the length: the lattice has 2 n sites, the matrix n (n + 1) entries.

    They agree to the tolerances of the lattice's chains.
    """
    lattice, fast = timed(f"alpha = {alpha}, eta = {eta}: lattice", lambda: small_data.sample(TAU, alpha, eta))
    matrix, slow = timed("matrix", lambda: [by_matrix(alpha, eta, length) for length in (pairs, 2 * pairs)][1], 1)
    record_ratio(f"lattice, alpha = {alpha}, eta = {eta}", "flow of the matrix", slow / fast)
    print(f"; ratio {slow / fast:.1f}, difference {np.abs(lattice.train - matrix).max():.1e}")
    assert np.abs(lattice.train - matrix).max() < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize(("a", "e", "n"), [(0.5, 0.5, 1), (2, 0.5, 2), (1, 2, 0.5)])
def test_free_pairs_against_simulation(a, e, n, record_ratio):
    """Time to the same standard error of the planar limit: runs of p = 192 scatter, and have a 1/p term besides."""
    t, planar, sizes = np.linspace(0, 3, 16), Planar(a, e, n), Sizes(192, round(192 * e), round(192 / n), a / 192)
    exact = planar.start()[:, :1]
    pairs, fast = timed(f"{planar}: free pairs", lambda: sample(t, planar, interior.ACCURACY / interior.SIGMAS), 1)
    runs, slow = timed("16 simulations", lambda: simulate(sizes, t, 16, 0), 1)
    stderr = np.array([mean_and_stderr(curve)[1] for curve in (runs.train, runs.population)]) / sizes.p
    shares = (pairs.stderr / exact).max(), (stderr / exact).max()
    ratio = slow * (shares[1] / shares[0]) ** 2 / fast
    record_ratio(f"free pairs, alpha, eta, nu = {a}, {e}, {n}", "simulations to the same standard error", ratio)
    print(f"; standard errors {shares[0]:.2%} and {shares[1]:.2%} of L(0), ratio of times at equal ones {ratio:.1f}")
    assert fast < 10


def by_dop853(velocity, start, t, _, measure):
    """What ``chebyshev.follow`` does, by steps of order 8 that stability limits."""

    def rate(_, state):
        return (
            velocity(state.view(complex).reshape(start.shape).astype(start.dtype)).astype(complex).ravel().view(float)
        )

    begin = start.astype(complex).ravel().view(float)
    flow = solve_ivp(rate, (0, t[-1]), begin, "DOP853", t, rtol=1e-5, atol=1e-8)
    return np.array([measure(state.view(complex).reshape(start.shape)) for state in flow.y.T.copy()])


@pytest.mark.slow
@pytest.mark.parametrize(("a", "e", "n"), [(5, 5, 5), (8, 3, 3), (5, 5, 0.2), (0.5, 0.5, 1)])
def test_stabilized_steps_against_dop853(monkeypatch, a, e, n, record_ratio):
    """One sample each, of the same random numbers: they agree to the 2e-4 of L(0) that is left for integration."""
    t, planar = np.linspace(0, 3, 31), Planar(a, e, n)

    def one():
        return free_pair.sampled_flow(t, planar, 96, np.random.default_rng(0))[0]

    found, fast = timed(f"{planar}: stabilized", one)
    monkeypatch.setattr(free_pair, "follow", by_dop853)
    other, slow = timed("DOP853", one, 1)
    gap = (np.abs(found - other) / other[:, :1]).max()
    record_ratio(f"stabilized steps, alpha, eta, nu = {a}, {e}, {n}", "DOP853", slow / fast)
    print(f"; ratio {slow / fast:.1f}, difference {gap:.1e} of L(0)")
    assert gap < 2e-4
