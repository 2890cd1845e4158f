"""Simulated flows of any model against scipy on automatic derivatives, and against the tied autoencoder's own."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from linear_ae.errors import ExperimentError, IntegrationError
from linear_ae.flows import WeightFlow
from linear_ae.integration import integrate
from linear_ae.simulation import simulate as simulate_tied
from linear_ae.sizes import Sizes
from numerics.models.draws import stacked
from numerics.models.point import Point
from numerics.models.simulation import simulate
from tests.numerics.models import plain
from tests.numerics.models.test_matrix_flow import MANY_TRACES
from theory.errors import InputError
from theory.matrix import Gaussian, define
from theory.models import load

TIMES = np.linspace(0, 1.5, 4)


def by_scipy(point, letters, times):
    """Every loss of one run, shape (losses, times)."""
    trained = sorted(point.model.trained)
    kind = letters[trained[0]].numpy().dtype
    parts = [numbers(letters[i]) for i in trained]
    cuts = np.cumsum([part.size for part in parts])[:-1]

    def at(y):
        pieces = zip(trained, np.split(y, cuts), strict=True)
        return letters | {i: torch.as_tensor(p.copy().view(kind).reshape(letters[i].shape)) for i, p in pieces}

    def slope(_, y):
        return np.concatenate([numbers(v) for v in plain.velocities(point, at(y))])

    found = solve_ivp(slope, (0, times[-1]), np.concatenate(parts), "DOP853", times, rtol=1e-10, atol=1e-12)
    return np.array([[float(plain.loss(point, name, at(y))) for y in found.y.T] for name in point.model.losses])


def numbers(letter):
    """The entries in a row, real and imaginary parts side by side."""
    return np.ascontiguousarray(letter.resolve_conj().numpy()).ravel().view(float)


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize("name", ["untied-weight-decay", "three-layer", "quadratic", "low-rank-adaptation"])
def test_against_scipy(name, complex_letters):
    point = plain.at(load(name), (3, 2, 4, 3), 0.2)
    found = simulate(point, TIMES, 1, seed=4, complex_letters=complex_letters)
    letters = stacked(point, range(len(point.model.letters)), [np.random.default_rng([4, 0])], complex_letters)
    due = by_scipy(point, {i: torch.as_tensor(x) for i, x in letters.items()}, TIMES)
    for curve, exact in zip(found.losses.values(), due, strict=True):
        # Promised: ten times the tolerance 1e-7, of each loss at t = 0.
        assert np.abs(curve[0] - exact).max() < 1e-6 * exact[0]


@pytest.mark.parametrize("name", ["tied-fresh-noise", "tied-noisy-inputs"])
def test_losses_beside_the_flow_keep_their_bound(name):
    """Ten tolerances of each loss at t = 0; with steps chosen for the flow's own loss these two erred by 109 and 17."""
    point, times = plain.at(load(name), (7, 4, 9, 5), 0.1), [0.0, 4.0, 8.0]
    found = simulate(point, times, 1, seed=2, first=4)
    fine = simulate(point, times, 1, seed=2, first=4, tol=1e-10)
    for curve, exact in zip(found.losses.values(), fine.losses.values(), strict=True):
        assert np.abs(curve - exact).max() < 1e-6 * exact[:, 0].max()


def test_the_tied_autoencoder_exactly(rng):
    """Given data and the same start, followed in the eigenbasis of S."""
    x = rng.standard_normal((6, 20))
    point = Point(load("tied-autoencoder"), {"p": 6, "H": 3, "N": 20}, {"sigma2": 0.1})
    found = simulate(point, TIMES, 1, seed=2, matrices={"X": x})
    start = stacked(point, [0], [np.random.default_rng([2, 0])])[0][0]
    values, vectors = np.linalg.eigh(x @ x.T / 20)
    flow = WeightFlow(torch.as_tensor(values)[None])
    train, population = integrate(flow, torch.as_tensor(vectors.T @ start)[None], TIMES)
    assert found.losses["train"][0] == pytest.approx(train[0], abs=1e-6 * train[0, 0])
    assert found.losses["population"][0] == pytest.approx(population[0], abs=1e-6 * population[0, 0])


def test_the_tied_autoencoder_on_average():
    sizes = {"p": 10, "H": 5, "N": 20}
    here = simulate(Point(load("tied-autoencoder"), sizes, {"sigma2": 0.05}), TIMES, 400)
    there = simulate_tied(Sizes(10, 5, 20, 0.05), TIMES, 400)
    for name, runs in (("train", there.train), ("population", there.population)):
        gap = here.mean[name] - runs.mean(axis=0)
        spread = np.hypot(here.stderr[name], runs.std(axis=0) / 20)
        assert np.all(np.abs(gap) < 4 * spread)


@pytest.mark.parametrize("tol", [*(pytest.param(tol, marks=pytest.mark.slow) for tol in (1e-4, 1e-5, 1e-6)), 1e-7])
def test_errors_are_bounded_past_the_saddle(tol):
    """Three layers leave their saddle, then move on for long with steps at the edge of stability."""
    point = Point(load("three-layer"), {"p": 12, "H": 6, "K": 6, "N": 24}, {"sigma2": 0.03})
    times = np.linspace(0, 10, 21)
    exact, found = simulate(point, times, 8, tol=1e-10), simulate(point, times, 8, tol=tol)
    for name, runs in found.losses.items():
        assert np.abs(runs - exact.losses[name]).max() < 10 * tol * exact.losses[name][:, 0].min()


def test_runs_do_not_depend_on_their_number():
    point = plain.at(load("untied-autoencoder"), (4, 2, 6))
    every, later = simulate(point, TIMES, 5, seed=1), simulate(point, TIMES, 2, seed=1, first=3)
    for name, curves in every.losses.items():
        # Steps depend on the batch: errors of the solver.
        np.testing.assert_allclose(later.losses[name], curves[3:], atol=1e-6 * curves.max())


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize("model", [load("untied-weight-decay"), load("quadratic"), MANY_TRACES], ids=lambda m: m.name)
def test_controls_have_mean_zero(model, complex_letters):
    """Traces of the starts less their exact means, real and complex; within four standard errors for 24 at once."""
    controls = simulate(
        plain.at(model, (3, 2, 4)), [0.0], 4000, controls=True, complex_letters=complex_letters
    ).controls
    spread = controls.std(axis=0) / len(controls) ** 0.5
    assert controls.shape[1] >= 5
    assert np.all(np.abs(controls.mean(axis=0)) <= 4.5 * spread)
    assert np.count_nonzero(spread) >= controls.shape[1] - 2


UNBOUNDED = define(
    "unbounded",
    sizes={"p": "rows"},
    scalars={},
    matrices={"W": Gaussian(["p", "p"], trained=True)},
    losses={"L": "-Tr(W*W.T)**2"},
    flow="L",
)


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
def test_a_constant_velocity(complex_letters):
    """-I, whatever the letters: the trace falls by p t, and no matrix is there to tell the program's kind."""
    model = define(
        name="linear",
        sizes={"p": "size"},
        scalars={},
        matrices={"W": Gaussian(["p", "p"], trained=True)},
        losses={"L": "Tr(W)"},
        flow="L",
    )
    losses = simulate(Point(model, {"p": 3}, {}), [0.0, 0.5, 2.0], 2, complex_letters=complex_letters).losses["L"]
    assert losses - losses[:, :1] == pytest.approx(np.tile([0.0, -1.5, -6.0], (2, 1)), abs=1e-6)  # 10 tol


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"matrices": {"X": np.ones((2, 2))}}, InputError, r"X is p x N = 4 x 6, got \(2, 2\)"),
        ({"matrices": {"V": np.ones((4, 2))}}, InputError, "V is trained"),
        ({"matrices": {"X": np.full((4, 6), np.nan)}}, InputError, "X is finite, the given matrix is not"),
        ({"runs": 0}, ExperimentError, "give at least one"),
        ({"t": [1.0, 0.5]}, ExperimentError, "in increasing order"),
        ({"device": "tpu"}, ExperimentError, "give cpu or cuda"),
    ],
)
def test_refused(change, error, message):
    arguments = {"t": [0.0, 1.0], "runs": 1} | change
    with pytest.raises(error, match=message):
        simulate(plain.at(load("untied-autoencoder"), (4, 2, 6)), **arguments)


@pytest.mark.slow
def test_a_loss_without_a_lower_bound_is_refused():
    with pytest.raises(IntegrationError, match="cannot be followed beyond"):
        simulate(Point(UNBOUNDED, {"p": 3}, {}), [0.0, 5.0], 1)
