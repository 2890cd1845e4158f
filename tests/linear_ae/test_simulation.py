"""The simulated flow: reduced against unreduced, draws against their laws, reproducibility."""

import time

import numpy as np
import pytest
import torch

from linear_ae import deadline, draws, products, simulation
from linear_ae.covariance import Covariance
from linear_ae.curves import mean_and_stderr
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.flows import CompressedFlow, GramFlow, SpectralFlow, WeightFlow
from linear_ae.simulation import integrate, simulate
from linear_ae.sizes import Sizes
from tests.oracles.reference_flow import ReferenceFlow

TIMES = np.array([0.0, 0.05, 0.3, 1.0])
TIGHT = {"tol": 1e-11}


def in_eigenbasis(x, w):
    """Eigenvalues of S and W in its eigenbasis, with a batch dimension."""
    l, v = np.linalg.eigh(x.T @ x / len(x))
    return torch.tensor(l.clip(min=0))[None], torch.tensor(v.T @ w)[None]


@pytest.mark.parametrize(("p", "h", "n"), [(6, 9, 11), (6, 6, 3), (7, 3, 12), (12, 4, 5)])
@pytest.mark.parametrize("held_out", [False, True])
def test_reduced_flows_reproduce_the_unreduced_one(p, h, n, held_out, rng):
    """Same W, same X: equal losses to the integrators' accuracy, 1e-10 a step."""
    x, w = rng.normal(size=(n, p)), rng.normal(size=(p, h)) * 0.4
    test = rng.normal(size=(8, p)) if held_out else None
    expected = integrate(ReferenceFlow(x, test), torch.tensor(w)[None], TIMES, **TIGHT)
    _, rotated = Data(x, test).eigenbasis()
    rotated = None if rotated is None else torch.tensor(rotated)
    l, y = in_eigenbasis(x, w)
    flows = [(GramFlow(l, rotated), y @ y.mT), (WeightFlow(l, rotated), y)]
    if n < p and not held_out:
        kept, rest = y[:, p - n :], y[:, : p - n]
        flows.append((CompressedFlow(l[:, p - n :], p), torch.cat([kept, rest.mT @ rest], dim=1)))
    for flow, start in flows:
        for found, loss in zip(integrate(flow, start, TIMES, **TIGHT), expected, strict=True):
            assert found == pytest.approx(loss, rel=1e-8)


def test_spectral_flow_is_the_weight_flow_at_identity_covariance(rng):
    w = rng.normal(size=(5, 3)) * 0.5
    y = torch.tensor(w)[None]
    full = integrate(WeightFlow(torch.ones(1, 5, dtype=torch.float64)), y, TIMES, **TIGHT)
    eigenvalues = torch.linalg.eigvalsh(y @ y.mT)
    for found, loss in zip(integrate(SpectralFlow(), eigenvalues, TIMES, **TIGHT), full, strict=True):
        assert found == pytest.approx(loss, rel=1e-8)


def test_default_tolerance_keeps_its_promise():
    """Losses within 1e-6 of L(0), as stated beside the tolerance, most of them interpolated inside long steps."""
    for sizes in (
        Sizes(30, 60, 45, 0.02),
        Sizes(40, 10, 80, 0.05),
        Sizes(40, 10, 10, 0.05),
        Sizes(30, 20, np.inf, 0.2),
        Sizes(60, 180, 30, 0.003),
    ):
        t = np.linspace(0, 3, 61)
        rough, fine = simulate(sizes, t, 1), simulate(sizes, t, 1, tol=1e-11)
        for one, other in ((rough.train, fine.train), (rough.population, fine.population)):
            assert np.abs(one - other).max() < 1e-6 * other[:, 0].min()


@pytest.mark.parametrize(("p", "n"), [(3, 5), (5, 3), (4, 4)])
def test_wishart_eigenvalues_have_the_exact_moments(p, n, rng):
    """E Tr S = p and E Tr S^2 = p (p + n + 1) / n within four standard errors of 4000 draws."""
    l = np.array([draws.wishart_eigenvalues(p, n, rng) for _ in range(4000)])
    assert l.shape == (4000, p)
    assert np.all(np.diff(l) >= 0)
    for sample, exact in ((l.sum(axis=1), p), ((l**2).sum(axis=1), p * (p + n + 1) / n)):
        mean, stderr = mean_and_stderr(sample)
        assert abs(mean - exact) < 4 * stderr


@pytest.mark.parametrize(("p", "h"), [(3, 3), (3, 10)])
def test_gaussian_gram_has_the_law_of_the_product(p, h, rng):
    """E A = sigma2 H I and E (A_12)^2 = sigma2^2 H within four standard errors of 4000 draws."""
    a = np.array([draws.gaussian_gram(p, h, 0.5, rng) for _ in range(4000)])
    for sample, exact in ((a[:, 2, 2], 0.5 * h), (a[:, 0, 1], 0), (a[:, 0, 1] ** 2, 0.25 * h)):
        mean, stderr = mean_and_stderr(sample)
        assert abs(mean - exact) < 4 * stderr


def test_same_seed_same_losses_and_starts_do_not_depend_on_the_number_of_runs():
    sizes = Sizes(20, 5, 40, 0.05)
    first, again, more = simulate(sizes, TIMES, 4, 7), simulate(sizes, TIMES, 4, 7), simulate(sizes, TIMES, 9, 7)
    assert np.array_equal(first.train, again.train)
    assert np.array_equal(first.train[:, 0], more.train[:4, 0])
    # the step size is shared by a batch, so later losses agree to the integrator's tolerance
    assert first.train == pytest.approx(more.train[:4], rel=1e-5)
    assert not np.array_equal(first.train[:, 0], simulate(sizes, TIMES, 4, 8).train[:, 0])


def test_given_data_have_a_population_only_if_held_out(rng):
    x = rng.normal(size=(15, 4))
    sizes = Sizes(4, 3, 15, 0.1)
    assert simulate(sizes, TIMES, 2, data=Data(x)).population is None
    assert simulate(sizes, TIMES, 2, data=Data(x, x[:5])).population.shape == (2, 4)


def test_progress_counts_runs():
    seen = []
    simulate(Sizes(5, 3, 8, 0.1), TIMES, 6, progress=seen.append)
    assert seen[-1] == 6
    assert seen == sorted(seen)


def test_single_run_has_no_standard_error():
    assert np.isnan(mean_and_stderr(np.ones((1, 3)))[1]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"t": [0, -1]}, "numbers from 0 to 1e"),
        ({"t": [1, 0.5]}, "increasing order"),
        ({"t": [np.nan]}, "numbers from 0 to 1e"),
        ({"runs": 0}, "at least one"),
        ({"device": "gpu7"}, "no device"),
        ({"device": "meta"}, "no device that the flows run on"),
        ({"device": "cuda:99"}, "no CUDA device 99 here"),
        ({"data": Data(np.ones((3, 2)))}, "the data are 3 x 2"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ExperimentError, match=message):
        simulate(**({"sizes": Sizes(5, 3, 8, 0.1), "t": TIMES, "runs": 2} | arguments))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_missing_cuda_is_said():
    with pytest.raises(ExperimentError, match="no CUDA device"):
        simulate(Sizes(5, 3, 8, 0.1), TIMES, 1, device="cuda")


@pytest.mark.parametrize("sizes", [Sizes(30, 60, 45, 0.02), Sizes(40, 10, 80, 0.05), Sizes(40, 10, 10, 0.05)])
@pytest.mark.parametrize("memory", [None, 1])
def test_whole_runs_need_no_product_of_numpy(sizes, memory, monkeypatch):
    """What an accelerator would do, on the CPU: torch's products, by both solvers, with controls."""
    usual = simulate(sizes, TIMES, 3, memory=memory, controls=True)
    monkeypatch.setattr(products, "NUMPY_DEVICES", ())
    found = simulate(sizes, TIMES, 3, memory=memory, controls=True)
    assert found.train == pytest.approx(usual.train, rel=1e-9)
    assert found.population == pytest.approx(usual.population, rel=1e-9)
    assert found.controls == pytest.approx(usual.controls, abs=1e-9)


@pytest.mark.parametrize(
    ("h", "a0"),
    [
        (16, 1e-6),
        pytest.param(16, 1.0, marks=pytest.mark.slow),
        pytest.param(18, 1e-8, marks=pytest.mark.slow),
        pytest.param(32, 1e-10, marks=pytest.mark.slow),
        pytest.param(400, 1e-12, marks=pytest.mark.slow),
    ],
)
def test_a_nearly_singular_start_is_followed_by_its_root(h, a0):
    """Step errors in A made its small eigenvalues negative, and these grow: losses were off by up to 1e-4, or lost.

    The reference follows the rectangular W, which no error makes indefinite, to a hundred times the accuracy.
    """
    l, t = np.linspace(0.1, 1.9, 16), [0.0, 5.0, 60.0, 160.0]
    sizes, data = Sizes(16, h, 50, a0 / h), Covariance(np.linspace(0.1, 1.9, 16), 50)
    found = simulate(sizes, t, runs=2, data=data).train
    roots = [draws.gaussian_root(16, h, sizes.sigma2, np.random.default_rng([0, k])) for k in range(2)]
    spectra = torch.as_tensor(l).expand(2, -1)
    exact, _ = integrate(WeightFlow(spectra), torch.as_tensor(np.array(roots)), t, tol=1e-9)
    np.testing.assert_allclose(found, exact, atol=1e-6 * exact[0, 0])


def test_few_samples_of_a_large_dimension_rest_soon(monkeypatch):
    """The null space has rates 1e9 times those of what is kept: W1 falls to zero, G2 stays, nothing moves any more."""
    evaluations = []
    velocity = simulation.CompressedFlow.velocity
    monkeypatch.setattr(
        simulation.CompressedFlow, "velocity", lambda self, *given: evaluations.append(1) or velocity(self, *given)
    )
    curves = simulate(Sizes(p=10**6, H=3, N=10, sigma2=0.01), [0, 1e-3, 1], runs=1)
    samples = np.random.default_rng([0, 0])
    half_trace = draws.wishart_eigenvalues(10**6, 10, samples).sum() / 2
    assert curves.train[0, 1:] == pytest.approx(half_trace, rel=1e-6)
    assert len(evaluations) < 10_000


def test_what_cannot_end_in_time_is_refused():
    token = deadline.ENDS.set(time.monotonic() + 3600)
    try:
        with pytest.raises(ExperimentError, match=r"takes about .* are left: choose smaller sizes, or allow more"):
            simulate(Sizes(p=10**7, H=3, N=10**7, sigma2=0.01), [0, 1], runs=1)
    finally:
        deadline.ENDS.reset(token)


def test_runs_that_would_end_too_late_are_refused_after_the_first_ones(monkeypatch):
    token = deadline.ENDS.set(time.monotonic() + 1.0)
    monkeypatch.setattr(simulation, "_least_seconds", lambda *_: 0.0)
    try:
        with pytest.raises(ExperimentError, match="the rest of 300000 runs takes about"):
            simulate(Sizes(p=40, H=20, N=40, sigma2=0.01), [0, 1], runs=300_000)
    finally:
        deadline.ENDS.reset(token)
