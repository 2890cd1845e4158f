"""Gaussian data of a given population covariance: the law of what is drawn, and the flows that take it."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from linear_ae.covariance import checked_variances
from linear_ae.curves import mean_and_stderr
from linear_ae.data import Data
from linear_ae.draws import gaussian_root, gaussian_weights, sample_eigenbasis
from linear_ae.errors import ExperimentError
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from linear_ae.training import train

C = np.array([3.0, 1.0, 0.5, 0.2])
T = [0.0, 0.2, 1.0]


@pytest.mark.parametrize("N", [2, 6])
def test_sample_covariances_have_the_exact_moments(N, rng):
    """E Tr S = c1, E Tr S^2 = c2 (1 + 1/N) + c1^2 / N, E Tr C S = c2, E Tr C S^2 = c3 (1 + 1/N) + c1 c2 / N."""
    c1, c2, c3 = (float((C**k).sum()) for k in (1, 2, 3))
    found = []
    for _ in range(1000):
        l, rotated = sample_eigenbasis(C, N, rng)
        assert (np.diff(l) >= 0).all()
        assert (l > 0).sum() == min(N, 4)
        assert np.linalg.eigvalsh(rotated) == pytest.approx(np.sort(C))
        found.append([l.sum(), (l**2).sum(), rotated.diagonal() @ l, rotated.diagonal() @ l**2])
    mean, stderr = mean_and_stderr(np.array(found))
    exact = [c1, c2 * (1 + 1 / N) + c1**2 / N, c2, c3 * (1 + 1 / N) + c1 * c2 / N]
    assert (np.abs(mean - exact) < 4 * stderr).all()


def test_infinite_samples_are_the_population(rng):
    l, rotated = sample_eigenbasis(C, np.inf, rng)
    assert l.tolist() == sorted(C)
    assert rotated.tolist() == np.diag(np.sort(C)).tolist()
    curves = simulate(Sizes(4, 6, np.inf, 0.05), T, 2, covariance=C)
    assert curves.train == pytest.approx(curves.population, rel=1e-6)


@pytest.mark.parametrize("H", [2, 8])
def test_runs_follow_the_data_that_were_drawn(H):
    """The same draws, and dW/dt = (I - A) S W + S (I - A) W by scipy with the whole of C in the population loss."""
    sizes = Sizes(4, H, 6, 0.1)
    found = simulate(sizes, T, 1, seed=5, covariance=C)
    rng = np.random.default_rng([5, 0])
    l, rotated = sample_eigenbasis(C, 6, rng)
    start = gaussian_root(4, H, 0.1, rng) if H > 4 else gaussian_weights(4, H, 0.1, rng)
    s, one = np.diag(l), np.eye(4)

    def velocity(_, y):
        w = y.reshape(start.shape)
        gap = one - w @ w.T
        return ((gap @ s + s @ gap) @ w).ravel()

    path = solve_ivp(velocity, (0, 1), start.ravel(), t_eval=T, rtol=1e-10, atol=1e-12).y.T
    gaps = [one - w @ w.T for w in path.reshape(-1, *start.shape)]
    assert found.train[0] == pytest.approx([np.trace(gap @ s @ gap) / 2 for gap in gaps], rel=1e-5)
    assert found.population[0] == pytest.approx([np.trace(gap @ rotated @ gap) / 2 for gap in gaps], rel=1e-5)


def test_the_covariance_of_ones_is_the_default_in_law():
    sizes = Sizes(8, 16, 12, 0.02)
    one, other = simulate(sizes, T, 100, covariance=np.ones(8)), simulate(sizes, T, 100, seed=1)
    for name in ("train", "population"):
        (mean, error), (expected, other_error) = (mean_and_stderr(getattr(each, name)) for each in (one, other))
        assert (np.abs(mean - expected) < 4 * np.hypot(error, other_error)).all()


@pytest.mark.parametrize("optimizer", ["gd", "sgd"])
def test_small_steps_follow_the_flow(optimizer):
    """Means over 8 runs; steps of 1e-2 err by less than 1 % of L(0), and full batches of sgd are gd."""
    sizes = Sizes(4, 5, 6, 0.1)
    steps = train(sizes, [0, 20, 100], 1e-2, 8, optimizer=optimizer, covariance=C)
    flow = simulate(sizes, T, 40, seed=3, covariance=C)
    for name in ("train", "population"):
        (mean, error), (expected, other_error) = (mean_and_stderr(getattr(each, name)) for each in (steps, flow))
        assert (np.abs(mean - expected) < 4 * np.hypot(error, other_error) + 0.01 * expected[0]).all()


@pytest.mark.parametrize(
    ("variances", "said"),
    [
        ([1.0, 2.0], "a covariance of 2 eigenvalues, the sizes say p = 4: give as many"),
        ([1.0, 2.0, -1.0, 1.0], "finite and >= 0"),
        ([0.0] * 4, "one at least is > 0"),
    ],
)
def test_what_is_no_covariance_is_refused(variances, said):
    with pytest.raises(ExperimentError, match=said):
        checked_variances(variances, 4)


def test_data_have_their_own():
    given = {"covariance": C, "data": Data(np.ones((5, 4)))}
    with pytest.raises(ExperimentError, match="data were given: leave one out"):
        simulate(Sizes(4, 2, 5, 1.0), T, 1, **given)
    with pytest.raises(ExperimentError, match="data were given: leave one out"):
        train(Sizes(4, 2, 5, 1.0), [0], 0.1, 1, **given)
